package dev.esclusa.rego;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiPredicate;
import java.util.function.IntPredicate;

/** Strings. Places and lengths count code points, as OPA counts runes. */
final class StringBuiltins {
  private static final String MANY = "(string | array[string] | set[string])";

  private StringBuiltins() {}

  static void declare(BuiltinTable table) {
    search(table);
    cutting(table);
    making(table);
  }

  private static void search(BuiltinTable table) {
    table.add(
        "contains(haystack: string, needle: string) -> result: boolean",
        (call, x) -> test(call, x, String::contains));
    table.add(
        "startswith(search: string, base: string) -> result: boolean",
        (call, x) -> test(call, x, String::startsWith));
    table.add(
        "endswith(search: string, base: string) -> result: boolean",
        (call, x) -> test(call, x, String::endsWith));
    table.add(
        "indexof(haystack: string, needle: string) -> output: number", StringBuiltins::indexOf);
    table.add(
        "indexof_n(haystack: string, needle: string) -> output: array[number]",
        StringBuiltins::indexesOf);
    table.add(
        "strings.count(search: string, substring: string) -> output: number",
        StringBuiltins::count);
    table.add(
        "strings.any_prefix_match(search: " + MANY + ", base: " + MANY + ") -> result: boolean",
        (call, x) -> anyMatch(call, x, String::startsWith));
    table.add(
        "strings.any_suffix_match(search: " + MANY + ", base: " + MANY + ") -> result: boolean",
        (call, x) -> anyMatch(call, x, String::endsWith));
  }

  private static void cutting(BuiltinTable table) {
    table.add(
        "substring(value: string, offset: number, length: number) -> output: string",
        StringBuiltins::substring);
    table.add(
        "split(x: string, delimiter: string) -> ys: array[string]",
        (call, x) ->
            Results.texts(call, split(Operand.text(x, 1), Operand.text(x, 2), Integer.MAX_VALUE)));
    table.add(
        "strings.split_n(x: string, delimiter: string, n: number) -> ys: array[string]",
        StringBuiltins::splitSome);
    table.add(
        "trim(value: string, cutset: string) -> output: string",
        (call, x) -> trimmed(x, Operand.text(x, 1), in(Operand.text(x, 2)), true, true));
    table.add(
        "trim_left(value: string, cutset: string) -> output: string",
        (call, x) -> trimmed(x, Operand.text(x, 1), in(Operand.text(x, 2)), true, false));
    table.add(
        "trim_right(value: string, cutset: string) -> output: string",
        (call, x) -> trimmed(x, Operand.text(x, 1), in(Operand.text(x, 2)), false, true));
    table.add(
        "trim_space(value: string) -> output: string",
        (call, x) -> trimmed(x, Operand.text(x, 1), StringBuiltins::isSpace, true, true));
    table.add(
        "trim_prefix(value: string, prefix: string) -> output: string",
        (call, x) -> {
          String text = Operand.text(x, 1);
          String prefix = Operand.text(x, 2);
          return text.startsWith(prefix) ? RegoString.of(text.substring(prefix.length())) : x[0];
        });
    table.add(
        "trim_suffix(value: string, suffix: string) -> output: string",
        (call, x) -> {
          String text = Operand.text(x, 1);
          String suffix = Operand.text(x, 2);
          return text.endsWith(suffix)
              ? RegoString.of(text.substring(0, text.length() - suffix.length()))
              : x[0];
        });
  }

  private static void making(BuiltinTable table) {
    table.add(
        "concat(delimiter: string, collection: (array[string] | set[string])) -> output: string",
        StringBuiltins::concat);
    table.add(
        "format_int(number: number, base: number) -> output: string", StringBuiltins::formatInt);
    table.add(
        "lower(x: string) -> y: string",
        (call, x) -> mapped(call, Operand.text(x, 1), Character::toLowerCase));
    table.add(
        "upper(x: string) -> y: string",
        (call, x) -> mapped(call, Operand.text(x, 1), Character::toUpperCase));
    table.add("replace(x: string, old: string, new: string) -> y: string", StringBuiltins::replace);
    table.add(
        "strings.replace_n(patterns: object[string: string], value: string) -> output: string",
        StringBuiltins::replaceAll);
    table.add(
        "strings.reverse(x: string) -> y: string",
        (call, x) ->
            Results.text(call, new StringBuilder(Operand.text(x, 1)).reverse().toString()));
    table.add(
        "sprintf(format: string, values: array[any]) -> output: string",
        (call, x) ->
            RegoString.of(
                new GoFormat(Operand.text(x, 1), Operand.array(x, 2).items(), Results.growing(call))
                    .text()));
    table.add(
        "strings.render_template(value: string, vars: object[string: any]) -> result: string",
        (call, x) ->
            RegoString.of(GoTemplate.render(Operand.text(x, 1), Operand.object(x, 2), call)));
    table.add("internal.template_string(array[any]) -> string", StringBuiltins::templateString);
  }

  private static RegoValue test(
      BuiltinCall call, RegoValue[] operands, BiPredicate<String, String> test) {
    String text = Operand.text(operands, 1);
    String other = Operand.text(operands, 2);
    call.step(1 + text.length() / 16);
    return RegoValue.of(test.test(text, other));
  }

  private static String needle(RegoValue[] operands) {
    Operand.text(operands, 1);
    String needle = Operand.text(operands, 2);
    if (needle.isEmpty()) {
      throw new BuiltinFailure("empty search character");
    }
    return needle;
  }

  private static RegoValue indexOf(BuiltinCall call, RegoValue[] operands) {
    String needle = needle(operands);
    String text = Operand.text(operands, 1);
    int at = text.indexOf(needle);
    call.step(1 + (at < 0 ? text.length() : at) / 16);
    return RegoNumber.of(at < 0 ? -1 : text.codePointCount(0, at));
  }

  private static RegoValue indexesOf(BuiltinCall call, RegoValue[] operands) {
    String needle = needle(operands);
    String text = Operand.text(operands, 1);
    List<RegoValue> places = new ArrayList<>();
    int counted = 0;
    int place = 0;
    for (int at = text.indexOf(needle); at >= 0; at = text.indexOf(needle, at + 1)) {
      place += text.codePointCount(counted, at);
      counted = at;
      call.step(1);
      places.add(RegoNumber.of(place));
    }
    call.step(text.length() / 16);
    return RegoArray.of(places);
  }

  private static RegoValue count(BuiltinCall call, RegoValue[] operands) {
    String text = Operand.text(operands, 1);
    String part = Operand.text(operands, 2);
    call.step(1 + text.length() / 16);
    if (part.isEmpty()) {
      return RegoNumber.of(text.codePointCount(0, text.length()) + 1L);
    }
    int count = 0;
    for (int at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + part.length())) {
      count++;
    }
    return RegoNumber.of(count);
  }

  private static RegoValue anyMatch(
      BuiltinCall call, RegoValue[] operands, BiPredicate<String, String> matches) {
    String[] texts = many(operands, 1);
    String[] affixes = many(operands, 2);
    for (String text : texts) {
      call.step(1L + affixes.length);
      for (String affix : affixes) {
        if (matches.test(text, affix)) {
          return RegoBoolean.TRUE;
        }
      }
    }
    return RegoBoolean.FALSE;
  }

  private static String[] many(RegoValue[] operands, int operand) {
    return operands[operand - 1] instanceof RegoString text
        ? new String[] {text.value()}
        : Operand.texts(operands, operand, "string", "set", "array");
  }

  private static RegoValue substring(BuiltinCall call, RegoValue[] operands) {
    String text = Operand.text(operands, 1);
    int offset = Operand.place(operands, 2);
    int length = Operand.place(operands, 3);
    if (offset < 0) {
      throw new BuiltinFailure("negative offset");
    }
    call.step(1 + text.length() / 16);
    int size = text.codePointCount(0, text.length());
    if (offset >= size) {
      return RegoString.EMPTY;
    }
    int count = length < 0 ? size - offset : Math.min(length, size - offset);
    int from = size == text.length() ? offset : text.offsetByCodePoints(0, offset);
    int to = size == text.length() ? offset + count : text.offsetByCodePoints(from, count);
    return RegoString.of(text.substring(from, to));
  }

  /** Go's strings.SplitN with a positive limit. */
  private static List<String> split(String text, String delimiter, int limit) {
    List<String> parts = new ArrayList<>();
    int from = 0;
    while (parts.size() < limit - 1) {
      int at = delimiter.isEmpty() ? nextCharacter(text, from) : text.indexOf(delimiter, from);
      if (at < 0) {
        break;
      }
      parts.add(text.substring(from, at));
      from = at + delimiter.length();
    }
    if (!delimiter.isEmpty() || from < text.length()) {
      parts.add(text.substring(from));
    }
    return parts;
  }

  private static int nextCharacter(String text, int from) {
    return from < text.length() ? from + Character.charCount(text.codePointAt(from)) : -1;
  }

  private static RegoValue splitSome(BuiltinCall call, RegoValue[] operands) {
    String text = Operand.text(operands, 1);
    String delimiter = Operand.text(operands, 2);
    int count = Operand.place(operands, 3);
    if (count >= 0) {
      int limit = count == Integer.MAX_VALUE ? count : count + 1;
      List<String> parts = split(text, delimiter, limit);
      return Results.texts(call, parts.subList(0, Math.min(count, parts.size())));
    }
    List<String> parts = split(text, delimiter, Integer.MAX_VALUE);
    return Results.texts(call, parts.subList(Math.max(parts.size() + count, 0), parts.size()));
  }

  private static IntPredicate in(String cutset) {
    return c -> cutset.indexOf(c) >= 0;
  }

  /** Go's unicode.IsSpace. */
  static boolean isSpace(int c) {
    return c == ' '
        || c >= '\t' && c <= '\r'
        || c == 0x85
        || c == 0xA0
        || c == 0x1680
        || c >= 0x2000 && c <= 0x200A
        || c == 0x2028
        || c == 0x2029
        || c == 0x202F
        || c == 0x205F
        || c == 0x3000;
  }

  private static RegoValue trimmed(
      RegoValue[] operands, String text, IntPredicate cut, boolean left, boolean right) {
    int from = 0;
    int to = text.length();
    while (left && from < to && cut.test(text.codePointAt(from))) {
      from += Character.charCount(text.codePointAt(from));
    }
    while (right && to > from && cut.test(text.codePointBefore(to))) {
      to -= Character.charCount(text.codePointBefore(to));
    }
    return from == 0 && to == text.length() ? operands[0] : RegoString.of(text.substring(from, to));
  }

  private static RegoValue concat(BuiltinCall call, RegoValue[] operands) {
    String delimiter = Operand.text(operands, 1);
    String[] parts = Operand.texts(operands, 2, "set", "array");
    long size = (long) delimiter.length() * Math.max(0, parts.length - 1);
    for (String part : parts) {
      size += part.length();
    }
    Results.size(call, BigInteger.valueOf(size), 1);
    return RegoString.of(String.join(delimiter, parts));
  }

  private static RegoValue formatInt(BuiltinCall call, RegoValue[] operands) {
    RegoNumber number = Operand.number(operands, 1);
    RegoNumber base = Operand.number(operands, 2);
    int radix =
        switch (base.text()) {
          case "2" -> 2;
          case "8" -> 8;
          case "10" -> 10;
          case "16" -> 16;
          default -> throw Operand.refused(2, "must be one of {2, 8, 10, 16}");
        };
    boolean digits = number.text().chars().noneMatch(c -> c == '.' || c == 'e' || c == 'E');
    BigInteger whole = digits ? number.integer() : BinaryFloat.of(number).whole();
    return Results.text(call, whole.toString(radix));
  }

  private static RegoValue mapped(
      BuiltinCall call, String text, java.util.function.IntUnaryOperator map) {
    StringBuilder out = new StringBuilder(text.length());
    text.codePoints().map(map).forEach(out::appendCodePoint);
    return Results.text(call, out.toString());
  }

  private static RegoValue replace(BuiltinCall call, RegoValue[] operands) {
    return Replacer.replace(
        Operand.text(operands, 1),
        List.of(Operand.text(operands, 2)),
        List.of(Operand.text(operands, 3)),
        call);
  }

  private static RegoValue replaceAll(BuiltinCall call, RegoValue[] operands) {
    RegoObject patterns = Operand.object(operands, 1);
    List<String> olds = new ArrayList<>();
    List<String> news = new ArrayList<>();
    String text = Operand.text(operands, 2);
    for (int i = 0; i < patterns.size(); i++) {
      if (!(patterns.keyAt(i) instanceof RegoString old)) {
        throw Operand.refused(1, "non-string key found in pattern object");
      }
      if (!(patterns.valueAt(i) instanceof RegoString fresh)) {
        throw Operand.refused(1, "non-string value found in pattern object");
      }
      olds.add(old.value());
      news.add(fresh.value());
    }
    return Replacer.replace(text, olds, news, call);
  }

  /** The parts of a template string: scalars as they are, sets of what an expression gave. */
  private static RegoValue templateString(BuiltinCall call, RegoValue[] operands) {
    StringBuilder out = new StringBuilder();
    TextLimit limit = Results.growing(call);
    for (RegoValue part : Operand.array(operands, 1)) {
      out.append(shown(part));
      limit.reached(out.length());
    }
    return RegoString.of(out.toString());
  }

  private static String shown(RegoValue part) {
    if (!(part instanceof RegoSet set)) {
      return part instanceof RegoString text ? text.value() : part.toString();
    }
    if (set.size() > 1) {
      throw new RegoException(
          RegoException.CONFLICT,
          "template-strings must not produce multiple outputs",
          "Make the expression in braces give one value");
    }
    return set.size() == 0 ? "<undefined>" : shownOne(set.at(0));
  }

  private static String shownOne(RegoValue value) {
    return value instanceof RegoString text ? text.value() : value.toString();
  }
}
