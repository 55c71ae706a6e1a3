package dev.esclusa.control;

import dev.esclusa.tempo.RealTempo;

class InMemoryJournalTest extends JournalContract {
  private final RealTempo tempo = new RealTempo();

  @Override
  protected Pair open() {
    InMemoryLeases leases = new InMemoryLeases(tempo.clock());
    InMemoryJournal first = new InMemoryJournal(tempo, leases);
    return new Pair(first, first.replica(tempo), leases);
  }

  @Override
  protected void close() {
    tempo.close();
  }
}
