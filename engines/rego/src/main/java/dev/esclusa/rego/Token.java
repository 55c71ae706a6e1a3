package dev.esclusa.rego;

import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/** What the scanner tells apart; the text is how messages name it. */
enum Token {
  ILLEGAL("illegal"),
  END("end of file"),
  SPACE("whitespace"),
  IDENT("identifier"),
  COMMENT("comment"),
  PACKAGE("package"),
  IMPORT("import"),
  AS("as"),
  DEFAULT("default"),
  ELSE("else"),
  NOT("not"),
  SOME("some"),
  WITH("with"),
  NULL("null"),
  TRUE("true"),
  FALSE("false"),
  NUMBER("number"),
  STRING("string"),
  TEMPLATE_PART("template string"),
  TEMPLATE_END("template string"),
  RAW_TEMPLATE_PART("template string"),
  RAW_TEMPLATE_END("template string"),
  LEFT_BRACKET("["),
  RIGHT_BRACKET("]"),
  LEFT_BRACE("{"),
  RIGHT_BRACE("}"),
  LEFT_PAREN("("),
  RIGHT_PAREN(")"),
  COMMA(","),
  COLON(":"),
  PLUS("+", "plus"),
  MINUS("-", "minus"),
  TIMES("*", "mul"),
  DIVIDE("/", "div"),
  REMAINDER("%", "rem"),
  AND("&", "and"),
  OR("|", "or"),
  UNIFY("=", "eq"),
  EQUAL("==", "equal"),
  ASSIGN(":=", "assign"),
  IN("in"),
  NOT_EQUAL("!=", "neq"),
  GREATER(">", "gt"),
  LESS("<", "lt"),
  GREATER_EQUAL(">=", "gte"),
  LESS_EQUAL("<=", "lte"),
  DOT("."),
  SEMICOLON(";"),
  EVERY("every"),
  CONTAINS("contains"),
  IF("if"),
  LOGICAL_AND("and"),
  LOGICAL_OR("or");

  /** Words that are reserved in every version. */
  static final Map<String, Token> KEYWORDS =
      Map.ofEntries(
          Map.entry("package", PACKAGE),
          Map.entry("import", IMPORT),
          Map.entry("as", AS),
          Map.entry("default", DEFAULT),
          Map.entry("else", ELSE),
          Map.entry("not", NOT),
          Map.entry("some", SOME),
          Map.entry("with", WITH),
          Map.entry("null", NULL),
          Map.entry("true", TRUE),
          Map.entry("false", FALSE));

  /** {@code future.keywords} of v0, reserved in v1. */
  static final Map<String, Token> FUTURE_OF_V0 =
      Map.of("in", IN, "every", EVERY, "contains", CONTAINS, "if", IF);

  /** {@code future.keywords} of both versions. */
  static final Map<String, Token> FUTURE = Map.of("not", NOT, "and", LOGICAL_AND, "or", LOGICAL_OR);

  static final Set<Token> RELATIONS =
      EnumSet.of(EQUAL, NOT_EQUAL, LESS, GREATER, LESS_EQUAL, GREATER_EQUAL);

  private final String text;
  private final String builtin;

  Token(String text) {
    this(text, "");
  }

  Token(String text, String builtin) {
    this.text = text;
    this.builtin = builtin;
  }

  String text() {
    return text;
  }

  /** The built-in that this infix operator calls. */
  String builtin() {
    return builtin;
  }

  boolean isKeyword() {
    return KEYWORDS.containsKey(text) || FUTURE_OF_V0.containsKey(text);
  }

  static boolean isKeywordIn(RegoVersion version, String word) {
    return KEYWORDS.containsKey(word)
        || version == RegoVersion.V1 && FUTURE_OF_V0.containsKey(word);
  }
}
