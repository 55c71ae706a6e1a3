package dev.esclusa.documents;

import dev.esclusa.tree.Value;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Expressions of HCL: literals, tuples and objects as values, all others as their source. */
final class HclExpressions {
  private static final Pattern NUMBER = Pattern.compile("[0-9]+(?:\\.[0-9]+)?(?:[eE][+-]?[0-9]+)?");
  private static final List<String> OPERATORS =
      List.of("==", "!=", "<=", ">=", "&&", "||", "<", ">", "+", "-", "*", "/", "%");

  private final HclCursor in;
  private final HclTemplates templates;
  private int depth;

  /** How far inside of brackets, where the end of a line means nothing. */
  private int brackets;

  HclExpressions(HclCursor in) {
    this.in = in;
    this.templates = new HclTemplates(in, this);
  }

  /** What was read. */
  sealed interface Read {
    int start();

    int end();

    /** A value that needs no evaluation. */
    record Known(Value value, int start, int end) implements Read {}

    /** Anything else. */
    record Open(int start, int end) implements Read {}
  }

  /** One expression as a value. */
  Value read() {
    return value(expression());
  }

  Value value(Read read) {
    return switch (read) {
      case Read.Known known -> known.value();
      case Read.Open open -> Value.of(wrapped(open));
    };
  }

  String wrapped(Read read) {
    return "${" + text(read) + "}";
  }

  String text(Read read) {
    return in.source().text().substring(read.start(), read.end());
  }

  /** The label of a block, which can hold no template. */
  String label() {
    int start = in.at();
    Value label = templates.quoted();
    if (!(label instanceof Value.Text text)) {
      throw in.source().wrong(start, "A label must be plain text.", "Write it in plain quotes.");
    }
    return text.value();
  }

  /** Inside of brackets of any kind, so that lines do not end it. */
  Read inBrackets() {
    brackets++;
    Read read = expression();
    space();
    brackets--;
    return read;
  }

  Read expression() {
    space();
    in.source().checkDepth(in.at(), ++depth);
    Read first = operations();
    int end = in.at();
    space();
    if (in.take("?")) {
      expression();
      space();
      if (!in.take(":")) {
        throw in.wanted("':'");
      }
      first = new Read.Open(first.start(), expression().end());
    } else {
      in.back(end);
    }
    depth--;
    return first;
  }

  private Read operations() {
    Read first = term();
    while (true) {
      int end = in.at();
      space();
      if (!operator()) {
        in.back(end);
        return first;
      }
      space();
      first = new Read.Open(first.start(), term().end());
    }
  }

  private boolean operator() {
    if (in.looksAt("=>") || in.looksAt("//") || in.looksAt("/*")) {
      return false;
    }
    return OPERATORS.stream().anyMatch(in::take);
  }

  private Read term() {
    int start = in.at();
    in.source().checkDepth(start, ++depth);
    if (in.take("-") || in.take("!")) {
      boolean minus = in.from(start).equals("-");
      space();
      Read operand = term();
      depth--;
      return negated(start, operand, minus);
    }
    Read read = postfix(primary());
    depth--;
    return read;
  }

  private static Read negated(int start, Read operand, boolean minus) {
    if (operand instanceof Read.Known(Value.Num number, int from, int end) && minus) {
      return new Read.Known(Numbers.of(number.decimal().negate()), start, end);
    }
    if (operand instanceof Read.Known(Value.Bool bool, int from, int end) && !minus) {
      return new Read.Known(Value.of(!bool.value()), start, end);
    }
    return new Read.Open(start, operand.end());
  }

  private Read primary() {
    int start = in.at();
    char c = in.here();
    if (c == '(') {
      return parentheses(start);
    }
    if (c == '[' || c == '{') {
      return isFor() ? comprehension(start) : c == '[' ? tuple(start) : object(start);
    }
    if (c == '"') {
      Value text = templates.quoted();
      return new Read.Known(text, start, in.at());
    }
    if (in.looksAt("<<")) {
      Value text = templates.heredoc();
      return new Read.Known(text, start, in.at());
    }
    if (c >= '0' && c <= '9') {
      return number(start);
    }
    if (in.atIdentifier()) {
      return named(start);
    }
    throw in.wanted("an expression");
  }

  private Read number(int start) {
    Matcher number = NUMBER.matcher(in.source().text()).region(start, in.length());
    number.lookingAt();
    in.back(number.end());
    if (number.group().length() > 400) {
      throw in.source().wrong(start, "A number has more than 400 digits.", "Write it shorter.");
    }
    try {
      return new Read.Known(Numbers.of(new BigDecimal(number.group())), start, in.at());
    } catch (ArithmeticException | NumberFormatException e) {
      throw in.source().wrong(start, number.group() + " is out of range.", "Write it smaller.");
    }
  }

  private Read named(int start) {
    String name = in.identifier();
    while (in.looksAt("::")) {
      in.move(2);
      in.identifier();
    }
    if (in.here() == '(') {
      arguments();
      return new Read.Open(start, in.at());
    }
    return switch (name) {
      case "true" -> new Read.Known(Value.of(true), start, in.at());
      case "false" -> new Read.Known(Value.of(false), start, in.at());
      case "null" -> new Read.Known(Value.NULL, start, in.at());
      default -> new Read.Open(start, in.at());
    };
  }

  private void arguments() {
    in.move(1);
    brackets++;
    space();
    while (!in.looksAt(")")) {
      expression();
      space();
      in.take("...");
      space();
      if (!in.take(",") && !in.looksAt(")")) {
        throw in.wanted("',' or ')'");
      }
      space();
    }
    in.move(1);
    brackets--;
  }

  private Read parentheses(int start) {
    in.move(1);
    inBrackets();
    if (!in.take(")")) {
      throw in.wanted("')'");
    }
    return new Read.Open(start, in.at());
  }

  /** {@code .name}, {@code [0]}, {@code .*}, {@code [*]}. */
  private Read postfix(Read first) {
    Read read = first;
    while (true) {
      if (in.here() == '.' && !in.looksAt("...")) {
        in.move(1);
        if (!in.take("*")) {
          attribute();
        }
      } else if (in.here() == '[') {
        in.move(1);
        if (in.looksAt("*")) {
          in.move(1);
        } else {
          inBrackets();
        }
        if (!in.take("]")) {
          throw in.wanted("']'");
        }
      } else {
        return read;
      }
      read = new Read.Open(first.start(), in.at());
    }
  }

  private void attribute() {
    if (Character.isDigit(in.here())) {
      while (Character.isDigit(in.here())) {
        in.move(1);
      }
    } else {
      in.identifier();
    }
  }

  private Read tuple(int start) {
    List<Value> items = new ArrayList<>();
    in.move(1);
    brackets++;
    for (space(); !in.looksAt("]"); space()) {
      items.add(read());
      space();
      if (!in.take(",") && !in.looksAt("]")) {
        throw in.wanted("',' or ']'");
      }
    }
    brackets--;
    in.move(1);
    return new Read.Known(Value.sequence(items.toArray(Value[]::new)), start, in.at());
  }

  /** Items are parted by commas or lines, so here lines count again. */
  private Read object(int start) {
    Map<String, Value> members = new LinkedHashMap<>();
    in.move(1);
    int outer = brackets;
    brackets = 0;
    in.skipLines();
    while (!in.looksAt("}")) {
      String key = key();
      in.skipSpaces();
      if (!in.take("=") && !in.take(":")) {
        throw in.wanted("'='");
      }
      members.put(key, read());
      boolean parted = in.lineEnds() && in.at() < in.length();
      in.skipSpaces();
      parted |= in.take(",");
      if (!parted && !in.looksAt("}")) {
        throw in.wanted("',' or the end of the line");
      }
      in.skipLines();
    }
    brackets = outer;
    in.move(1);
    return new Read.Known(Value.of(members), start, in.at());
  }

  private String key() {
    Read key = expression();
    if (key instanceof Read.Known(Value value, int start, int end)) {
      return value instanceof Value.Text text ? text.value() : value.toString();
    }
    String text = text(key);
    return text.matches("[\\p{L}_][\\p{L}\\p{N}_.-]*") ? text : wrapped(key);
  }

  private boolean isFor() {
    int start = in.at();
    in.move(1);
    in.skipLines();
    boolean found =
        in.looksAt("for")
            && in.at() + 3 < in.length()
            && Character.isWhitespace(in.source().text().charAt(in.at() + 3));
    if (found) {
      in.move(3); // `{ for = 1 }` and `{ for : 1 }` are objects
      in.skipLines();
      found = in.atIdentifier();
    }
    in.back(start);
    return found;
  }

  /** {@code [for x in xs: x if x]} and its kind with braces. */
  private Read comprehension(int start) {
    String close = in.here() == '[' ? "]" : "}";
    in.move(1);
    brackets++;
    space();
    in.identifier();
    variables();
    expression();
    space();
    if (!in.take(":")) {
      throw in.wanted("':'");
    }
    expression();
    space();
    if (in.take("=>")) {
      expression();
      space();
      in.take("...");
      space();
    }
    if (in.looksAt("if")) {
      in.identifier();
      expression();
      space();
    }
    if (!in.take(close)) {
      throw in.wanted("'" + close + "'");
    }
    brackets--;
    return new Read.Open(start, in.at());
  }

  /** {@code k, v in}, of a comprehension or a template. */
  String variables() {
    space();
    StringBuilder names = new StringBuilder(in.identifier());
    space();
    if (in.take(",")) {
      space();
      names.append(", ").append(in.identifier());
      space();
    }
    if (!in.identifier().equals("in")) {
      throw in.wanted("'in'");
    }
    return names.toString();
  }

  private void space() {
    if (brackets > 0) {
      in.skipLines();
    } else {
      in.skipSpaces();
    }
  }

  /** Templates open brackets of their own. */
  void enterBrackets() {
    brackets++;
  }

  void leaveBrackets() {
    brackets--;
  }
}
