package dev.esclusa.tlog;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * The one writer of a log. Between two appends it holds the frontier and nothing else; what an
 * append needs beyond that, the open tile of each level, it reads from the store.
 *
 * <p>Entries go to the store before hashes, and both before the caller can sign the new head. After
 * a crash, open it at the last signed head and append again.
 */
public final class LogWriter {
  private final TileStore store;
  private final Frontier frontier;

  private LogWriter(TileStore store, Frontier frontier) {
    this.store = store;
    this.frontier = frontier;
  }

  public static LogWriter create(TileStore store) {
    return new LogWriter(store, new Frontier());
  }

  /** Goes on after {@code head}; refused when the stored tiles do not lead to its root. */
  public static LogWriter open(TileStore store, TreeHead head) {
    var frontier = new LogReader(store, head.size()).frontier(head.size());
    if (!frontier.root().equals(head.root())) {
      throw new TlogException(
          TlogException.Code.TILE,
          "tile",
          "the stored tiles give root %s for size %d, the head says %s"
              .formatted(frontier.root(), head.size(), head.root()),
          "Audit the log to find the wrong tile; append nothing before");
    }
    return new LogWriter(store, frontier);
  }

  /** Appends the entries, each of at most 65,535 bytes, in their order. */
  public TreeHead append(List<byte[]> entries) {
    entries.forEach(LogWriter::checkSize);
    var filled = new ArrayList<TilePath>();
    appendBundles(entries, filled);
    var leaves = entries.stream().map(Hash::leaf).toList();
    appendTiles(leaves, filled);
    filled.forEach(store::deletePartials);
    leaves.forEach(frontier::append);
    return head();
  }

  public TreeHead head() {
    return frontier.head();
  }

  public Frontier frontier() {
    return frontier.copy();
  }

  private void appendBundles(List<byte[]> entries, List<TilePath> filled) {
    long size = frontier.size();
    var bundle = new ByteArrayOutputStream();
    if (!entries.isEmpty() && size % TilePath.FULL_WIDTH != 0) {
      EntryBundle.read(store, lastPath(size, TilePath.ENTRIES))
          .forEach(entry -> EntryBundle.append(bundle, entry));
    }
    for (int i = 0; i < entries.size(); i++) {
      EntryBundle.append(bundle, entries.get(i));
      size++;
      if (size % TilePath.FULL_WIDTH == 0 || i == entries.size() - 1) {
        write(lastPath(size, TilePath.ENTRIES), bundle.toByteArray(), filled);
        bundle.reset();
      }
    }
  }

  /** Each tile that gets full gives one hash to the level above. */
  private void appendTiles(List<Hash> leaves, List<TilePath> filled) {
    var fresh = leaves;
    long count = frontier.size();
    for (int level = 0; !fresh.isEmpty(); level++) {
      fresh = appendLevel(level, count, fresh, filled);
      count /= TilePath.FULL_WIDTH;
    }
  }

  private List<Hash> appendLevel(int level, long count, List<Hash> fresh, List<TilePath> filled) {
    var above = new ArrayList<Hash>();
    var tile = new ArrayList<Hash>(TilePath.FULL_WIDTH);
    if (count % TilePath.FULL_WIDTH != 0) {
      tile.addAll(HashTile.read(store, lastPath(count, level)));
    }
    long index = count / TilePath.FULL_WIDTH;
    for (var hash : fresh) {
      tile.add(hash);
      if (tile.size() == TilePath.FULL_WIDTH) {
        write(new TilePath(level, index++, tile.size()), HashTile.encode(tile), filled);
        above.add(HashTile.root(tile));
        tile.clear();
      }
    }
    if (!tile.isEmpty()) {
      write(new TilePath(level, index, tile.size()), HashTile.encode(tile), filled);
    }
    return above;
  }

  private void write(TilePath path, byte[] bytes, List<TilePath> filled) {
    store.write(path, bytes);
    if (path.isFull()) {
      filled.add(path);
    }
  }

  /** The tile that holds the last of {@code count} hashes or entries. */
  private static TilePath lastPath(long count, int level) {
    int rest = (int) (count % TilePath.FULL_WIDTH);
    return rest == 0
        ? new TilePath(level, count / TilePath.FULL_WIDTH - 1, TilePath.FULL_WIDTH)
        : new TilePath(level, count / TilePath.FULL_WIDTH, rest);
  }

  private static void checkSize(byte[] entry) {
    if (entry.length > EntryBundle.ENTRY_SIZE_MAX_BYTES) {
      throw new TlogException(
          TlogException.Code.ENTRY,
          "append",
          "an entry has %d bytes, at most %d fit"
              .formatted(entry.length, EntryBundle.ENTRY_SIZE_MAX_BYTES),
          "Log the hash of the content and keep the content beside the log");
    }
  }
}
