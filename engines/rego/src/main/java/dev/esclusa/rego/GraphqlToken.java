package dev.esclusa.rego;

/** A token of GraphQL (October 2021) with the place where it begins, counted from one. */
record GraphqlToken(Kind kind, String value, int line, int column) {
  enum Kind {
    END("<EOF>"),
    BANG("!"),
    DOLLAR("$"),
    AMP("&"),
    PAREN_LEFT("("),
    PAREN_RIGHT(")"),
    SPREAD("..."),
    COLON(":"),
    EQUALS("="),
    AT("@"),
    BRACKET_LEFT("["),
    BRACKET_RIGHT("]"),
    BRACE_LEFT("{"),
    BRACE_RIGHT("}"),
    PIPE("|"),
    NAME("Name"),
    INT("Int"),
    FLOAT("Float"),
    STRING("String"),
    BLOCK_STRING("BlockString"),
    COMMENT("Comment");

    private final String shown;

    Kind(String shown) {
      this.shown = shown;
    }

    @Override
    public String toString() {
      return shown;
    }
  }

  boolean is(Kind wanted) {
    return kind == wanted;
  }

  boolean isName(String wanted) {
    return kind == Kind.NAME && value.equals(wanted);
  }

  @Override
  public String toString() {
    if (value.isEmpty()) {
      return kind.toString();
    }
    StringBuilder out = new StringBuilder(kind.toString()).append(' ');
    GoText.quote(value, out);
    return out.toString();
  }
}
