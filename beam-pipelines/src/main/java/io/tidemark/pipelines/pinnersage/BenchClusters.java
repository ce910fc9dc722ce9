package io.tidemark.pipelines.pinnersage;

import io.tidemark.pipelines.embedding.RowRun;
import io.tidemark.pipelines.pins.PinVectors;
import io.tidemark.pipelines.storage.Job;
import io.tidemark.pipelines.storage.JobFailedException;
import io.tidemark.pipelines.storage.ScratchFolder;
import io.tidemark.pipelines.storage.Warehouse;
import io.tidemark.pipelines.timeline.PositiveActions;
import io.tidemark.pipelines.timeline.Timeline;
import io.tidemark.store.InterestProfile;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.apache.beam.sdk.Pipeline;

/**
 * Measures PinnerSage's daily run on made-up users: users a second from timelines to files of
 * profiles, starting the pipeline included, the process's peak memory, and one user with thousands
 * of actions alone. Needs no server.
 *
 * <pre>{@code
 * BenchClusters --users=10000 --actions=256 --warehouse=var/bench
 * }</pre>
 */
public final class BenchClusters {
  private static final int[] BUSY = {1_000, 2_500, 5_000};
  private static final int ROUNDS = 3;

  private BenchClusters() {}

  public static void main(String[] args) {
    System.exit(Job.run(args, BenchClustersOptions.class, BenchClusters::run));
  }

  private static void run(BenchClustersOptions options) throws IOException {
    MadeUpInterests world = new MadeUpInterests(options.getPinCount(), options.getDimension());
    PinVectors pins = PinSource.shared(world);
    double started = cluster(options, world, 1);
    double seconds = cluster(options, world, options.getUsers());
    System.out.printf(
        "| %,d users x %d actions | %.1f s | %,.0f users/s, once started %,.0f | peak memory %,d MiB |%n",
        options.getUsers(),
        options.getActions(),
        seconds,
        options.getUsers() / seconds,
        options.getUsers() / Math.max(1e-3, seconds - started),
        peakResidentMebibytes());
    InterestClusters clusters =
        new InterestClusters(PinnerSageConfig.standard(), pins, PositiveActions.standard());
    for (int actions : BUSY) {
      Timeline user = world.busyUser(Math.min(actions, options.getPinCount()));
      double best = Double.POSITIVE_INFINITY;
      double cpu = Double.POSITIVE_INFINITY;
      int found = 0;
      for (int round = 0; round < ROUNDS; round++) {
        long start = System.nanoTime();
        long cpuStart = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        found = clusters.of(user.actions()).size();
        best = Math.min(best, (System.nanoTime() - start) / 1e9);
        cpu =
            Math.min(
                cpu,
                (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - cpuStart) / 1e9);
      }
      System.out.printf(
          "| one user, %,d actions on as many pins | %.3f s, %.3f s of CPU, the best of %d | %,d interests | peak memory %,d MiB |%n",
          user.actions().size(), best, cpu, ROUNDS, found, peakResidentMebibytes());
    }
  }

  /** Seconds by the clock. */
  private static double cluster(BenchClustersOptions options, MadeUpInterests world, long users)
      throws IOException {
    try (ScratchFolder scratch = ScratchFolder.in(Warehouse.of(options))) {
      RowRun<InterestProfile> rows = new RowRun<>(new InterestRows(), options, scratch);
      InterestRun run =
          new InterestRun(
              options,
              new ClusterTimelines(
                  world,
                  new InterestSettings(
                      PinnerSageConfig.standard(),
                      PositiveActions.standard(),
                      InterestProfile.MAX_INTERESTS),
                  Instant.EPOCH,
                  0,
                  rows.stage(Optional.empty(), users)),
              rows);
      Pipeline pipeline = Pipeline.create(options);
      run.cluster(pipeline.apply("Users", world.users(users, options.getActions())));
      long start = System.nanoTime();
      pipeline.run().waitUntilFinish();
      double seconds = (System.nanoTime() - start) / 1e9;
      if (rows.checks().rows() != users) {
        throw new JobFailedException(
            "%,d of %,d users were clustered".formatted(rows.checks().rows(), users));
      }
      return seconds;
    }
  }

  /** Of the whole process, as Linux counts it; -1 elsewhere. */
  private static long peakResidentMebibytes() throws IOException {
    Path status = Path.of("/proc/self/status");
    if (!Files.exists(status)) {
      return -1;
    }
    return Files.readAllLines(status).stream()
        .filter(line -> line.startsWith("VmHWM:"))
        .map(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
        .findFirst()
        .orElse(-1L);
  }
}
