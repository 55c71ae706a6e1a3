package dev.esclusa.tlog;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A log of a known size, read from its tiles. It checks shapes, not hashes: what it gives is to be
 * proven against a trusted root. Not for sharing between threads.
 */
public final class LogReader implements HashReader {
  private static final int TILES_PER_LEVEL = 8;
  private static final int CACHED_TILES_MAX = 32;

  private final TileStore store;
  private final long size;
  private final Map<TilePath, List<Hash>> recent =
      new LinkedHashMap<>(CACHED_TILES_MAX, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<TilePath, List<Hash>> eldest) {
          return size() > CACHED_TILES_MAX;
        }
      };

  public LogReader(TileStore store, long size) {
    this.store = store;
    this.size = size;
  }

  @Override
  public Hash at(int level, long index) {
    int levelInTile = level % TILES_PER_LEVEL;
    long first = index << levelInTile;
    var path = TilePath.in(size, level / TILES_PER_LEVEL, first / TilePath.FULL_WIDTH);
    int offset = (int) (first % TilePath.FULL_WIDTH);
    return HashTile.root(tile(path).subList(offset, offset + (1 << levelInTile)));
  }

  public byte[] entry(long index) {
    if (index < 0 || index >= size) {
      throw new IllegalArgumentException("no entry %d in a log of %d".formatted(index, size));
    }
    var path = TilePath.in(size, TilePath.ENTRIES, index / TilePath.FULL_WIDTH);
    return EntryBundle.read(store, path).get((int) (index % TilePath.FULL_WIDTH));
  }

  public TreeHead head() {
    return new TreeHead(size, root(size));
  }

  public InclusionProof inclusion(long index) {
    return inclusion(index, size);
  }

  public ConsistencyProof consistency(long fromSize) {
    return consistency(fromSize, size);
  }

  private List<Hash> tile(TilePath path) {
    return recent.computeIfAbsent(path, missing -> HashTile.read(store, missing));
  }
}
