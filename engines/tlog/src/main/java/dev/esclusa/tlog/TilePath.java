package dev.esclusa.tlog;

import java.util.regex.Pattern;

/**
 * The place of one tile or entry bundle below a log's prefix, as C2SP tlog-tiles names it: {@code
 * tile/0/x001/x234/067}, {@code tile/entries/000.p/5}.
 *
 * @param level 0 for leaf hashes, up to 63; {@link #ENTRIES} for an entry bundle
 * @param index which tile of the level, from 0
 * @param width how many hashes or entries it holds, from 1; 256 when full
 */
public record TilePath(int level, long index, int width) {
  public static final int ENTRIES = -1;
  public static final int FULL_WIDTH = 256;

  private static final int LEVEL_MAX = 63;
  private static final Pattern FORM =
      Pattern.compile(
          "tile/(entries|[0-9]|[1-5][0-9]|6[0-3])/((?:x[0-9]{3}/){0,6}[0-9]{3})"
              + "(?:\\.p/([1-9][0-9]{0,2}))?");

  public TilePath {
    if (level < ENTRIES || level > LEVEL_MAX || index < 0 || width < 1 || width > FULL_WIDTH) {
      throw new IllegalArgumentException(
          "no tile with level %d, index %d, width %d".formatted(level, index, width));
    }
  }

  /** The tile's path in a tree of {@code size} leaves, where it must not be empty. */
  static TilePath in(long size, int level, long index) {
    long hashes = size >>> (8 * Math.max(level, 0));
    return new TilePath(level, index, (int) Math.min(FULL_WIDTH, hashes - index * FULL_WIDTH));
  }

  public static TilePath parse(String text) {
    var matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw malformed(text);
    }
    int level = matcher.group(1).equals("entries") ? ENTRIES : Integer.parseInt(matcher.group(1));
    long index = Long.parseLong(matcher.group(2).replace("x", "").replace("/", ""));
    int width = matcher.group(3) == null ? FULL_WIDTH : Integer.parseInt(matcher.group(3));
    if (matcher.group(3) != null && width >= FULL_WIDTH) {
      throw malformed(text);
    }
    var path = new TilePath(level, index, width);
    if (!path.toString().equals(text)) {
      throw malformed(text);
    }
    return path;
  }

  public boolean isFull() {
    return width == FULL_WIDTH;
  }

  public TilePath full() {
    return new TilePath(level, index, FULL_WIDTH);
  }

  /** Index of the leaf or hash at {@code offset}, counted over the whole level. */
  long indexOf(int offset) {
    return index * FULL_WIDTH + offset;
  }

  @Override
  public String toString() {
    var digits = new StringBuilder("%03d".formatted(index % 1000));
    for (long rest = index / 1000; rest > 0; rest /= 1000) {
      digits.insert(0, "x%03d/".formatted(rest % 1000));
    }
    return "tile/%s/%s%s"
        .formatted(level == ENTRIES ? "entries" : level, digits, isFull() ? "" : ".p/" + width);
  }

  private static TlogException malformed(String text) {
    return new TlogException(
        TlogException.Code.TILE,
        text,
        "is not a tile path like tile/0/x001/234.p/5",
        "See C2SP tlog-tiles");
  }
}
