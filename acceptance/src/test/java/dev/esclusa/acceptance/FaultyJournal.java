package dev.esclusa.acceptance;

import dev.esclusa.control.Journal;
import dev.esclusa.model.Stream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A journal whose process may die just before or just after every write. */
record FaultyJournal(Journal real, Runnable mayCrash) implements Journal {
  @Override
  public List<Entry> append(Batch batch) {
    mayCrash.run();
    List<Entry> entries = real.append(batch);
    mayCrash.run();
    return entries;
  }

  @Override
  public List<Entry> stream(Stream stream) {
    return real.stream(stream);
  }

  @Override
  public List<Entry> from(long index, int max) {
    return real.from(index, max);
  }

  @Override
  public long size() {
    return real.size();
  }

  @Override
  public @Nullable Payload payload(long index) {
    return real.payload(index);
  }

  @Override
  public int erasePayloads(Stream stream) {
    return real.erasePayloads(stream);
  }

  @Override
  public List<Work> takeWork(String worker, int max, Duration hold) {
    List<Work> taken = real.takeWork(worker, max, hold);
    mayCrash.run();
    return taken;
  }

  @Override
  public void workDone(Work work) {
    mayCrash.run();
    real.workDone(work);
  }

  @Override
  public void workAgain(Work work, Instant at) {
    mayCrash.run();
    real.workAgain(work, at);
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
