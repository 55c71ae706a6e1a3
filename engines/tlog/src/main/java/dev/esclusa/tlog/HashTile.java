package dev.esclusa.tlog;

import java.util.ArrayList;
import java.util.List;

/** The bytes of one Merkle tile: up to 256 hashes of one level in a row. */
final class HashTile {
  private HashTile() {}

  static byte[] encode(List<Hash> hashes) {
    var bytes = new byte[hashes.size() * Hash.SIZE_BYTES];
    for (int i = 0; i < hashes.size(); i++) {
      hashes.get(i).copyTo(bytes, i * Hash.SIZE_BYTES);
    }
    return bytes;
  }

  static List<Hash> read(TileStore store, TilePath path) {
    var bytes = store.readHashes(path).orElseThrow(() -> malformed(path, "is missing"));
    int wanted = path.width() * Hash.SIZE_BYTES;
    if (bytes.length != wanted) {
      throw malformed(path, "has %d bytes instead of %d".formatted(bytes.length, wanted));
    }
    var hashes = new ArrayList<Hash>(path.width());
    for (int i = 0; i < path.width(); i++) {
      hashes.add(Hash.at(bytes, i * Hash.SIZE_BYTES, Hash.SIZE_BYTES));
    }
    return hashes;
  }

  /** The root over a power of two of hashes. */
  static Hash root(List<Hash> hashes) {
    if (hashes.size() == 1) {
      return hashes.getFirst();
    }
    int half = hashes.size() / 2;
    return Hash.node(root(hashes.subList(0, half)), root(hashes.subList(half, hashes.size())));
  }

  private static TlogException malformed(TilePath path, String fault) {
    return new TlogException(
        TlogException.Code.TILE,
        path.toString(),
        fault,
        "Build the tiles again from the journal, then audit the log");
  }
}
