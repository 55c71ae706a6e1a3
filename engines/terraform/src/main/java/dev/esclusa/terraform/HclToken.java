package dev.esclusa.terraform;

/**
 * A piece of HCL source; the texts of all tokens of a file, one after the other, are the file.
 *
 * @param start offset of its first character
 * @param end offset after its last one
 */
record HclToken(Kind kind, int start, int end) {
  /** What a token is. */
  enum Kind {
    SPACE,
    NEWLINE,
    COMMENT,
    NAME,
    NUMBER,
    /** A quoted template with everything inside of it. */
    QUOTED,
    HEREDOC,
    /** One bracket of any kind. */
    OPEN,
    CLOSE,
    EQUALS,
    COMMA,
    /** An operator or another sign inside of an expression. */
    SIGN,
    END
  }
}
