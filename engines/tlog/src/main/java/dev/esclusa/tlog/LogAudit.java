package dev.esclusa.tlog;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The full check of a log: the checkpoint against a trust policy, every entry and every tile
 * against the checkpoint's root. It holds one open tile for each level, whatever the size of the
 * log.
 *
 * <p>Where an entry and its stored hash disagree, the hash one level up tells which of them was
 * changed; in the last, partial tile the checkpoint's root does.
 */
public final class LogAudit {
  private static final int FINDINGS_MAX = 1_000;

  /**
   * Something that is not as it was logged.
   *
   * @param path {@code checkpoint} or the path of a tile or entry bundle
   * @param index which entry, or which hash of the path's level, from 0; -1 for the whole file
   */
  public record Finding(String path, long index, String fault) {
    @Override
    public String toString() {
      return index < 0 ? path + ": " + fault : path + " index " + index + ": " + fault;
    }
  }

  /**
   * What an audit saw.
   *
   * @param findings empty when all is well; at most 1,000
   */
  public record Report(long entryCount, long tileCount, List<Finding> findings) {
    public Report {
      findings = List.copyOf(findings);
    }

    public boolean isClean() {
      return findings.isEmpty();
    }
  }

  private final TileStore store;
  private final List<Finding> findings = new ArrayList<>();
  private final List<List<Hash>> openTiles = new ArrayList<>();
  private final Map<Integer, Long> closedCounts = new HashMap<>();
  private TreeHead head = TreeHead.EMPTY;
  private long tileCount;

  private LogAudit(TileStore store) {
    this.store = store;
  }

  /** Audits the log as its stored checkpoint states it. */
  public static Report run(TileStore store, TrustPolicy policy) {
    var audit = new LogAudit(store);
    return audit
        .trustedHead(policy)
        .map(audit::check)
        .orElseGet(() -> new Report(0, 0, audit.findings));
  }

  /** Audits against a head that the caller trusts. */
  public static Report run(TileStore store, TreeHead trusted) {
    return new LogAudit(store).check(trusted);
  }

  private Optional<TreeHead> trustedHead(TrustPolicy policy) {
    try {
      var text = store.readCheckpoint();
      if (text.isEmpty()) {
        find("checkpoint", -1, "is missing");
        return Optional.empty();
      }
      var signed = SignedCheckpoint.parse(text.get());
      return switch (policy.evaluate(signed)) {
        case TrustVerdict.Trusted _ -> Optional.of(signed.head());
        case TrustVerdict.Distrusted distrusted -> {
          find("checkpoint", -1, distrusted.cause());
          yield Optional.empty();
        }
      };
    } catch (TlogException malformed) {
      find("checkpoint", -1, malformed.fault());
      return Optional.empty();
    }
  }

  private Report check(TreeHead trusted) {
    head = trusted;
    var frontier = new Frontier();
    for (long index = 0; index * TilePath.FULL_WIDTH < head.size(); index++) {
      var leaves = checkLeaves(index, frontier);
      leaves.forEach(frontier::append);
      if (leaves.size() == TilePath.FULL_WIDTH) {
        addAbove(1, HashTile.root(leaves));
      }
    }
    for (int level = 1; level <= openTiles.size(); level++) {
      closeTile(level);
    }
    if (!frontier.root().equals(head.root())) {
      find(
          "checkpoint",
          -1,
          "says root %s, the entries give %s".formatted(head.root(), frontier.root()));
    }
    return new Report(head.size(), tileCount, findings);
  }

  /** Compares one bundle with its tile and returns the leaf hashes to go on with. */
  private List<Hash> checkLeaves(long index, Frontier before) {
    var bundlePath = TilePath.in(head.size(), TilePath.ENTRIES, index);
    var tilePath = TilePath.in(head.size(), 0, index);
    tileCount += 2;
    var entries =
        attempt(() -> EntryBundle.read(store, bundlePath).stream().map(Hash::leaf).toList());
    var stored = attempt(() -> HashTile.read(store, tilePath));
    if (entries.isPresent() && stored.isPresent()) {
      return reconcile(bundlePath, entries.get(), tilePath, stored.get(), before);
    }
    // What is missing was found already; without both the root cannot be right, and says so.
    return entries.or(() -> stored).orElse(List.of());
  }

  private List<Hash> reconcile(
      TilePath bundlePath,
      List<Hash> entries,
      TilePath tilePath,
      List<Hash> stored,
      Frontier before) {
    if (entries.equals(stored)) {
      return entries;
    }
    var entriesAreRight = leadsToTrust(entries, tilePath, before);
    var hashesAreRight = leadsToTrust(stored, tilePath, before);
    if (!hashesAreRight) {
      compare(tilePath, stored, entries, "is not the hash of its entry");
    }
    if (!entriesAreRight) {
      compare(bundlePath, entries, stored, "does not have the hash that was logged");
    }
    return hashesAreRight ? stored : entries;
  }

  /** A full tile must be in the tile above; the last one must give the root. */
  private boolean leadsToTrust(List<Hash> leaves, TilePath path, Frontier before) {
    if (path.isFull()) {
      long parent = path.index() / TilePath.FULL_WIDTH;
      int offset = (int) (path.index() % TilePath.FULL_WIDTH);
      try {
        return HashTile.read(store, TilePath.in(head.size(), 1, parent))
            .get(offset)
            .equals(HashTile.root(leaves));
      } catch (TlogException unreadable) {
        return false; // reported when that tile's turn comes
      }
    }
    var frontier = before.copy();
    leaves.forEach(frontier::append);
    return frontier.root().equals(head.root());
  }

  private void addAbove(int level, Hash hash) {
    if (openTiles.size() < level) {
      openTiles.add(new ArrayList<>());
    }
    var tile = openTiles.get(level - 1);
    tile.add(hash);
    if (tile.size() == TilePath.FULL_WIDTH) {
      var root = HashTile.root(tile);
      closeTile(level);
      addAbove(level + 1, root);
    }
  }

  private void closeTile(int level) {
    var tile = openTiles.get(level - 1);
    if (tile.isEmpty()) {
      return;
    }
    var path = new TilePath(level, closedCounts.merge(level, 1L, Long::sum) - 1, tile.size());
    tileCount++;
    attempt(() -> HashTile.read(store, path))
        .ifPresent(stored -> compare(path, stored, tile, "is not the hash of what is below"));
    tile.clear();
  }

  private void compare(TilePath path, List<Hash> seen, List<Hash> wanted, String fault) {
    for (int i = 0; i < Math.min(seen.size(), wanted.size()); i++) {
      if (!seen.get(i).equals(wanted.get(i))) {
        find(path.toString(), path.indexOf(i), fault);
      }
    }
  }

  private <T> Optional<T> attempt(Supplier<T> read) {
    try {
      return Optional.of(read.get());
    } catch (TlogException unreadable) {
      find(unreadable.place(), -1, unreadable.fault());
      return Optional.empty();
    }
  }

  private void find(String path, long index, String fault) {
    if (findings.size() < FINDINGS_MAX) {
      findings.add(new Finding(path, index, fault));
    }
  }
}
