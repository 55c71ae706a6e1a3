package dev.esclusa.rego;

/**
 * Text with regular expressions between delimiters, e.g. {@code urn:foo:<.*>}
 * (regex.template_match).
 */
final class RegexTemplate {
  private RegexTemplate() {}

  /** The anchored regular expression that the template stands for. */
  static String expression(String template, char open, char close) {
    StringBuilder out = new StringBuilder("^");
    int level = 0;
    int from = 0;
    int start = 0;
    for (int i = 0; i < template.length(); i++) {
      char c = template.charAt(i);
      if (c == open) {
        if (++level == 1) {
          start = i;
        }
      } else if (c == close) {
        if (--level == 0) {
          String part = template.substring(start + 1, i);
          GoRegex.compile("^" + part + "$");
          out.append(GoRegex.quote(template.substring(from, start)))
              .append('(')
              .append(part)
              .append(')');
          from = i + 1;
        } else if (level < 0) {
          throw unbalanced(template);
        }
      }
    }
    if (level != 0) {
      throw unbalanced(template);
    }
    return out.append(GoRegex.quote(template.substring(from))).append('$').toString();
  }

  private static BuiltinFailure unbalanced(String template) {
    StringBuilder text = new StringBuilder("unbalanced braces in ");
    GoText.quote(template, text);
    return new BuiltinFailure(text.toString());
  }
}
