package dev.esclusa.rego;

import dev.esclusa.tree.Position;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads terms. Each method leaves the parser at the token behind what it read; null means that it
 * failed and, unless the reading was a try, said why. The order in which readings are tried is
 * OPA's, since it decides which place is blamed.
 */
abstract class TermParser extends Tokens {
  static final String MEMBER = "internal.member_2";
  static final String MEMBER_WITH_KEY = "internal.member_3";

  private static final int MAX_CHAIN = 1_000;
  private static final int MAX_EXPONENT_DIGITS = 5;
  private static final Pattern LEADING_ZERO = Pattern.compile("0[0-9].*");

  TermParser(String file, String source, RegoVersion version) {
    super(file, source, version);
  }

  abstract @Nullable Body body(Token close);

  abstract @Nullable Expression literal();

  /** Infix operators included, {@code k, v in xs} too. */
  @Nullable Term infix() {
    return membership(true);
  }

  /** As {@link #infix}, where a comma ends the term. */
  @Nullable Term infixInList() {
    return membership(false);
  }

  private @Nullable Term membership(boolean pairs) {
    enter();
    try {
      Term left = relation();
      for (int links = 0; left != null; links++) {
        Term joined = member(left, pairs);
        if (joined == null || links > MAX_CHAIN) {
          return left;
        }
        left = joined;
        if (token != Token.IN) {
          return left;
        }
      }
      return left;
    } finally {
      leave();
    }
  }

  private @Nullable Term member(Term left, boolean pairs) {
    if (pairs && token == Token.COMMA) {
      State state = save();
      scan();
      Term middle = relation();
      if (middle != null && token == Token.IN) {
        Term.Ref operator = builtin(MEMBER_WITH_KEY);
        scan();
        Term right = relation();
        if (right != null) {
          return new Term.Call(operator, List.of(left, middle, right), left.position());
        }
      }
      restore(state);
    }
    keywordAsName();
    if (token == Token.IN) {
      Term.Ref operator = builtin(MEMBER);
      scan();
      Term right = relation();
      if (right != null) {
        return new Term.Call(operator, List.of(left, right), left.position());
      }
    }
    return null;
  }

  private @Nullable Term relation() {
    return chain(0);
  }

  private static final List<Set<Token>> LEVELS =
      List.of(
          Token.RELATIONS,
          Set.of(Token.OR),
          Set.of(Token.AND),
          Set.of(Token.PLUS, Token.MINUS),
          Set.of(Token.TIMES, Token.DIVIDE, Token.REMAINDER));

  /** Left-associative operators of one precedence, those that bind tighter first. */
  private @Nullable Term chain(int level) {
    if (level == LEVELS.size()) {
      return term();
    }
    Term left = chain(level + 1);
    int links = 0;
    while (left != null && LEVELS.get(level).contains(token)) {
      if (++links > MAX_CHAIN) {
        throw new TooDeep("more than " + MAX_CHAIN + " operators in one term");
      }
      Term.Ref operator = builtin(token.builtin());
      scan();
      Term right = chain(level + 1);
      if (right == null) {
        return left;
      }
      left = new Term.Call(operator, List.of(left, right), left.position());
    }
    return left;
  }

  /** A reference to a built-in, placed at the current token. */
  Term.Ref builtin(String name) {
    Position at = here();
    String[] names = name.split("\\.", -1);
    List<Term> parts = new ArrayList<>();
    parts.add(new Term.Var(names[0], at));
    for (int i = 1; i < names.length; i++) {
      parts.add(new Term.Scalar(RegoString.of(names[i]), at));
    }
    return new Term.Ref(parts, at);
  }

  /** One term without infix operators, references and calls included. */
  @Nullable Term term() {
    Cached known = cached();
    if (known != null) {
      return known.term();
    }
    enter();
    try {
      long key = key();
      State before = save();
      Term term = uncached();
      cache(key, before, term);
      return term;
    } finally {
      leave();
    }
  }

  private @Nullable Term uncached() {
    if ((token == Token.LOGICAL_AND || token == Token.LOGICAL_OR)
        && peekSpace() == Token.LEFT_PAREN) {
      token = Token.IDENT;
    }
    Position at = here();
    switch (token) {
      case NULL -> {
        return finish(new Term.Scalar(RegoNull.NULL, at));
      }
      case TRUE -> {
        return finish(new Term.Scalar(RegoBoolean.TRUE, at));
      }
      case FALSE -> {
        return finish(new Term.Scalar(RegoBoolean.FALSE, at));
      }
      case MINUS -> {
        return minus(at);
      }
      case DOT, NUMBER -> {
        return finish(number());
      }
      case STRING -> {
        return finish(string());
      }
      case TEMPLATE_PART, TEMPLATE_END -> {
        return finish(template(false));
      }
      case RAW_TEMPLATE_PART, RAW_TEMPLATE_END -> {
        return finish(template(true));
      }
      case IDENT, CONTAINS -> {
        return finish(variable());
      }
      case LEFT_BRACKET -> {
        return finish(array());
      }
      case LEFT_BRACE -> {
        return finish(setOrObject());
      }
      case LEFT_PAREN -> {
        scan();
        Term inner = infix();
        if (inner == null) {
          return null;
        }
        if (token != Token.RIGHT_PAREN) {
          fault(here(), "the parenthesis is not closed", "Write ')' behind the term.");
          return null;
        }
        return finish(inner);
      }
      default -> {
        unexpected("a term");
        return null;
      }
    }
  }

  private @Nullable Term minus(Position at) {
    State state = save();
    scan();
    if (token == Token.IDENT || token == Token.CONTAINS) {
      Term subject = finish(variable());
      if (subject == null) {
        return null;
      }
      Term.Ref operator = new Term.Ref(List.of(new Term.Var("minus", at)), at);
      Term zero = new Term.Scalar(RegoNumber.ZERO, at);
      return new Term.Call(operator, List.of(zero, subject), at);
    }
    restore(state);
    return finish(number());
  }

  /** Behind an operand: a reference or call when a dot, bracket or parenthesis follows at once. */
  private @Nullable Term finish(@Nullable Term head) {
    if (head == null) {
      return null;
    }
    scanSpace();
    return switch (token) {
      case LEFT_PAREN, DOT, LEFT_BRACKET -> reference(head);
      default -> {
        if (token == Token.SPACE) {
          scan();
        }
        yield rooted(head);
      }
    };
  }

  /** As a term, but for the name of a rule: operators are refused, spaces before a dot are not. */
  @Nullable Term finishHead(Term head) {
    scanSpace();
    switch (token) {
      case PLUS,
          MINUS,
          TIMES,
          DIVIDE,
          REMAINDER,
          AND,
          OR,
          EQUAL,
          NOT_EQUAL,
          GREATER,
          GREATER_EQUAL,
          LESS,
          LESS_EQUAL ->
          unexpected("");
      case SPACE -> scan();
      default -> {}
    }
    return switch (token) {
      case LEFT_PAREN, DOT, LEFT_BRACKET -> reference(head);
      default -> rooted(head);
    };
  }

  private static Term rooted(Term head) {
    return head instanceof Term.Var var && (var.name().equals("data") || var.name().equals("input"))
        ? new Term.Ref(List.of(head), head.position())
        : head;
  }

  Term.Var variable() {
    return new Term.Var(text.equals("_") ? "$" + nextWildcard() : text, here());
  }

  private Term.@Nullable Scalar number() {
    Position at = here();
    String prefix = "";
    if (token == Token.MINUS) {
      prefix = "-";
      scan();
      if (token != Token.NUMBER && token != Token.DOT) {
        unexpected("a number");
        return null;
      }
    }
    if (token == Token.DOT) {
      prefix += ".";
      scan();
      if (token != Token.NUMBER) {
        unexpected("a number");
        return null;
      }
    }
    if (!prefix.endsWith(".") && LEADING_ZERO.matcher(text).matches()) {
      unexpected("a number without leading zeros");
      return null;
    }
    String digits = prefix + text;
    if (prefix.endsWith(".") && text.indexOf('.') >= 0) {
      unexpected("a number with one point");
      return null;
    }
    int exponent = Math.max(digits.indexOf('e'), digits.indexOf('E'));
    if (exponent >= 0 && digits.length() - exponent > MAX_EXPONENT_DIGITS + 2) {
      fault(here(), "the number is too big", "Write a smaller exponent.");
      return null;
    }
    return new Term.Scalar(
        RegoNumber.parse(prefix.endsWith(".") ? prefix.replace(".", "0.") + text : digits), at);
  }

  private Term.@Nullable Scalar string() {
    Position at = here();
    if (text.startsWith("`")) {
      return text.length() < 2
          ? null
          : new Term.Scalar(RegoString.of(text.substring(1, text.length() - 1)), at);
    }
    String inner = unescaped(text.substring(1, Math.max(1, text.length() - 1)));
    if (inner == null) {
      fault(at, "the string has a broken escape or control character", "Write it as in JSON.");
      return null;
    }
    return new Term.Scalar(RegoString.of(inner), at);
  }

  /** JSON escapes resolved; null when broken. Without an escape everything is taken as it is. */
  private static @Nullable String unescaped(String inner) {
    if (inner.indexOf('\\') < 0) {
      return inner;
    }
    try {
      return RegoJson.read("\"" + inner + "\"") instanceof RegoString read ? read.value() : null;
    } catch (RegoException e) {
      return null;
    }
  }

  private Term.@Nullable Template template(boolean raw) {
    Position at = here();
    List<Expression> parts = new ArrayList<>();
    while (true) {
      String piece = raw ? text : unescaped(text);
      if (piece == null) {
        fault(here(), "the template string has a broken escape", "Write it as in JSON.");
        return null;
      }
      if (!piece.isEmpty()) {
        parts.add(Expression.of(new Term.Scalar(RegoString.of(piece), here())));
      }
      if (token == Token.TEMPLATE_END || token == Token.RAW_TEMPLATE_END) {
        return new Term.Template(parts, raw, at);
      }
      scan();
      Expression inner = literal();
      if (inner == null) {
        fault(here(), "the expression in the template string cannot be read", "");
        return null;
      }
      String refused = notInTemplate(inner);
      if (refused != null) {
        fault(
            inner.position(),
            refused + " cannot stand in a template string",
            "Compute the value in the body and name it here.");
        return null;
      }
      parts.add(inner);
      if (token != Token.RIGHT_BRACE) {
        fault(here(), "'}' is wanted behind the expression of the template string", "");
        return null;
      }
      scanTemplate(raw);
    }
  }

  private static @Nullable String notInTemplate(Expression inner) {
    if (inner.negated()) {
      return "'not'";
    }
    return switch (inner.content()) {
      case Expression.Invoke call when call.calls("eq") && call.arguments().size() == 2 -> "'='";
      case Expression.Invoke call when call.calls("assign") -> "':='";
      case Expression.Every every -> "'every'";
      case Expression.Some some -> "'some'";
      default -> null;
    };
  }

  /** From the dot, bracket or parenthesis behind the head. */
  private @Nullable Term reference(Term head) {
    enter();
    try {
      if (head instanceof Term.Scalar
          || head instanceof Term.Ref
          || head instanceof Term.Template) {
        fault(head.position(), "a reference cannot start with " + kind(head), "Name it first.");
      }
      return referenceParts(head);
    } finally {
      leave();
    }
  }

  private @Nullable Term referenceParts(Term head) {
    List<Term> parts = new ArrayList<>();
    parts.add(head);
    while (true) {
      switch (token) {
        case DOT -> {
          scanSpace();
          if (token != Token.IDENT && !isKeywordHere()) {
            unexpected("a name");
            return null;
          }
          parts.add(new Term.Scalar(RegoString.of(text), here()));
          scanSpace();
        }
        case LEFT_PAREN -> {
          Term call = call(new Term.Ref(parts, head.position()));
          if (call == null) {
            return null;
          }
          if (token == Token.SPACE) {
            scan();
            return call;
          }
          return token == Token.DOT || token == Token.LEFT_BRACKET ? reference(call) : call;
        }
        case LEFT_BRACKET -> {
          scan();
          Term part = infix();
          if (part == null) {
            return null;
          }
          if (token != Token.RIGHT_BRACKET) {
            unexpected("']'");
            return null;
          }
          parts.add(part);
          scanSpace();
        }
        case SPACE -> {
          scan();
          return new Term.Ref(parts, head.position());
        }
        default -> {
          return new Term.Ref(parts, head.position());
        }
      }
    }
  }

  private @Nullable Term call(Term.Ref operator) {
    scan();
    if (token == Token.RIGHT_PAREN) {
      scanSpace();
      return operator.size() == 1 && operator.startsAt("set")
          ? new Term.SetTerm(List.of(), operator.position())
          : new Term.Call(operator, List.of(), operator.position());
    }
    List<Term> arguments = list(Token.RIGHT_PAREN, new ArrayList<>());
    if (arguments == null) {
      return null;
    }
    scanSpace();
    return new Term.Call(operator, arguments, operator.position());
  }

  private @Nullable Term array() {
    Position at = here();
    scan();
    if (token == Token.RIGHT_BRACKET) {
      return new Term.Array(List.of(), at);
    }
    boolean mayBeComprehension = token != Token.COMMA;
    if (!mayBeComprehension) {
      scan();
    }
    State state = save();
    Term head = term();
    if (head == null) {
      return null;
    }
    switch (token) {
      case RIGHT_BRACKET -> {
        return new Term.Array(List.of(head), at);
      }
      case COMMA -> {
        scan();
        List<Term> all = list(Token.RIGHT_BRACKET, started(head));
        return all == null ? null : new Term.Array(all, at);
      }
      case OR -> {
        if (mayBeComprehension) {
          scan();
          Body body = body(Token.RIGHT_BRACKET);
          if (body != null) {
            return new Term.ArrayComprehension(head, body, at);
          }
          if (token != Token.COMMA) {
            return null;
          }
        }
      }
      default -> {}
    }
    restore(state);
    List<Term> all = list(Token.RIGHT_BRACKET, new ArrayList<>());
    return all == null ? null : new Term.Array(all, at);
  }

  private @Nullable Term setOrObject() {
    Position at = here();
    scan();
    if (token == Token.RIGHT_BRACE) {
      return new Term.ObjectTerm(List.of(), at);
    }
    boolean mayBeComprehension = token != Token.COMMA;
    if (!mayBeComprehension) {
      scan();
    }
    State state = save();
    Term head = term();
    if (head == null) {
      return null;
    }
    switch (token) {
      case OR -> {
        if (mayBeComprehension) {
          return set(at, state, head, true);
        }
      }
      case RIGHT_BRACE, COMMA -> {
        return set(at, state, head, mayBeComprehension);
      }
      case COLON -> {
        return object(at, head, mayBeComprehension);
      }
      default -> {}
    }
    restore(state);
    head = infixInList();
    if (head == null) {
      return null;
    }
    return switch (token) {
      case RIGHT_BRACE, COMMA -> set(at, state, head, false);
      case COLON -> object(at, head, mayBeComprehension);
      default -> {
        unexpected("',' or '}' of the set");
        yield null;
      }
    };
  }

  private @Nullable Term set(Position at, State state, Term head, boolean mayBeComprehension) {
    switch (token) {
      case RIGHT_BRACE -> {
        return new Term.SetTerm(List.of(head), at);
      }
      case COMMA -> {
        scan();
        List<Term> all = list(Token.RIGHT_BRACE, started(head));
        return all == null ? null : new Term.SetTerm(all, at);
      }
      default -> {
        if (mayBeComprehension) {
          scan();
          Body body = body(Token.RIGHT_BRACE);
          if (body != null) {
            return new Term.SetComprehension(head, body, at);
          }
          if (token != Token.COMMA) {
            return null;
          }
        }
        restore(state);
        List<Term> all = list(Token.RIGHT_BRACE, new ArrayList<>());
        return all == null ? null : new Term.SetTerm(all, at);
      }
    }
  }

  private @Nullable Term object(Position at, Term key, boolean mayBeComprehension) {
    scan();
    State state = save();
    Term value = term();
    if (value == null) {
      return null;
    }
    boolean mayBeRelation = true;
    if (mayBeComprehension
        && (token == Token.RIGHT_BRACE || token == Token.COMMA || token == Token.OR)) {
      mayBeRelation = token == Token.OR;
      Term object = objectTail(at, key, value);
      if (object != null) {
        return object;
      }
    }
    restore(state);
    if (mayBeRelation) {
      value = infixInList();
      if (value == null) {
        return null;
      }
      if (token == Token.RIGHT_BRACE || token == Token.COMMA) {
        return objectTail(at, key, value);
      }
    }
    unexpected("an object that ends with '}'", "Look for what is wrong inside of these braces.");
    return null;
  }

  private @Nullable Term objectTail(Position at, Term key, Term value) {
    switch (token) {
      case RIGHT_BRACE -> {
        return new Term.ObjectTerm(List.of(new Term.Entry(key, value)), at);
      }
      case OR -> {
        scan();
        Body body = body(Token.RIGHT_BRACE);
        return body == null ? null : new Term.ObjectComprehension(key, value, body, at);
      }
      default -> {
        scan();
        List<Term.Entry> entries = new ArrayList<>();
        entries.add(new Term.Entry(key, value));
        return entries(entries) ? new Term.ObjectTerm(entries, at) : null;
      }
    }
  }

  private boolean entries(List<Term.Entry> entries) {
    while (token != Token.RIGHT_BRACE) {
      Term key = infixInList();
      if (key == null) {
        return false;
      }
      if (token != Token.COLON) {
        unexpected("':'");
        return false;
      }
      scan();
      Term value = infixInList();
      if (value == null) {
        return false;
      }
      entries.add(new Term.Entry(key, value));
      if (token == Token.COMMA) {
        scan();
      } else if (token != Token.RIGHT_BRACE) {
        unexpected("',' or '}'");
        return false;
      }
    }
    return true;
  }

  private @Nullable List<Term> list(Token close, List<Term> items) {
    while (token != close) {
      Term item = infixInList();
      if (item == null) {
        return null;
      }
      items.add(item);
      if (token == Token.COMMA) {
        scan();
      } else if (token != close) {
        unexpected("',' or '" + close.text() + "'");
        return null;
      }
    }
    return items;
  }

  private static List<Term> started(Term first) {
    List<Term> items = new ArrayList<>();
    items.add(first);
    return items;
  }

  /** Whether the current token is a keyword that may be part of a reference. */
  boolean isKeywordHere() {
    return token != Token.ILLEGAL
        && (Token.isKeywordIn(version, token.text()) || scanner.isKeyword(token.text()))
        && !text.isEmpty()
        && Scanner.isLetter(text.codePointAt(0));
  }

  /** Takes a keyword for a name when a dot or bracket follows at once: {@code if.x}. */
  boolean keywordAsName() {
    if (!isKeywordHere()) {
      return false;
    }
    Token next = peekSpace();
    if (next == Token.DOT || next == Token.LEFT_BRACKET) {
      token = Token.IDENT;
      return true;
    }
    return false;
  }

  static String kind(Term term) {
    return switch (term) {
      case Term.Scalar scalar -> "a " + scalar.value().typeName();
      case Term.Var var -> "a variable";
      case Term.Ref ref -> "a reference";
      case Term.Array array -> "an array";
      case Term.ObjectTerm object -> "an object";
      case Term.SetTerm set -> "a set";
      case Term.Call call -> "a call";
      case Term.ArrayComprehension c -> "an array comprehension";
      case Term.SetComprehension c -> "a set comprehension";
      case Term.ObjectComprehension c -> "an object comprehension";
      case Term.Template template -> "a template string";
    };
  }
}
