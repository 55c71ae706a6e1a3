package dev.esclusa.tree;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/** Makes values from a seed: the same seed, the same values. */
final class Trees {
  private static final String[] AWKWARD = {
    "",
    " ",
    "\n",
    "\t",
    "a\n",
    "a\n\n",
    "\na",
    "a\n b",
    " a\nb",
    "a\n\n\nb\n",
    "a\nb ",
    "a \nb",
    "a\n  \nb",
    "a\n\t\nb",
    "\ta",
    "on",
    "No",
    "y",
    "~",
    "null",
    "true",
    "0x1F",
    "012",
    "1_0",
    "12:30:45",
    "2001-01-01",
    ".5",
    "1e3",
    "1e400",
    ".inf",
    "-",
    "- a",
    "--- a",
    "...",
    "?",
    "? a",
    ": a",
    "a: b",
    "a:",
    "a #b",
    "#a",
    "&a",
    "*a",
    "!a",
    "|",
    ">",
    "%a",
    "@a",
    "`a",
    "'a'",
    "\"a\"",
    "[a]",
    "{a}",
    "a,b",
    "<<",
    "=",
    "\\",
    "a\\nb",
    "\r",
    "a\r\nb",
    "\u0085",
    "\u2028",
    "\uFEFF",
    "\uFFFF",
    "\u0000",
    "\u007f",
    "é",
    "😀",
    "x\uFFFD",
    "\u00a0x",
    "a\u00a0",
    "x".repeat(2000)
  };

  private final RandomGenerator random;

  Trees(long seed) {
    random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
  }

  Value value(int depth) {
    return switch (random.nextInt(depth > 0 ? 9 : 6)) {
      case 0 -> Value.NULL;
      case 1 -> Value.of(random.nextBoolean());
      case 2 -> number();
      case 3, 4, 5 -> Value.of(text());
      case 6 -> sequence(depth);
      default -> mapping(depth);
    };
  }

  private Value sequence(int depth) {
    List<Value> items = new ArrayList<>();
    for (int i = random.nextInt(5); i > 0; i--) {
      items.add(value(depth - 1));
    }
    return new Value.Sequence(items);
  }

  private Value mapping(int depth) {
    LinkedHashMap<String, Value> entries = new LinkedHashMap<>();
    for (int i = random.nextInt(5); i > 0; i--) {
      entries.put(text(), value(depth - 1));
    }
    return Value.mapping(entries);
  }

  private Value number() {
    return switch (random.nextInt(5)) {
      case 0 -> Value.of((long) random.nextInt(-20, 20));
      case 1 -> Value.of(random.nextLong());
      case 2 -> Value.of((Object) finite());
      case 3 -> Value.of(new BigDecimal(new BigInteger(1, bytes(random.nextInt(1, 25)))));
      default -> Value.of(BigDecimal.valueOf(random.nextLong(), random.nextInt(-200, 200)));
    };
  }

  private double finite() {
    double number = Double.longBitsToDouble(random.nextLong());
    return Double.isFinite(number) && Math.abs(number) > 1e-300 ? number : random.nextDouble();
  }

  private byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    return bytes;
  }

  String text() {
    if (random.nextInt(3) == 0) {
      return AWKWARD[random.nextInt(AWKWARD.length)];
    }
    StringBuilder text = new StringBuilder();
    String common = "ab1 \n:-#'\"{}[],.&*!|>%@~_/\t";
    for (int i = random.nextInt(12); i > 0; i--) {
      switch (random.nextInt(12)) {
        case 0 -> text.appendCodePoint(random.nextInt(0x20, 0xD800));
        case 1 -> text.appendCodePoint(random.nextInt(0xE000, 0x110000));
        case 2 -> text.append((char) random.nextInt(0x20));
        default -> text.append(common.charAt(random.nextInt(common.length())));
      }
    }
    return text.toString();
  }
}
