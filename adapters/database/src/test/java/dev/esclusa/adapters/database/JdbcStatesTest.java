package dev.esclusa.adapters.database;

import dev.esclusa.stack.StateStoreContract;
import org.junit.jupiter.api.AfterEach;

class JdbcStatesTest extends StateStoreContract {
  private final Database database = Database.open(TestPostgres.freshDatabase());

  @Override
  protected Stores open() {
    return new Stores(database.states(), database.artifacts());
  }

  @AfterEach
  void closeDatabase() {
    database.close();
  }
}
