package dev.esclusa.acceptance;

import dev.esclusa.control.Journal;
import dev.esclusa.model.Stream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A journal whose process may die, and whose database may restart, around every call. */
record FaultyJournal(Journal real, Faults faults) implements Journal {
  /** What may go wrong around a call; both methods may throw. */
  interface Faults {
    /** Before the database has done anything. */
    void asking();

    /** The database has done it, and its answer is under way. */
    void answering();
  }

  @Override
  public List<Entry> append(Batch batch) {
    faults.asking();
    List<Entry> entries = real.append(batch);
    faults.answering();
    return entries;
  }

  @Override
  public List<Entry> stream(Stream stream) {
    faults.asking();
    return real.stream(stream);
  }

  @Override
  public List<Entry> from(long index, int max) {
    faults.asking();
    return real.from(index, max);
  }

  @Override
  public long size() {
    faults.asking();
    return real.size();
  }

  @Override
  public @Nullable Payload payload(long index) {
    faults.asking();
    return real.payload(index);
  }

  @Override
  public int erasePayloads(Stream stream) {
    faults.asking();
    int erased = real.erasePayloads(stream);
    faults.answering();
    return erased;
  }

  @Override
  public List<Work> takeWork(String worker, int max, Duration hold) {
    faults.asking();
    List<Work> taken = real.takeWork(worker, max, hold);
    faults.answering();
    return taken;
  }

  @Override
  public void workDone(Work work) {
    faults.asking();
    real.workDone(work);
    faults.answering();
  }

  @Override
  public void workAgain(Work work, Instant at) {
    faults.asking();
    real.workAgain(work, at);
    faults.answering();
  }

  @Override
  public void onWork(Runnable wake) {
    real.onWork(wake);
  }

  @Override
  public void close() {
    real.close();
  }
}
