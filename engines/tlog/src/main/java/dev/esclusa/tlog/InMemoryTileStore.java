package dev.esclusa.tlog;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Tiles in memory, for trials and tests. */
public final class InMemoryTileStore implements TileStore {
  private final Map<TilePath, byte[]> tiles = new ConcurrentHashMap<>();
  private volatile @Nullable String checkpoint;

  @Override
  public Optional<byte[]> read(TilePath path) {
    return Optional.ofNullable(tiles.get(path)).map(byte[]::clone);
  }

  @Override
  public void write(TilePath path, byte[] bytes) {
    tiles.put(path, bytes.clone());
  }

  @Override
  public void deletePartials(TilePath full) {
    for (int width = 1; width < TilePath.FULL_WIDTH; width++) {
      tiles.remove(new TilePath(full.level(), full.index(), width));
    }
  }

  @Override
  public Optional<String> readCheckpoint() {
    return Optional.ofNullable(checkpoint);
  }

  @Override
  public void writeCheckpoint(String text) {
    checkpoint = text;
  }

  /** Every stored path, for copying a log elsewhere. */
  public Set<TilePath> paths() {
    return Set.copyOf(tiles.keySet());
  }
}
