package dev.esclusa.adapters.database;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import java.util.logging.Logger;

/** One embedded server for all tests of this run; each test gets a database of its own in it. */
final class TestPostgres {
  private static final AtomicInteger COUNT = new AtomicInteger();
  private static final Path TARGET = Path.of("target").toAbsolutePath();

  private static final List<Logger> QUIET =
      List.of(Logger.getLogger("org.flywaydb"), Logger.getLogger("com.zaxxer.hikari"));

  static {
    QUIET.forEach(logger -> logger.setLevel(Level.WARNING));
  }

  private TestPostgres() {}

  /** Unpacked once; servers of tests share them. */
  static Path binaries() {
    return TARGET.resolve("postgres");
  }

  static DatabaseAddress freshDatabase() {
    DatabaseAddress server = Shared.SERVER.address();
    String name = "test_" + COUNT.incrementAndGet();
    try (Connection connection =
            DriverManager.getConnection(server.url(), server.user(), server.password());
        Statement statement = connection.createStatement()) {
      statement.execute("create database " + name);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    return new DatabaseAddress(
        server.url().replace("/postgres", "/" + name), server.user(), server.password());
  }

  /** Started by the first test that asks. */
  private static final class Shared {
    private static final EmbeddedPostgres SERVER = start();

    private static EmbeddedPostgres start() {
      try {
        Files.createDirectories(TARGET);
        Path folder = Files.createTempDirectory(TARGET, "server-");
        EmbeddedPostgres server = EmbeddedPostgres.start(folder, binaries());
        Runtime.getRuntime()
            .addShutdownHook(Thread.ofPlatform().unstarted(() -> stop(server, folder)));
        return server;
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }

    /** At once: the checkpoint of an orderly end took half a minute, of data that nobody wants. */
    private static void stop(EmbeddedPostgres server, Path folder) {
      try {
        Postmaster postmaster = Postmaster.of(folder.resolve("data"));
        if (postmaster != null) {
          new ProcessBuilder("kill", "-QUIT", Long.toString(postmaster.pid())).start();
          postmaster.process().ifPresent(it -> it.onExit().join());
        }
        server.close();
        PostgresBinaries.delete(folder);
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
