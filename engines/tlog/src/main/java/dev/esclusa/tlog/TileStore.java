package dev.esclusa.tlog;

import java.util.Arrays;
import java.util.Optional;

/**
 * Where a log's tiles, entry bundles and checkpoint lie. What was written at a path may be written
 * again, with the same bytes or, after a crash before the checkpoint, with others. A write is whole
 * or has not happened.
 */
public interface TileStore {
  Optional<byte[]> read(TilePath path);

  void write(TilePath path, byte[] bytes);

  /** Removes the partial forms of a tile whose full form is there. */
  void deletePartials(TilePath full);

  Optional<String> readCheckpoint();

  void writeCheckpoint(String checkpoint);

  /** The tile, or the first part of the full one if only that is there (C2SP tlog-tiles). */
  default Optional<byte[]> readHashes(TilePath path) {
    var exact = read(path);
    if (exact.isPresent() || path.isFull()) {
      return exact;
    }
    return read(path.full())
        .filter(full -> full.length >= path.width() * Hash.SIZE_BYTES)
        .map(full -> Arrays.copyOf(full, path.width() * Hash.SIZE_BYTES));
  }
}
