package dev.esclusa.rego;

import java.math.BigInteger;
import java.util.Map;

/** Durations such as {@code 1h15m30.918273645s}, as Go's time.ParseDuration reads them. */
final class GoDuration {
  private static final BigInteger MOST = BigInteger.ONE.shiftLeft(63);
  private static final Map<String, Long> UNITS =
      Map.of(
          "ns",
          1L,
          "us",
          1_000L,
          "µs",
          1_000L,
          "μs",
          1_000L,
          "ms",
          1_000_000L,
          "s",
          1_000_000_000L,
          "m",
          60_000_000_000L,
          "h",
          3_600_000_000_000L);

  private final String text;
  private int at;

  private GoDuration(String text) {
    this.text = text;
  }

  /** OPA adds days, weeks and years of 365 days. */
  static long nanos(String text) {
    boolean extended = text.indexOf('d') >= 0 || text.indexOf('w') >= 0 || text.indexOf('y') >= 0;
    return extended ? new GoDuration(text).extended() : new GoDuration(text).nanos();
  }

  private long extended() {
    String sign = text.startsWith("-") || text.startsWith("+") ? text.substring(0, 1) : "";
    StringBuilder hours = new StringBuilder(sign);
    for (at = sign.length(); at < text.length(); ) {
      int start = at;
      while (at < text.length()
          && (text.charAt(at) == '.' || text.charAt(at) >= '0' && text.charAt(at) <= '9')) {
        at++;
      }
      String number = text.substring(start, at);
      String unit = shortUnit();
      boolean valid = NumberText.isDecimal(number) && number.length() < 30 && !unit.isEmpty();
      if (!valid) {
        throw bad("invalid duration");
      }
      switch (unit) {
        case "d" -> hours.append(inHours(number, 24)).append('h');
        case "w" -> hours.append(inHours(number, 7 * 24)).append('h');
        case "y" -> hours.append(inHours(number, 365 * 24)).append('h');
        default -> hours.append(number).append(unit);
      }
    }
    try {
      return new GoDuration(hours.toString()).nanos();
    } catch (BuiltinFailure bad) {
      String reason = bad.reason();
      throw bad(reason.substring("time: ".length(), reason.lastIndexOf(' ')));
    }
  }

  private String shortUnit() {
    for (String unit : new String[] {"ms", "us", "µs", "ns"}) {
      if (text.startsWith(unit, at)) {
        at += 2;
        return unit;
      }
    }
    boolean letter = at < text.length() && text.charAt(at) >= 'a' && text.charAt(at) <= 'z';
    return letter ? text.substring(at, ++at) : "";
  }

  private static String inHours(String number, int coefficient) {
    return GoFloat.format(Double.parseDouble(number) * coefficient, 'f', -1);
  }

  private long nanos() {
    boolean negative = text.startsWith("-");
    at = negative || text.startsWith("+") ? 1 : 0;
    if (text.length() - at == 1 && text.charAt(at) == '0') {
      return 0;
    }
    if (at == text.length()) {
      throw bad("invalid duration");
    }
    BigInteger total = BigInteger.ZERO;
    while (at < text.length()) {
      total = total.add(segment());
      if (total.compareTo(MOST) > 0) {
        throw bad("invalid duration");
      }
    }
    if (!negative && total.equals(MOST)) {
      throw bad("invalid duration");
    }
    return negative ? total.negate().longValue() : total.longValue();
  }

  private BigInteger segment() {
    int start = at;
    digits();
    String whole = text.substring(start, at);
    String fraction = "";
    if (at < text.length() && text.charAt(at) == '.') {
      int point = ++at;
      digits();
      fraction = text.substring(point, at);
    }
    if (whole.isEmpty() && fraction.isEmpty() || whole.length() > 20) {
      throw bad("invalid duration");
    }
    long unit = unit();
    BigInteger nanos = new BigInteger("0" + whole).multiply(BigInteger.valueOf(unit));
    String shown = fraction.length() > 18 ? fraction.substring(0, 18) : fraction;
    double part =
        shown.isEmpty() ? 0 : Double.parseDouble(shown) * (unit / Math.pow(10, shown.length()));
    return nanos.add(BigInteger.valueOf((long) part));
  }

  private void digits() {
    while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
      at++;
    }
  }

  private long unit() {
    int start = at;
    while (at < text.length()
        && text.charAt(at) != '.'
        && (text.charAt(at) < '0' || text.charAt(at) > '9')) {
      at++;
    }
    String unit = text.substring(start, at);
    if (unit.isEmpty()) {
      throw bad("missing unit in duration");
    }
    Long nanos = UNITS.get(unit);
    if (nanos == null) {
      StringBuilder quoted = new StringBuilder();
      GoText.quote(unit, quoted);
      throw bad("unknown unit " + quoted + " in duration");
    }
    return nanos;
  }

  private BuiltinFailure bad(String reason) {
    StringBuilder quoted = new StringBuilder();
    GoText.quote(text, quoted);
    return new BuiltinFailure("time: " + reason + " " + quoted);
  }
}
