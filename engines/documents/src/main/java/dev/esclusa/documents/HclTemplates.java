package dev.esclusa.documents;

import dev.esclusa.tree.Value;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Strings and here-documents of HCL. A template becomes text in which {@code ${...}} and {@code
 * %{...}} stand for themselves and what looks like them but is text is escaped by doubling.
 */
final class HclTemplates {
  private static final Pattern HEREDOC =
      Pattern.compile("<<(-?)([\\p{L}_][\\p{L}\\p{N}_-]*)\\r?\\n");

  private final HclCursor in;
  private final HclExpressions expressions;

  HclTemplates(HclCursor in, HclExpressions expressions) {
    this.in = in;
    this.expressions = expressions;
  }

  /** One template while it grows. */
  private static final class Template {
    private final StringBuilder out = new StringBuilder();
    private final Deque<String> open = new ArrayDeque<>();

    /** Where the literal text at the end of {@code out} begins. */
    private int literal;

    private boolean trimNext;
    private int parts;

    /** The only part, when it is an interpolation. */
    private @Nullable Value only;

    void text(String text) {
      String kept = trimNext ? text.stripLeading() : text;
      trimNext &= kept.isEmpty();
      parts++;
      only = null;
      out.append(kept.replace("${", "$${").replace("%{", "%%{"));
    }

    void trimBefore() {
      int end = out.length();
      while (end > literal && Character.isWhitespace(out.charAt(end - 1))) {
        end--;
      }
      out.setLength(end);
    }

    void part(String text, @Nullable Value value) {
      only = parts == 0 ? value : null;
      parts++;
      out.append(text);
      literal = out.length();
    }

    Value value() {
      return only == null ? Value.of(out.toString()) : only;
    }
  }

  Value quoted() {
    int start = in.at();
    in.move(1);
    Template template = new Template();
    StringBuilder text = new StringBuilder();
    while (!in.looksAt("\"")) {
      if (in.at() >= in.length() || in.here() == '\n') {
        throw in.source().wrong(start, "A string has no end.", "Write \" where it ends.");
      }
      if (in.here() == '\\') {
        escape(text);
      } else if (!part(template, text)) {
        text.append(in.here());
        in.move(1);
      }
    }
    in.move(1);
    return ended(template, text, start);
  }

  private Value ended(Template template, StringBuilder text, int start) {
    flush(template, text);
    if (!template.open.isEmpty()) {
      throw in.source()
          .wrong(
              start,
              "A template's %{" + template.open.peek() + "} has no end.",
              "Write %{end" + template.open.peek() + "}.");
    }
    return template.value();
  }

  private static void flush(Template template, StringBuilder text) {
    if (!text.isEmpty()) {
      template.text(text.toString());
      text.setLength(0);
    }
  }

  /** Takes an escaped introducer, an interpolation or a directive; false when none is here. */
  private boolean part(Template template, StringBuilder text) {
    if (in.looksAt("$${") || in.looksAt("%%{")) {
      text.append(in.here()).append('{');
      in.move(3);
      return true;
    }
    if (!in.looksAt("${") && !in.looksAt("%{")) {
      return false;
    }
    flush(template, text);
    boolean directive = in.here() == '%';
    in.move(2);
    if (in.take("~")) {
      template.trimBefore();
    }
    template.trimNext = false;
    expressions.enterBrackets();
    in.skipLines();
    if (directive) {
      template.part(directive(template), null);
    } else {
      interpolation(template);
    }
    in.skipLines();
    template.trimNext = in.take("~");
    if (!in.take("}")) {
      throw in.wanted("'}'");
    }
    expressions.leaveBrackets();
    return true;
  }

  private void interpolation(Template template) {
    HclExpressions.Read read = expressions.expression();
    switch (read) {
      case HclExpressions.Read.Open open ->
          template.part(expressions.wrapped(open), Value.of(expressions.wrapped(open)));
      case HclExpressions.Read.Known known ->
          template.part(
              switch (known.value()) {
                case Value.Text text -> text.value();
                case Value.Num number -> number.toString();
                case Value.Bool bool -> bool.toString();
                case Value.Null none -> "null";
                case Value.Sequence sequence -> expressions.wrapped(read);
                case Value.Mapping mapping -> expressions.wrapped(read);
              },
              known.value());
    }
  }

  private String directive(Template template) {
    int start = in.at();
    String word = in.identifier();
    return switch (word) {
      case "if" -> {
        template.open.push("if");
        yield "%{if " + expressions.text(expressions.expression()) + "}";
      }
      case "for" -> {
        template.open.push("for");
        String names = expressions.variables();
        yield "%{for " + names + " in " + expressions.text(expressions.expression()) + "}";
      }
      case "else" -> "%{else}";
      case "endif", "endfor" -> {
        if (template.open.isEmpty() || !template.open.pop().equals(word.substring(3))) {
          throw in.source().wrong(start, "%{" + word + "} ends nothing.", "Take it away.");
        }
        yield "%{" + word + "}";
      }
      default ->
          throw in.source()
              .wrong(start, "There is no directive %{" + word + "}.", "Write if or for.");
    };
  }

  private void escape(StringBuilder text) {
    int start = in.at();
    in.move(1);
    char c = in.here();
    in.move(1);
    switch (c) {
      case 'n' -> text.append('\n');
      case 'r' -> text.append('\r');
      case 't' -> text.append('\t');
      case '"', '\\' -> text.append(c);
      case 'u', 'U' -> {
        int digits = c == 'u' ? 4 : 8;
        int end = Math.min(in.length(), in.at() + digits);
        String hex = in.source().text().substring(in.at(), end);
        if (!hex.matches("[0-9a-fA-F]{" + digits + "}")
            || Long.parseLong(hex, 16) > Character.MAX_CODE_POINT) {
          throw in.source().wrong(start, "An escape names no character.", "Write its number.");
        }
        text.appendCodePoint(Integer.parseInt(hex, 16));
        in.back(end);
      }
      default ->
          throw in.source()
              .wrong(start, "\\" + c + " is no escape.", "Write \\\\ for a backslash.");
    }
  }

  Value heredoc() {
    int start = in.at();
    Matcher head = HEREDOC.matcher(in.source().text()).region(start, in.length());
    if (!head.lookingAt()) {
      throw in.wanted("<<NAME alone on the rest of the line");
    }
    String body = in.source().text();
    int end = closing(body, head.end(), head.group(2));
    if (end < 0) {
      throw in.source()
          .wrong(start, "A here-document has no end.", "Write " + head.group(2) + " on a line.");
    }
    int indent = head.group(1).isEmpty() ? 0 : indent(body.substring(head.end(), end));
    in.back(head.end());
    Template template = new Template();
    StringBuilder text = new StringBuilder();
    boolean lineStart = true;
    while (in.at() < end) {
      if (lineStart) {
        lineStart = false;
        in.move(spaces(body, in.at(), end, indent));
        continue;
      }
      if (!part(template, text)) {
        lineStart = in.here() == '\n';
        text.append(in.here());
        in.move(1);
      }
    }
    in.back(body.indexOf(head.group(2), end) + head.group(2).length());
    return ended(template, text, start);
  }

  /** Where the line with the closing word begins; -1 when there is none. */
  private static int closing(String body, int from, String word) {
    int line = from;
    while (line <= body.length()) {
      int next = body.indexOf('\n', line);
      String text = body.substring(line, next < 0 ? body.length() : next);
      if (text.strip().equals(word)) {
        return line;
      }
      if (next < 0) {
        return -1;
      }
      line = next + 1;
    }
    return -1;
  }

  /** The least indentation of a line that is not blank. */
  private static int indent(String body) {
    return body.lines()
        .filter(line -> !line.isBlank())
        .mapToInt(line -> line.length() - line.stripLeading().length())
        .min()
        .orElse(0);
  }

  private static int spaces(String body, int at, int end, int most) {
    int count = 0;
    while (count < most
        && at + count < end
        && body.charAt(at + count) != '\n'
        && Character.isWhitespace(body.charAt(at + count))) {
      count++;
    }
    return count;
  }
}
