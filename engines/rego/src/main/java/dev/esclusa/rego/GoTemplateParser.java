package dev.esclusa.rego;

import dev.esclusa.rego.GoTemplate.Kind;
import dev.esclusa.rego.GoTemplate.Node;
import dev.esclusa.rego.GoTemplate.Pipeline;
import dev.esclusa.rego.GoTemplate.Term;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads the text of a {@link GoTemplate}. */
final class GoTemplateParser {
  private final String text;
  private int at;
  private int depth;
  private int ranges;
  private final Map<String, List<Node>> defined = new HashMap<>();
  private final Deque<Set<String>> scopes = new ArrayDeque<>();
  private String ending = "";

  GoTemplateParser(String text) {
    this.text = text;
    scopes.push(new HashSet<>(Set.of("$")));
  }

  Map<String, List<Node>> defined() {
    return defined;
  }

  List<Node> parse() {
    List<Node> nodes = nodes();
    if (!ending.isEmpty()) {
      throw GoTemplate.bad("unexpected {{" + ending + "}}");
    }
    return nodes;
  }

  /**
   * Pieces up to an {{end}} or {{else}} that is none of theirs, named by {@link #ending}; "" is the
   * end of the text.
   */
  private List<Node> nodes() {
    if (++depth > GoTemplate.MAX_DEPTH) {
      throw GoTemplate.bad("nests too deeply");
    }
    List<Node> out = new ArrayList<>();
    ending = "";
    while (at < text.length()) {
      int open = text.indexOf("{{", at);
      plain(out, open < 0 ? text.length() : open, open);
      if (open < 0) {
        at = text.length();
        break;
      }
      at = open + 2;
      if (trims(at)) {
        at += 2;
      }
      if (!comment() && action(out)) {
        depth--;
        return out;
      }
    }
    depth--;
    ending = "";
    return out;
  }

  private boolean trims(int place) {
    return text.startsWith("-", place)
        && place + 1 < text.length()
        && Character.isWhitespace(text.charAt(place + 1));
  }

  private void plain(List<Node> out, int end, int open) {
    String piece = text.substring(at, end);
    if (open >= 0 && trims(open + 2)) {
      piece = piece.stripTrailing();
    }
    if (!piece.isEmpty()) {
      out.add(new Node.Text(piece));
    }
  }

  private boolean comment() {
    if (!text.startsWith("/*", at)) {
      return false;
    }
    int end = text.indexOf("*/", at);
    if (end < 0) {
      throw GoTemplate.bad("unclosed comment");
    }
    at = end + 2;
    close();
    return true;
  }

  private void close() {
    space();
    if (text.startsWith("}}", at)) {
      at += 2;
    } else if (text.startsWith("-}}", at) && Character.isWhitespace(text.charAt(at - 1))) {
      at += 3;
      while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
        at++;
      }
    } else {
      throw GoTemplate.bad(
          at >= text.length() ? "unclosed action" : "unexpected " + shown() + " in command");
    }
  }

  private String shown() {
    return at >= text.length() ? "EOF" : "\"" + text.charAt(at) + "\"";
  }

  private boolean closes() {
    space();
    return text.startsWith("}}", at)
        || text.startsWith("-}}", at) && Character.isWhitespace(text.charAt(at - 1));
  }

  private void space() {
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
  }

  /** True when the action ends the list of pieces. */
  private boolean action(List<Node> out) {
    space();
    int start = at;
    String word = word();
    switch (word) {
      case "end", "else" -> {
        ending = word;
        if (word.equals("end")) {
          close();
        }
        return true;
      }
      case "if" -> out.add(branch(Kind.IF));
      case "with" -> out.add(branch(Kind.WITH));
      case "range" -> out.add(branch(Kind.RANGE));
      case "break", "continue" -> out.add(leave(word));
      case "define" -> define();
      case "block" -> out.add(block());
      case "template" -> out.add(call());
      default -> {
        at = start;
        Pipeline pipeline = pipeline();
        close();
        out.add(new Node.Output(pipeline));
      }
    }
    return false;
  }

  private Node leave(String word) {
    if (ranges == 0) {
      throw GoTemplate.bad("{{" + word + "}} outside {{range}}");
    }
    close();
    return new Node.Leave(word.equals("break"));
  }

  private Node branch(Kind kind) {
    scopes.push(new HashSet<>());
    Pipeline pipeline = pipeline();
    close();
    ranges += kind == Kind.RANGE ? 1 : 0;
    List<Node> then = nodes();
    ranges -= kind == Kind.RANGE ? 1 : 0;
    List<Node> otherwise = ending.equals("else") ? otherwise(kind) : List.of();
    if (!ending.equals("end")) {
      throw GoTemplate.bad("unexpected EOF");
    }
    scopes.pop();
    ending = "";
    return new Node.Branch(kind, pipeline, then, otherwise);
  }

  private List<Node> otherwise(Kind kind) {
    space();
    int start = at;
    String word = word();
    if (word.equals("if") && kind == Kind.IF || word.equals("with") && kind == Kind.WITH) {
      List<Node> nested = List.of(branch(kind));
      ending = "end";
      return nested;
    }
    at = start;
    close();
    return nodes();
  }

  private void define() {
    String name = quotedName();
    close();
    body(name);
  }

  private void body(String name) {
    scopes.push(new HashSet<>(Set.of("$")));
    defined.put(name, nodes());
    scopes.pop();
    if (!ending.equals("end")) {
      throw GoTemplate.bad("unexpected EOF");
    }
    ending = "";
  }

  private Node block() {
    String name = quotedName();
    Pipeline argument = pipeline();
    close();
    body(name);
    return new Node.Call(name, argument);
  }

  private Node call() {
    String name = quotedName();
    Pipeline argument = closes() ? null : pipeline();
    close();
    return new Node.Call(name, argument);
  }

  private String quotedName() {
    space();
    if (at < text.length()
        && (text.charAt(at) == '"' || text.charAt(at) == '`')
        && operand() instanceof Term.Constant(RegoString name)) {
      return name.value();
    }
    throw GoTemplate.bad("unexpected " + shown() + " in template clause");
  }

  private Pipeline pipeline() {
    List<String> variables = new ArrayList<>();
    boolean assigns = false;
    int start = at;
    space();
    if (text.startsWith("$", at)) {
      variables.add(variable());
      space();
      if (text.startsWith(",", at)) {
        at++;
        space();
        variables.add(variable());
        space();
      }
      if (text.startsWith(":=", at)) {
        at += 2;
        scopes.element().addAll(variables);
      } else if (text.startsWith("=", at)) {
        at++;
        assigns = true;
        variables.forEach(this::checkKnown);
      } else {
        variables.clear();
        at = start;
      }
    }
    List<List<Term>> commands = new ArrayList<>();
    do {
      commands.add(command());
    } while (taken('|'));
    return new Pipeline(variables, assigns, commands);
  }

  private boolean taken(char mark) {
    space();
    if (at < text.length() && text.charAt(at) == mark) {
      at++;
      return true;
    }
    return false;
  }

  private void checkKnown(String name) {
    if (scopes.stream().noneMatch(scope -> scope.contains(name))) {
      throw GoTemplate.bad("undefined variable \"" + name + "\"");
    }
  }

  private List<Term> command() {
    List<Term> terms = new ArrayList<>();
    while (!closes() && at < text.length() && text.charAt(at) != '|' && text.charAt(at) != ')') {
      terms.add(operandWithFields());
    }
    if (terms.isEmpty()) {
      throw GoTemplate.bad(at >= text.length() ? "unclosed action" : "missing value for command");
    }
    return terms;
  }

  private Term operandWithFields() {
    Term term = operand();
    List<String> names = fields();
    return names.isEmpty() ? term : new Term.Field(term, names);
  }

  private List<String> fields() {
    List<String> names = new ArrayList<>();
    while (at + 1 < text.length() && text.charAt(at) == '.' && isLetter(text.charAt(at + 1))) {
      at++;
      names.add(word());
    }
    return names;
  }

  private static boolean isLetter(char c) {
    return c == '_' || Character.isLetter(c);
  }

  private Term operand() {
    char c = text.charAt(at);
    if (c == '.') {
      List<String> names = fields();
      if (!names.isEmpty()) {
        return new Term.Field(null, names);
      }
      if (at + 1 < text.length() && Character.isDigit(text.charAt(at + 1))) {
        return number();
      }
      at++;
      return new Term.Dot();
    }
    return switch (c) {
      case '$' -> known(variable());
      case '"' -> new Term.Constant(RegoValue.of(quoted()));
      case '`' -> new Term.Constant(RegoValue.of(raw()));
      case '\'' -> new Term.Constant(RegoValue.of(character()));
      case '(' -> nested();
      default -> isLetter(c) ? named(word()) : number();
    };
  }

  private Term known(String name) {
    checkKnown(name);
    return new Term.Variable(name);
  }

  private Term nested() {
    at++;
    if (++depth > GoTemplate.MAX_DEPTH) {
      throw GoTemplate.bad("nests too deeply");
    }
    Pipeline pipeline = pipeline();
    depth--;
    if (!taken(')')) {
      throw GoTemplate.bad("unclosed left paren");
    }
    return new Term.Nested(pipeline);
  }

  private static Term named(String word) {
    return switch (word) {
      case "true" -> new Term.Constant(RegoBoolean.TRUE);
      case "false" -> new Term.Constant(RegoBoolean.FALSE);
      case "nil" -> new Term.Nil();
      default -> {
        if (!GoTemplateFunctions.NAMES.contains(word)) {
          throw GoTemplate.bad("function \"" + word + "\" not defined");
        }
        yield new Term.Function(word);
      }
    };
  }

  private Term number() {
    int start = at;
    while (at < text.length()
        && (Character.isLetterOrDigit(text.charAt(at))
            || "+-._".indexOf(text.charAt(at)) >= 0
                && (at == start
                    || "._".indexOf(text.charAt(at)) >= 0
                    || "eE".indexOf(text.charAt(at - 1)) >= 0))) {
      at++;
    }
    String number = text.substring(start, at);
    if (!NumberText.isDecimal(number)) {
      throw GoTemplate.bad(
          number.isEmpty()
              ? "unexpected " + shown() + " in command"
              : "bad number syntax: \"" + number + "\"");
    }
    return new Term.Constant(RegoNumber.parse(NumberText.plain(number)));
  }

  private String word() {
    int start = at;
    while (at < text.length()
        && (text.charAt(at) == '_' || Character.isLetterOrDigit(text.charAt(at)))) {
      at++;
    }
    return text.substring(start, at);
  }

  private String variable() {
    if (!text.startsWith("$", at)) {
      throw GoTemplate.bad("unexpected " + shown());
    }
    at++;
    return "$" + word();
  }

  private String raw() {
    int end = text.indexOf('`', at + 1);
    if (end < 0) {
      throw GoTemplate.bad("unterminated raw quoted string");
    }
    String raw = text.substring(at + 1, end);
    at = end + 1;
    return raw;
  }

  private String quoted() {
    int start = at++;
    while (at < text.length() && text.charAt(at) != '"') {
      at += text.charAt(at) == '\\' ? 2 : 1;
    }
    if (at >= text.length()) {
      throw GoTemplate.bad("unterminated quoted string");
    }
    return unquoted(text.substring(start + 1, at++));
  }

  private int character() {
    int end = text.indexOf('\'', text.startsWith("\\'", at + 1) ? at + 3 : at + 1);
    String inside = end < 0 ? "" : unquoted(text.substring(at + 1, end));
    if (inside.isEmpty()) {
      throw GoTemplate.bad("malformed character constant");
    }
    at = end + 1;
    return inside.codePointAt(0);
  }

  private static String unquoted(String inside) {
    try {
      return inside.translateEscapes();
    } catch (IllegalArgumentException bad) {
      throw GoTemplate.bad("invalid syntax");
    }
  }
}
