package dev.esclusa.adapters.database;

import dev.esclusa.control.Leases;
import dev.esclusa.control.LeasesContract;
import org.junit.jupiter.api.AfterEach;

class JdbcLeasesTest extends LeasesContract {
  private final Database database = Database.open(TestPostgres.freshDatabase());

  @Override
  protected Leases open() {
    return database.leases();
  }

  @AfterEach
  void closeDatabase() {
    database.close();
  }
}
