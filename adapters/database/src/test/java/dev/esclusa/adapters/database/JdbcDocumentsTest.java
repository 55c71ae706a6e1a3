package dev.esclusa.adapters.database;

import dev.esclusa.control.Documents;
import dev.esclusa.control.DocumentsContract;
import org.junit.jupiter.api.AfterEach;

class JdbcDocumentsTest extends DocumentsContract {
  private final Database database = Database.open(TestPostgres.freshDatabase());

  @Override
  protected Documents open() {
    return database.documents();
  }

  @AfterEach
  void closeDatabase() {
    database.close();
  }
}
