package dev.esclusa.tlog;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Up to 256 entries in a row, each after its length in two bytes (C2SP tlog-tiles). */
final class EntryBundle {
  static final int ENTRY_SIZE_MAX_BYTES = 0xFFFF;
  private static final int PREFIX_BYTES = 2;

  private EntryBundle() {}

  static void append(ByteArrayOutputStream bundle, byte[] entry) {
    bundle.write(entry.length >>> 8);
    bundle.write(entry.length);
    bundle.writeBytes(entry);
  }

  /** The first {@code path.width()} entries; more may follow when the bundle is the full form. */
  static List<byte[]> parse(TilePath path, byte[] bytes) {
    var entries = new ArrayList<byte[]>(path.width());
    int offset = 0;
    while (entries.size() < path.width()) {
      int start = offset + PREFIX_BYTES;
      if (start > bytes.length || start + length(bytes, offset) > bytes.length) {
        throw malformed(path, "ends inside of entry " + path.indexOf(entries.size()));
      }
      offset = start + length(bytes, offset);
      entries.add(Arrays.copyOfRange(bytes, start, offset));
    }
    if (path.isFull() && offset != bytes.length) {
      throw malformed(path, "has %d bytes after its last entry".formatted(bytes.length - offset));
    }
    return entries;
  }

  static List<byte[]> read(TileStore store, TilePath path) {
    var exact = store.read(path);
    if (exact.isPresent()) {
      var bytes = exact.get();
      var entries = parse(path, bytes);
      if (entries.stream().mapToInt(e -> e.length + PREFIX_BYTES).sum() != bytes.length) {
        throw malformed(path, "has bytes after its last entry");
      }
      return entries;
    }
    return store
        .read(path.full())
        .map(full -> parse(path, full))
        .orElseThrow(() -> malformed(path, "is missing"));
  }

  private static int length(byte[] bytes, int offset) {
    return (bytes[offset] & 0xFF) << 8 | bytes[offset + 1] & 0xFF;
  }

  private static TlogException malformed(TilePath path, String fault) {
    return new TlogException(
        TlogException.Code.TILE,
        path.toString(),
        fault,
        "Build the tiles again from the journal, then audit the log");
  }
}
