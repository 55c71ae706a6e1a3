package dev.esclusa.terraform;

import static dev.esclusa.terraform.TerraformException.Code.CONFIGURATION;
import static dev.esclusa.terraform.TerraformException.Code.LIMIT;

import dev.esclusa.terraform.HclToken.Kind;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The structure of one {@code .tf} or {@code .tofu} file: blocks and attributes with the source of
 * their expressions. Nothing is evaluated, and nothing of the source is lost.
 */
public final class HclFile {
  private static final int MAX_BYTES = 8 << 20;
  private static final int MAX_DEPTH = 100;

  private final HclSource source;
  private final List<HclToken> tokens;
  private final HclBlock root;
  private int next;

  private HclFile(HclSource source) {
    this.source = source;
    this.tokens = new HclLexer(source).tokens();
    this.root = body("", List.of(), 0, Kind.END, 0);
  }

  /**
   * @param file its name, for places
   */
  public static HclFile read(String file, byte[] bytes) {
    if (bytes.length > MAX_BYTES) {
      throw new TerraformException(
          LIMIT, file, "The file has more than " + MAX_BYTES + " bytes.", "Split it.");
    }
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return new HclFile(new HclSource(file, text));
    } catch (CharacterCodingException e) {
      throw new TerraformException(
          CONFIGURATION, file, "The file is not UTF-8.", "Save it as UTF-8.", e);
    }
  }

  /** The file as a block without type. */
  public HclBlock root() {
    return root;
  }

  /** The source, put together again from what was read. */
  public String text() {
    StringBuilder text = new StringBuilder();
    for (HclToken token : tokens) {
      text.append(text(token));
    }
    return text.toString();
  }

  private String text(HclToken token) {
    return source.text().substring(token.start(), token.end());
  }

  private HclBlock body(String type, List<String> labels, int start, Kind end, int depth) {
    if (depth > MAX_DEPTH) {
      throw source.tooDeep(start);
    }
    Map<String, HclExpression> attributes = new LinkedHashMap<>();
    List<HclBlock> blocks = new ArrayList<>();
    while (true) {
      HclToken token = significant(true);
      if (token.kind() == end && (end == Kind.END || text(token).equals("}"))) {
        return new HclBlock(type, labels, attributes, blocks, source.position(start));
      }
      if (token.kind() != Kind.NAME) {
        throw source.wrong(
            token.start(),
            token.kind() == Kind.END ? "A block has no end." : "Here a name is wanted.",
            token.kind() == Kind.END ? "Write } where it ends." : "Write an attribute or a block.");
      }
      entry(token, attributes, blocks, depth);
    }
  }

  private void entry(
      HclToken name, Map<String, HclExpression> attributes, List<HclBlock> blocks, int depth) {
    List<String> labels = new ArrayList<>();
    while (true) {
      HclToken token = significant(false);
      if (token.kind() == Kind.EQUALS && labels.isEmpty()) {
        if (attributes.put(text(name), expression()) != null) {
          throw source.wrong(name.start(), "An attribute stands twice.", "Keep one of them.");
        }
        return;
      }
      if (token.kind() == Kind.OPEN && text(token).equals("{")) {
        blocks.add(body(text(name), labels, name.start(), Kind.CLOSE, depth + 1));
        return;
      }
      if (token.kind() == Kind.NAME) {
        labels.add(text(token));
      } else if (token.kind() == Kind.QUOTED) {
        String quoted = text(token);
        labels.add(
            new HclExpression(quoted, source.position(token.start())).literal().orElse(quoted));
      } else {
        throw source.wrong(
            token.start(), "Here '=', a label or '{' is wanted.", "Write an attribute or a block.");
      }
    }
  }

  /** Up to the end of the line, or of the block, outside of brackets. */
  private HclExpression expression() {
    HclToken first = significant(false);
    next--;
    int start = first.start();
    int end = start;
    int depth = 0;
    for (; ; next++) {
      HclToken token = tokens.get(next);
      boolean over =
          token.kind() == Kind.END
              || (depth == 0 && (token.kind() == Kind.NEWLINE || token.kind() == Kind.CLOSE));
      if (over) {
        break;
      }
      depth += token.kind() == Kind.OPEN ? 1 : token.kind() == Kind.CLOSE ? -1 : 0;
      boolean outside = token.kind() == Kind.SPACE || token.kind() == Kind.COMMENT;
      end = outside ? end : token.end();
    }
    if (end == start) {
      throw source.wrong(start, "Here an expression is wanted.", "Write a value after '='.");
    }
    if (depth > 0) {
      throw source.wrong(start, "A bracket of this expression has no end.", "Close it.");
    }
    return new HclExpression(source.text().substring(start, end), source.position(start));
  }

  /** The next token that is no space and no comment; of new lines only where they mean nothing. */
  private HclToken significant(boolean skipsLines) {
    while (true) {
      HclToken token = tokens.get(next);
      boolean passed =
          token.kind() == Kind.SPACE
              || token.kind() == Kind.COMMENT
              || (skipsLines && token.kind() == Kind.NEWLINE);
      if (token.kind() != Kind.END) {
        next++;
      }
      if (!passed) {
        return token;
      }
    }
  }
}
