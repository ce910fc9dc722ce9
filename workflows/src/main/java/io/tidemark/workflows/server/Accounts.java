package io.tidemark.workflows.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import at.favre.lib.crypto.bcrypt.BCrypt;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.workflows.scheduler.Database;
import io.tidemark.workflows.scheduler.SchedulerException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Who may log in. The database has hashes only. At the first start two users are made, {@code
 * admin} and {@code viewer}, with passwords that nobody knows yet: they lie in {@value #FILE},
 * which only the owner of the scheduler's folder can read, for the command line and the API on this
 * machine. Delete the file to have new ones at the next start.
 */
final class Accounts {
  /** Of the form {@code {"admin": PASSWORD, "viewer": PASSWORD}}. */
  static final String FILE = "credentials.json";

  private static final int COST = 10;

  /** bcrypt looks at 72 bytes; what is longer is not compared but refused. */
  private static final int LONGEST_PASSWORD = 72;

  private final Database database;
  // Compared with where there is no such user, so that the answer takes as long.
  private final String nobody = hash(PrivateFile.newSecret());

  private Accounts(Database database) {
    this.database = database;
  }

  static Accounts in(Database database, Path folder) {
    Accounts accounts = new Accounts(database);
    if (!Files.exists(folder.resolve(FILE))) {
      ObjectNode passwords = new ObjectMapper().createObjectNode();
      for (Role role : Role.values()) {
        String password = PrivateFile.newSecret();
        accounts.put(role.id(), password, role);
        passwords.put(role.id(), password);
      }
      PrivateFile.write(folder.resolve(FILE), passwords.toString() + System.lineSeparator());
    }
    return accounts;
  }

  /** The user, if name and password are right. */
  Optional<User> user(String name, String password) {
    Optional<Account> account = find(name);
    String hash = account.map(Account::passwordHash).orElse(nobody);
    boolean fits =
        password.getBytes(UTF_8).length <= LONGEST_PASSWORD
            && BCrypt.verifyer().verify(password.toCharArray(), hash).verified;
    return account.filter(found -> fits).map(found -> new User(name, Role.of(found.role())));
  }

  /** Makes a user, or gives one another password or role. */
  void put(String name, String password, Role role) {
    if (password.getBytes(UTF_8).length > LONGEST_PASSWORD) {
      throw new SchedulerException("a password has at most %d bytes".formatted(LONGEST_PASSWORD));
    }
    database
        .jdbi()
        .useHandle(
            handle ->
                handle
                    .createUpdate(
                        "merge into account (name, password_hash, role) key (name)"
                            + " values (:name, :hash, :role)")
                    .bind("name", name)
                    .bind("hash", hash(password))
                    .bind("role", role.id())
                    .execute());
  }

  private record Account(String passwordHash, String role) {}

  private Optional<Account> find(String name) {
    return database
        .jdbi()
        .withHandle(
            handle ->
                handle
                    .createQuery("select password_hash, role from account where name = :name")
                    .bind("name", name)
                    .map(
                        (row, context) ->
                            new Account(row.getString("password_hash"), row.getString("role")))
                    .findOne());
  }

  private static String hash(String password) {
    return BCrypt.withDefaults().hashToString(COST, password.toCharArray());
  }
}
