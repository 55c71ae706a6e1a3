package dev.esclusa.adapters.database;

import dev.esclusa.stack.StateBackendContract;
import dev.esclusa.stack.StateStoreContract;
import org.junit.jupiter.api.AfterEach;

class JdbcStateBackendTest extends StateBackendContract {
  private final Database database = Database.open(TestPostgres.freshDatabase());

  @Override
  protected StateStoreContract.Stores open() {
    return new StateStoreContract.Stores(database.states(), database.artifacts());
  }

  @AfterEach
  void closeDatabase() {
    database.close();
  }
}
