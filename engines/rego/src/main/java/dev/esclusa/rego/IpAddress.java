package dev.esclusa.rego;

import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * An IPv4 (32 bits) or IPv6 (128 bits) address; IPv4 inside IPv6 counts as IPv4, as in Go's net.
 */
record IpAddress(BigInteger number, int bits) {
  private static final BigInteger MAPPED = BigInteger.valueOf(0xFFFF).shiftLeft(32);

  static @Nullable IpAddress parse(String text) {
    if (text.indexOf(':') < 0) {
      long four = parseFour(text);
      return four < 0 ? null : new IpAddress(BigInteger.valueOf(four), 32);
    }
    BigInteger number = parseSix(text);
    if (number == null) {
      return null;
    }
    return number.shiftRight(32).equals(BigInteger.valueOf(0xFFFF))
        ? new IpAddress(number.subtract(MAPPED), 32)
        : new IpAddress(number, 128);
  }

  /** This IPv4 address inside of IPv6. */
  IpAddress mapped() {
    return new IpAddress(number.add(MAPPED), 128);
  }

  private static long parseFour(String text) {
    String[] parts = text.split("\\.", -1);
    if (parts.length != 4) {
      return -1;
    }
    long number = 0;
    for (String part : parts) {
      boolean digits =
          !part.isEmpty() && part.length() <= 3 && part.chars().allMatch(c -> c >= '0' && c <= '9');
      boolean leadingZero = part.length() > 1 && part.charAt(0) == '0';
      int octet = digits && !leadingZero ? Integer.parseInt(part) : 256;
      if (octet > 255) {
        return -1;
      }
      number = number << 8 | octet;
    }
    return number;
  }

  private static @Nullable BigInteger parseSix(String text) {
    int gap = text.indexOf("::");
    if (gap >= 0 && text.indexOf("::", gap + 1) >= 0) {
      return null;
    }
    int[] head = groups(gap < 0 ? text : text.substring(0, gap), gap < 0);
    int[] tail = gap < 0 ? new int[0] : groups(text.substring(gap + 2), true);
    if (head == null
        || tail == null
        || gap < 0 && head.length != 8
        || gap >= 0 && head.length + tail.length > 7) {
      return null;
    }
    int[] all = new int[8];
    System.arraycopy(head, 0, all, 0, head.length);
    System.arraycopy(tail, 0, all, 8 - tail.length, tail.length);
    BigInteger number = BigInteger.ZERO;
    for (int group : all) {
      number = number.shiftLeft(16).or(BigInteger.valueOf(group));
    }
    return number;
  }

  private static int @Nullable [] groups(String text, boolean mayEndInFour) {
    if (text.isEmpty()) {
      return new int[0];
    }
    String[] parts = text.split(":", -1);
    long four =
        mayEndInFour && parts[parts.length - 1].indexOf('.') >= 0
            ? parseFour(parts[parts.length - 1])
            : -1;
    int plain = four >= 0 ? parts.length - 1 : parts.length;
    if (plain > 8) {
      return null;
    }
    int[] out = new int[plain + (four >= 0 ? 2 : 0)];
    for (int i = 0; i < plain; i++) {
      boolean hex =
          !parts[i].isEmpty()
              && parts[i].length() <= 4
              && parts[i].chars().allMatch(java.util.HexFormat::isHexDigit);
      if (!hex) {
        return null;
      }
      out[i] = Integer.parseInt(parts[i], 16);
    }
    if (four >= 0) {
      out[plain] = (int) (four >> 16);
      out[plain + 1] = (int) (four & 0xFFFF);
    }
    return out;
  }

  /** RFC 5952, as Go's IP.String. */
  @Override
  public String toString() {
    if (bits == 32) {
      int n = number.intValue();
      return (n >>> 24) + "." + (n >> 16 & 255) + "." + (n >> 8 & 255) + "." + (n & 255);
    }
    int[] groups = new int[8];
    for (int i = 0; i < 8; i++) {
      groups[i] = number.shiftRight(16 * (7 - i)).intValue() & 0xFFFF;
    }
    return text(groups);
  }

  private static String text(int[] groups) {
    int start = -1;
    int length = 1;
    for (int i = 0; i < 8; i++) {
      int end = i;
      while (end < 8 && groups[end] == 0) {
        end++;
      }
      if (end - i > length) {
        start = i;
        length = end - i;
      }
    }
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < 8; i++) {
      if (i == start) {
        out.append("::");
        i += length - 1;
      } else {
        out.append(out.isEmpty() || out.charAt(out.length() - 1) == ':' ? "" : ":")
            .append(Integer.toHexString(groups[i]));
      }
    }
    return out.toString();
  }
}
