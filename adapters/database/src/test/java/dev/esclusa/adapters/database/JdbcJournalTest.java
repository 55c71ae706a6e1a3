package dev.esclusa.adapters.database;

import dev.esclusa.control.JournalContract;
import dev.esclusa.control.PayloadCipher;
import dev.esclusa.tempo.Chance;
import dev.esclusa.tempo.RealTempo;

class JdbcJournalTest extends JournalContract {
  private final RealTempo tempo = new RealTempo();
  private final DatabaseAddress address = TestPostgres.freshDatabase();
  private final Database first = Database.open(address);
  private final Database second = Database.open(address);

  @Override
  protected Pair open() {
    PayloadCipher cipher = new PayloadCipher(new byte[32], Chance.secure());
    return new Pair(first.journal(cipher, tempo), second.journal(cipher, tempo), second.leases());
  }

  @Override
  protected void close() {
    first.close();
    second.close();
    tempo.close();
  }
}
