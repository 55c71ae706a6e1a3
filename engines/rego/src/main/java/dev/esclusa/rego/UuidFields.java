package dev.esclusa.rego;

import java.util.HexFormat;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a UUID says (RFC 4122, DCE 1.1 for version 2), with the member names of OPA. */
final class UuidFields {
  /** 100 ns between 1582-10-15 and 1970-01-01. */
  private static final long GREGORIAN_OFFSET = 122_192_928_000_000_000L;

  private UuidFields() {}

  /** Undefined (null) when the text is no UUID. */
  static @Nullable RegoValue parse(String text) {
    byte[] uuid = bytes(text);
    if (uuid == null) {
      return null;
    }
    int version = uuid[6] >> 4 & 15;
    RegoObject.Builder out = RegoObject.builder();
    out.put("version", RegoNumber.of(version)).put("variant", RegoValue.of(variant(uuid[8])));
    if (version == 1 || version == 2) {
      out.put("time", RegoNumber.of(time(uuid)));
      out.put("nodeid", RegoValue.of(HexFormat.ofDelimiter("-").formatHex(uuid, 10, 16)));
      out.put("macvariables", RegoValue.of(mac(uuid[10])));
      out.put("clocksequence", RegoNumber.of((uuid[8] & 0x3F) << 8 | uuid[9] & 0xFF));
    }
    if (version == 2) {
      out.put("id", RegoNumber.of(number(uuid, 0, 4)));
      out.put("domain", RegoValue.of(domain(uuid[9])));
    }
    return out.build();
  }

  private static byte @Nullable [] bytes(String text) {
    String plain = text;
    if (text.length() == 45 && text.toLowerCase(Locale.ROOT).startsWith("urn:uuid:")) {
      plain = text.substring(9);
    } else if (text.length() == 38) {
      plain = text.substring(1, 37);
    }
    if (plain.length() == 36) {
      boolean dashes =
          plain.charAt(8) == '-'
              && plain.charAt(13) == '-'
              && plain.charAt(18) == '-'
              && plain.charAt(23) == '-';
      plain = dashes ? plain.replace("-", "") : "";
    }
    boolean hex = plain.length() == 32 && plain.chars().allMatch(HexFormat::isHexDigit);
    return hex ? HexFormat.of().parseHex(plain) : null;
  }

  private static long number(byte[] uuid, int from, int to) {
    long number = 0;
    for (int i = from; i < to; i++) {
      number = number << 8 | uuid[i] & 0xFF;
    }
    return number;
  }

  private static long time(byte[] uuid) {
    long ticks = number(uuid, 0, 4) | number(uuid, 4, 6) << 32 | (number(uuid, 6, 8) & 0xFFF) << 48;
    return (ticks - GREGORIAN_OFFSET) * 100;
  }

  private static String variant(byte octet) {
    int bits = octet & 0xFF;
    if ((bits & 0xC0) == 0x80) {
      return "RFC4122";
    }
    return (bits & 0xE0) == 0xC0 ? "Microsoft" : (bits & 0xE0) == 0xE0 ? "Future" : "Reserved";
  }

  private static String mac(byte first) {
    String scope = (first & 0b10) != 0 ? "local" : "global";
    return scope + ((first & 0b01) != 0 ? ":multicast" : ":unicast");
  }

  private static String domain(byte octet) {
    return switch (octet) {
      case 0 -> "Person";
      case 1 -> "Group";
      case 2 -> "Org";
      default -> "Domain" + (octet & 0xFF);
    };
  }
}
