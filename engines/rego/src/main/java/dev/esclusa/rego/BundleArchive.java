package dev.esclusa.rego;

import dev.esclusa.tree.InMemorySourceTree;
import dev.esclusa.tree.SourceTree;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * A bundle as OPA ships it: a tar archive (POSIX ustar and pax, long names of GNU) compressed with
 * gzip. Holds regular files and folders only; links, paths that lead outside, names that stand
 * twice, and archives that are cut off or grow beyond the limits are refused.
 */
public final class BundleArchive {
  private static final int BLOCK = 512;
  private static final int MAX_HEADER_BYTES = 1 << 20;

  /** How much an archive may hold once it is unpacked. */
  public record Limits(long maxBytes, int maxFiles) {
    public static final Limits DEFAULT = new Limits(512L << 20, 100_000);
  }

  private final String archive;
  private final InputStream in;
  private final Limits limits;
  private final Map<String, byte[]> files = new LinkedHashMap<>();
  private long readBytes;
  private int entries;

  private BundleArchive(String archive, InputStream in, Limits limits) {
    this.archive = archive;
    this.in = in;
    this.limits = limits;
  }

  /** The files of the archive; {@code archive} is the name that problems show. */
  public static SourceTree read(String archive, InputStream gzip) {
    return read(archive, gzip, Limits.DEFAULT);
  }

  /** As above, with other limits. A {@link RegoRefused} says what is wrong. */
  public static SourceTree read(String archive, InputStream gzip, Limits limits) {
    try {
      BundleArchive reader = new BundleArchive(archive, new GZIPInputStream(gzip), limits);
      reader.entries();
      return new InMemorySourceTree(reader.files);
    } catch (IOException broken) {
      throw refused(
          archive,
          "the archive cannot be read to its end: " + broken.getMessage(),
          "Build or fetch the bundle again; it must be a whole .tar.gz.");
    }
  }

  /** What a pax header or a GNU entry says about the entry that follows. */
  private record Said(@Nullable String path, long sizeBytes) {
    static final Said NOTHING = new Said(null, -1);
  }

  private void entries() throws IOException {
    Said said = Said.NOTHING;
    for (byte[] header = block(); !isEnd(header); header = block()) {
      checkSum(header);
      long size = said.sizeBytes >= 0 ? said.sizeBytes : number(header, 124, 12);
      String path = said.path != null ? said.path : path(header);
      switch (header[156]) {
        case 'x' -> said = pax(content(path, size, MAX_HEADER_BYTES), said);
        case 'g' -> content(path, size, MAX_HEADER_BYTES);
        case 'L' -> {
          byte[] name = content(path, size, MAX_HEADER_BYTES);
          said = new Said(text(name, 0, name.length), said.sizeBytes);
        }
        case '0', '\0', '7' -> {
          keep(path, size);
          said = Said.NOTHING;
        }
        case '5' -> {
          counted(path);
          clean(path);
          said = Said.NOTHING;
        }
        default ->
            throw refused(
                archive,
                path + " is a link or a device",
                "Put the file itself into the bundle; only files and folders are read.");
      }
    }
    drain();
  }

  private void keep(String path, long size) throws IOException {
    counted(path);
    String name = clean(path);
    if (name.isEmpty()) {
      throw refused(archive, "a file has no name", "Build the bundle again.");
    }
    byte[] bytes = content(path, size, Integer.MAX_VALUE - 8);
    if (files.put(name, bytes) != null) {
      throw refused(archive, name + " stands twice in it", "Keep one of the two.");
    }
  }

  private void counted(String path) {
    if (++entries > limits.maxFiles) {
      throw refused(
          archive,
          "it holds more than " + limits.maxFiles + " files, " + path + " is one too many",
          "Split the bundle, or raise the limit.");
    }
  }

  /** Without slashes and dots in front; what leads elsewhere is refused. */
  private String clean(String path) {
    StringBuilder out = new StringBuilder();
    for (String part : path.split("/", -1)) {
      if (part.equals("..") || part.indexOf('\\') >= 0 || part.indexOf('\0') >= 0) {
        throw refused(
            archive, "the path " + path + " leads outside of the bundle", "Name it without '..'.");
      }
      if (!part.isEmpty() && !part.equals(".")) {
        out.append(out.isEmpty() ? "" : "/").append(part);
      }
    }
    return out.toString();
  }

  private byte[] content(String path, long size, int most) throws IOException {
    if (size < 0 || size > most || size > limits.maxBytes - readBytes) {
      throw refused(
          archive,
          path + " says that it has " + size + " bytes, which is more than may be unpacked",
          "Take large files out of the bundle, or raise the limit of " + limits.maxBytes + ".");
    }
    byte[] bytes = exactly((int) size);
    int padding = (int) (-size & (BLOCK - 1));
    exactly(padding);
    return bytes;
  }

  private byte[] block() throws IOException {
    return exactly(BLOCK);
  }

  /** Memory grows with what is there, not with what a header claims. */
  private byte[] exactly(int size) throws IOException {
    byte[] bytes = in.readNBytes(size);
    readBytes += bytes.length;
    if (bytes.length < size) {
      throw refused(
          archive,
          "the archive ends in the middle of a file",
          "Build or fetch the bundle again; it is not whole.");
    }
    return bytes;
  }

  /** To the end, so that gzip's checksum is looked at. */
  private void drain() throws IOException {
    byte[] buffer = new byte[8192];
    for (int more = in.read(buffer); more >= 0; more = in.read(buffer)) {
      readBytes += more;
      if (readBytes > limits.maxBytes + BLOCK) {
        throw refused(
            archive, "it goes on behind its end", "Build the bundle again without padding.");
      }
    }
  }

  private static boolean isEnd(byte[] header) {
    return header[0] == 0 && Arrays.equals(header, new byte[BLOCK]);
  }

  /** The sum of the header's bytes with spaces in place of the sum itself. */
  private void checkSum(byte[] header) {
    long sum = 0;
    for (int i = 0; i < BLOCK; i++) {
      sum += i >= 148 && i < 156 ? ' ' : header[i] & 0xFF;
    }
    if (sum != number(header, 148, 8)) {
      throw refused(
          archive, "a header of the tar archive is damaged", "Build or fetch the bundle again.");
    }
  }

  /** Octal digits; or, as GNU writes large numbers, bytes behind a set first bit. */
  private long number(byte[] header, int from, int length) {
    if ((header[from] & 0x80) != 0) {
      long number = header[from] & 0x7F;
      for (int i = from + 1; i < from + length; i++) {
        if (number >>> 55 != 0) {
          return Long.MAX_VALUE;
        }
        number = number << 8 | header[i] & 0xFF;
      }
      return number;
    }
    String digits = text(header, from, length).strip();
    if (digits.isEmpty()) {
      return 0;
    }
    try {
      return Long.parseLong(digits, 8);
    } catch (NumberFormatException damaged) {
      throw refused(
          archive, "a header of the tar archive is damaged", "Build or fetch the bundle again.");
    }
  }

  private static String path(byte[] header) {
    String name = text(header, 0, 100);
    boolean ustar = text(header, 257, 5).equals("ustar") && header[262] == 0;
    String prefix = ustar ? text(header, 345, 155) : "";
    return prefix.isEmpty() ? name : prefix + "/" + name;
  }

  private static String text(byte[] bytes, int from, int length) {
    int end = from;
    while (end < from + length && bytes[end] != 0) {
      end++;
    }
    return new String(bytes, from, end - from, StandardCharsets.UTF_8);
  }

  /** Records of the form {@code 18 path=a/b.rego\n}; the number counts the whole record. */
  private Said pax(byte[] records, Said before) {
    Said said = before;
    int at = 0;
    while (at < records.length) {
      int space = at;
      while (space < records.length && records[space] != ' ') {
        space++;
      }
      int length = length(new String(records, at, space - at, StandardCharsets.UTF_8));
      if (length <= space - at + 1 || length > records.length - at) {
        throw refused(archive, "a pax header is damaged", "Build or fetch the bundle again.");
      }
      String record =
          new String(records, space + 1, at + length - space - 2, StandardCharsets.UTF_8);
      if (record.startsWith("path=")) {
        said = new Said(record.substring(5), said.sizeBytes);
      } else if (record.startsWith("size=")) {
        said = new Said(said.path, length(record.substring(5)));
      }
      at += length;
    }
    return said;
  }

  private static int length(String digits) {
    boolean number =
        !digits.isEmpty()
            && digits.length() < 10
            && digits.chars().allMatch(c -> c >= '0' && c <= '9');
    return number ? Integer.parseInt(digits) : Integer.MAX_VALUE;
  }

  private static RegoRefused refused(String archive, String text, String fix) {
    return new RegoRefused(
        List.of(new RegoProblem(BundleManifest.BUNDLE, archive + ": " + text, fix, null, null)));
  }
}
