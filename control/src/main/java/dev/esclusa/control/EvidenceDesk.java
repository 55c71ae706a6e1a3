package dev.esclusa.control;

import dev.esclusa.evidence.Bundle;
import dev.esclusa.evidence.BundleMaker;
import dev.esclusa.evidence.BundleSource;
import dev.esclusa.model.ChangeId;
import dev.esclusa.model.Fact;
import dev.esclusa.model.Stream;
import dev.esclusa.model.TargetUid;
import dev.esclusa.tlog.HashReader;
import dev.esclusa.tlog.LogReader;
import dev.esclusa.tlog.TileStore;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Hands out the evidence of a change: the journal's leaves, proven by the log's tiles. */
public final class EvidenceDesk {
  private final BundleMaker maker;

  public EvidenceDesk(Journal journal, TileStore tiles) {
    this.maker = new BundleMaker(new Stored(journal, tiles));
  }

  /**
   * @param allowedSigners the file in force when the change was approved; null to leave it out
   * @throws dev.esclusa.model.ProblemException EVD-0012 while no witnessed checkpoint covers the
   *     change, EVD-0013 when there is no such change, EVD-0014 when journal and log differ
   */
  public Bundle bundle(ChangeId change, @Nullable String allowedSigners) {
    return maker.make(change, allowedSigners);
  }

  private record Stored(Journal journal, TileStore tiles) implements BundleSource {
    private static final int PAGE_ENTRIES = 1024;

    @Override
    public List<StoredLeaf> leavesOf(ChangeId change) {
      return journal.stream(Stream.of(change)).stream().map(Stored::leaf).toList();
    }

    @Override
    public List<StoredLeaf> leavesAbout(TargetUid target, long from, long before) {
      Predicate<Journal.Entry> about = entry -> target.equals(entry.envelope().target());
      List<StoredLeaf> found = new ArrayList<>();
      long next = from;
      while (next < before) {
        List<Journal.Entry> page = journal.from(next, (int) Math.min(PAGE_ENTRIES, before - next));
        if (page.isEmpty()) {
          return found;
        }
        page.stream().filter(about).map(Stored::leaf).forEach(found::add);
        next += page.size();
      }
      return found;
    }

    @Override
    public List<StoredLeaf> erasuresOf(ChangeId change) {
      return journal.stream(Stream.INSTALLATION).stream()
          .filter(
              it ->
                  it.envelope().fact() instanceof Fact.PayloadsErased fact
                      && fact.change().equals(change))
          .map(Stored::leaf)
          .toList();
    }

    @Override
    public @Nullable StoredPayload payload(long index) {
      Journal.Payload payload = journal.payload(index);
      return payload == null ? null : new StoredPayload(payload.salt(), payload.bytes());
    }

    @Override
    public @Nullable String checkpoint() {
      return tiles.readCheckpoint().orElse(null);
    }

    @Override
    public HashReader hashes(long size) {
      return new LogReader(tiles, size);
    }

    private static StoredLeaf leaf(Journal.Entry entry) {
      return new StoredLeaf(entry.index(), entry.leaf());
    }
  }
}
