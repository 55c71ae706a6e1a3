package dev.esclusa.adapters.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.esclusa.model.Problem;
import dev.esclusa.model.ProblemException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Connections to the database, in two grades. What a durable session commits is on disk when the
 * commit returns. What a relaxed one commits may be forgotten by a crash of the database, never
 * torn or out of order: good for work items, which may run twice, and for what is derived.
 */
final class Sessions implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Sessions.class);
  private static final int DURABLE = 8;
  private static final int RELAXED = 4;

  private final DatabaseAddress address;
  private final HikariDataSource durable;
  private final HikariDataSource relaxed;

  Sessions(DatabaseAddress address) {
    this.address = address;
    this.durable = pool(address, "durable", DURABLE, "on");
    this.relaxed = pool(address, "relaxed", RELAXED, "off");
  }

  private static HikariDataSource pool(
      DatabaseAddress address, String name, int size, String synchronousCommit) {
    HikariConfig config = new HikariConfig();
    config.setPoolName(name);
    config.setJdbcUrl(address.url());
    config.setUsername(address.user());
    config.setPassword(address.password());
    config.setMaximumPoolSize(size);
    config.setMinimumIdle(1);
    config.setConnectionTimeout(10_000);
    config.setInitializationFailTimeout(-1);
    settings(synchronousCommit)
        .forEach((key, value) -> config.addDataSourceProperty((String) key, value));
    return new HikariDataSource(config);
  }

  private static Properties settings(String synchronousCommit) {
    Properties settings = new Properties();
    settings.setProperty("ApplicationName", "esclusa");
    settings.setProperty("tcpKeepAlive", "true");
    settings.setProperty("connectTimeout", "10");
    settings.setProperty("socketTimeout", "60");
    settings.setProperty("prepareThreshold", "2");
    // A server that hangs in the middle of a transaction must not keep the others from the log.
    settings.setProperty(
        "options",
        "-c synchronous_commit="
            + synchronousCommit
            + " -c statement_timeout=30s -c lock_timeout=20s"
            + " -c idle_in_transaction_session_timeout=15s -c timezone=UTC -c jit=off");
    return settings;
  }

  /** A durable connection outside of the pool, for one who keeps it. */
  Connection dedicated() throws SQLException {
    Properties settings = settings("on");
    settings.setProperty("user", address.user());
    settings.setProperty("password", address.password());
    return DriverManager.getConnection(address.url(), settings);
  }

  <T extends @Nullable Object> T durable(Question<T> question) {
    return ask(durable, question);
  }

  <T extends @Nullable Object> T relaxed(Question<T> question) {
    return ask(relaxed, question);
  }

  /** All or nothing, on disk. */
  <T extends @Nullable Object> T transaction(Question<T> question) {
    return durable(
        connection -> {
          connection.setAutoCommit(false);
          try {
            T answer = question.ask(connection);
            connection.commit();
            return answer;
          } catch (SQLException | RuntimeException e) {
            connection.rollback();
            throw e;
          } finally {
            connection.setAutoCommit(true);
          }
        });
  }

  private <T extends @Nullable Object> T ask(HikariDataSource pool, Question<T> question) {
    try (Connection connection = pool.getConnection()) {
      return question.ask(connection);
    } catch (SQLException e) {
      throw unanswered(e);
    }
  }

  /** For a connection that is of no more use; it may be broken already. */
  static void closeQuietly(Connection connection) {
    try {
      connection.abort(Runnable::run);
    } catch (SQLException e) {
      LOG.debug("a broken connection could not be closed", e);
    }
  }

  /** The message names statements and constraints, never values. */
  ProblemException unanswered(SQLException because) {
    return new ProblemException(
        Problem.environment(
            "DBS-0004",
            "The database "
                + address
                + " did not do what was asked: state "
                + because.getSQLState()
                + ", "
                + because.getMessage(),
            "See that it runs and can be reached; what was asked may be asked again."),
        because);
  }

  @Override
  public void close() {
    durable.close();
    relaxed.close();
  }

  /** What is asked of the database in one session. */
  @FunctionalInterface
  interface Question<T extends @Nullable Object> {
    T ask(Connection connection) throws SQLException;
  }
}
