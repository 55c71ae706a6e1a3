package dev.esclusa.rego;

import java.util.List;

/** Regular expressions, globs, semantic versions, units and UUIDs. */
final class TextBuiltins {
  private TextBuiltins() {}

  static void declare(BuiltinTable table) {
    regex(table);
    table.add(
        "glob.match(pattern: string, delimiters: (null | array[string]), match: string) -> result:"
            + " boolean",
        TextBuiltins::glob);
    table.add(
        "glob.quote_meta(pattern: string) -> output: string",
        (call, x) -> Results.text(call, GlobPattern.quote(Operand.text(x, 1))));
    table.add(
        "semver.compare(a: string, b: string) -> result: number", TextBuiltins::compareVersions);
    table.add(
        "semver.is_valid(vsn: any) -> result: boolean",
        (call, x) ->
            RegoValue.of(
                x[0] instanceof RegoString text && SemanticVersion.parse(text.value()) != null));
    table.add(
        "units.parse(x: string) -> y: number", (call, x) -> Quantity.parse(Operand.text(x, 1)));
    table.add(
        "units.parse_bytes(x: string) -> y: number",
        (call, x) -> Quantity.parseBytes(Operand.text(x, 1)));
    table.add(
        "uuid.parse(uuid: string) -> result: object[string: any]",
        (call, x) -> UuidFields.parse(Operand.text(x, 1)));
  }

  private static void regex(BuiltinTable table) {
    table.add(
        "regex.is_valid(pattern: string) -> result: boolean",
        (call, x) ->
            RegoValue.of(x[0] instanceof RegoString text && GoRegex.isValid(text.value())));
    table.add(
        "regex.match(pattern: string, value: string) -> result: boolean", TextBuiltins::matches);
    table.deprecated("re_match(string, string) -> boolean", TextBuiltins::matches);
    table.add(
        "regex.template_match(template: string, value: string, delimiter_start: string,"
            + " delimiter_end: string) -> result: boolean",
        TextBuiltins::matchesTemplate);
    table.add(
        "regex.split(pattern: string, value: string) -> output: array[string]",
        (call, x) -> Results.texts(call, searched(call, x, 1, 2).split(Operand.text(x, 2))));
    table.add(
        "regex.find_n(pattern: string, value: string, number: number) -> output: array[string]",
        TextBuiltins::find);
    table.add(
        "regex.find_all_string_submatch_n(pattern: string, value: string, number: number)"
            + " -> output: array[array[string]]",
        TextBuiltins::findGroups);
    table.add(
        "regex.replace(s: string, pattern: string, value: string) -> output: string",
        (call, x) -> {
          String text = Operand.text(x, 1);
          GoRegex regex = searched(call, x, 2, 1);
          return RegoString.of(regex.replaceAll(text, Operand.text(x, 3), Results.growing(call)));
        });
    table.add(
        "regex.globs_match(glob1: string, glob2: string) -> result: boolean",
        (call, x) ->
            RegoValue.of(
                GlobIntersection.exists(
                    Operand.text(x, 1), Operand.text(x, 2), step -> call.step(1))));
  }

  /** The compiled expression of one operand; the search of the other is paid for at once. */
  private static GoRegex searched(BuiltinCall call, RegoValue[] operands, int pattern, int text) {
    String expression = Operand.text(operands, pattern);
    String searched = Operand.text(operands, text);
    GoRegex regex = GoRegex.compile(expression);
    // the automaton may visit each of its states for each character
    call.step(1 + (long) searched.length() * (1 + expression.length() / 16) / 4);
    return regex;
  }

  private static RegoValue matches(BuiltinCall call, RegoValue[] operands) {
    return RegoValue.of(searched(call, operands, 1, 2).matches(Operand.text(operands, 2)));
  }

  private static RegoValue matchesTemplate(BuiltinCall call, RegoValue[] operands) {
    String template = Operand.text(operands, 1);
    String text = Operand.text(operands, 2);
    String open = Operand.text(operands, 3);
    String close = Operand.text(operands, 4);
    if (GoBytes.length(open) != 1) {
      throw new BuiltinFailure(
          "start delimiter has to be exactly one character long but is "
              + GoBytes.length(open)
              + " long");
    }
    if (GoBytes.length(close) != 1) {
      throw new BuiltinFailure(
          "end delimiter has to be exactly one character long but is "
              + GoBytes.length(close)
              + " long");
    }
    call.step(1 + (long) text.length() * (1 + template.length() / 16) / 4);
    String expression = RegexTemplate.expression(template, open.charAt(0), close.charAt(0));
    return RegoValue.of(GoRegex.compile(expression).matches(text));
  }

  private static RegoValue find(BuiltinCall call, RegoValue[] operands) {
    String text = Operand.text(operands, 2);
    Operand.text(operands, 1);
    int most = Operand.place(operands, 3);
    List<int[]> found = searched(call, operands, 1, 2).findAll(text, most);
    return Results.texts(call, found.stream().map(match -> GoRegex.group(text, match, 0)).toList());
  }

  private static RegoValue findGroups(BuiltinCall call, RegoValue[] operands) {
    String text = Operand.text(operands, 2);
    int most = Operand.place(operands, 3);
    List<int[]> found = searched(call, operands, 1, 2).findAll(text, most);
    RegoValue[] out = new RegoValue[found.size()];
    for (int i = 0; i < out.length; i++) {
      int[] match = found.get(i);
      RegoValue[] groups = new RegoValue[match.length / 2];
      for (int j = 0; j < groups.length; j++) {
        groups[j] = RegoString.of(GoRegex.group(text, match, j));
      }
      call.step(groups.length);
      out[i] = RegoArray.owning(groups);
    }
    return RegoArray.owning(out);
  }

  private static RegoValue glob(BuiltinCall call, RegoValue[] operands) {
    String pattern = Operand.text(operands, 1);
    String delimiters =
        switch (operands[1]) {
          case RegoNull none -> "";
          case RegoArray given -> delimiters(given);
          default -> throw Operand.oneOf(2, operands[1], "array", "null");
        };
    String text = Operand.text(operands, 3);
    call.step(1 + (long) text.length() * (1 + pattern.length() / 16) / 4);
    return RegoValue.of(GlobPattern.compile(pattern, delimiters).matches(text));
  }

  private static String delimiters(RegoArray given) {
    StringBuilder out = new StringBuilder();
    for (RegoValue item : given) {
      if (!(item instanceof RegoString text)) {
        throw Operand.element(2, given, item, "string");
      }
      if (text.value().codePointCount(0, text.value().length()) != 1) {
        throw Operand.element(2, given, item, "rune");
      }
      out.append(text.value());
    }
    return out.isEmpty() ? "." : out.toString();
  }

  private static RegoValue compareVersions(BuiltinCall call, RegoValue[] operands) {
    Operand.text(operands, 1);
    Operand.text(operands, 2);
    return RegoNumber.of(version(operands, 1).compareTo(version(operands, 2)));
  }

  private static SemanticVersion version(RegoValue[] operands, int operand) {
    String text = Operand.text(operands, operand);
    SemanticVersion version = SemanticVersion.parse(text);
    if (version == null) {
      throw new BuiltinFailure(
          "operand " + operand + ": string " + operands[operand - 1] + " is not a valid SemVer");
    }
    return version;
  }
}
