package io.tidemark.store;

import java.io.PrintStream;
import java.util.List;

/**
 * Creates or repairs the tables: {@code CreateSchema --hbase=localhost:16000 [--regions=4]}. Run
 * again it changes nothing. Ends with 0, with 1 if HBase failed, with 2 if the arguments are wrong.
 */
public final class CreateSchema {
  private static final String USAGE = "usage: CreateSchema --hbase=HOST:PORT [--regions=N]";

  private CreateSchema() {}

  public static void main(String[] args) {
    System.exit(run(List.of(args), System.out, System.err));
  }

  static int run(List<String> args, PrintStream out, PrintStream err) {
    StoreConfig store = null;
    SchemaConfig schema = SchemaConfig.DEFAULT;
    try {
      for (String arg : args) {
        if (arg.startsWith("--hbase=")) {
          store = StoreConfig.of(arg.substring("--hbase=".length()));
        } else if (arg.startsWith("--regions=")) {
          schema = schema.withRegions(Integer.parseInt(arg.substring("--regions=".length())));
        } else {
          throw new IllegalArgumentException("unknown argument " + arg);
        }
      }
      if (store == null) {
        throw new IllegalArgumentException("--hbase is missing");
      }
    } catch (IllegalArgumentException e) {
      err.println(e.getMessage());
      err.println(USAGE);
      return 2;
    }
    try (StoreConnection connection = StoreConnection.open(store)) {
      List<String> done = new StoreSchema(connection, schema).create();
      done.forEach(out::println);
      out.println(done.isEmpty() ? "HBase schema: nothing to do" : "HBase schema: done");
      return 0;
    } catch (StoreException e) {
      err.println(e.getMessage());
      return 1;
    }
  }
}
