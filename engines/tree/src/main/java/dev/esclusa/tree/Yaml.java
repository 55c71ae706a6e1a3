package dev.esclusa.tree;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/**
 * YAML in and out. Reading follows the scalar rules of a {@link ScalarProfile}, keeps source
 * positions, knows merge keys, and refuses duplicate keys (unless told otherwise), text that is not
 * UTF-8 and anything beyond the limits.
 */
public final class Yaml {
  // The reader copies all that it holds each time a token is longer than its buffer.
  private static final int MAX_BUFFER = 1 << 20;
  private static final Map<Integer, LoadSettings> SETTINGS = new ConcurrentHashMap<>();

  private Yaml() {}

  /** What becomes of a key that stands twice in one mapping. */
  public enum Repeats {
    REFUSED,
    /** As go-yaml v2 reads into a map, and kustomize its own files. */
    LAST_WINS
  }

  /** The documents of a stream; empty ones and those of a lone null are skipped. */
  public static List<Document> read(
      String file, byte[] bytes, ScalarProfile profile, Limits limits) {
    return read(file, bytes, profile, limits, Repeats.REFUSED);
  }

  /** Whether a plain scalar is text: no number, truth, null or date. */
  public static boolean isText(String plain, ScalarProfile profile) {
    try {
      return GoTimestamp.parse(plain) == null
          && PlainScalars.resolveKey(plain, profile) instanceof Value.Text;
    } catch (TreeException infinite) {
      return false;
    }
  }

  /** As above; says what becomes of a key that stands twice in one mapping. */
  public static List<Document> read(
      String file, byte[] bytes, ScalarProfile profile, Limits limits, Repeats repeats) {
    limits.checkBytes(file, bytes.length);
    String text = Unicode.decode(file, bytes);
    LoadSettings settings = settings(text.length());
    try {
      ParserImpl parser = new ParserImpl(settings, new StreamReader(settings, text));
      return List.copyOf(
          new YamlBuilder(file, parser, profile, limits, repeats, openEnd(text)).documents());
    } catch (MarkedYamlEngineException e) {
      throw syntax(position(file, e), e.getProblem(), e);
    } catch (ReaderException e) {
      throw syntax(position(file, text, e.getPosition()), "special characters are not allowed", e);
    } catch (YamlEngineException e) {
      throw syntax(new Position(file, 1, 1), String.valueOf(e.getMessage()), e);
    }
  }

  /**
   * go-yaml gives a block scalar on a last line without a line end none either; the engine adds
   * one.
   */
  private static int openEnd(String text) {
    int lastLine = text.lastIndexOf('\n') + 1;
    return text.substring(lastLine).isBlank() ? -1 : text.codePointCount(0, text.length());
  }

  /**
   * Making settings costs as much as reading a small file: there are some for each power of two.
   */
  private static LoadSettings settings(int length) {
    int size = Math.clamp(length, 1024, MAX_BUFFER);
    return SETTINGS.computeIfAbsent(
        Integer.highestOneBit(size - 1) << 1,
        buffer ->
            LoadSettings.builder()
                .setCodePointLimit(Integer.MAX_VALUE)
                .setBufferSize(buffer)
                .build());
  }

  /**
   * Block style, keys in their order, with a line end. Text is quoted wherever either profile would
   * read something else; a number that no profile reads back is refused.
   */
  public static String write(Value value) {
    return new YamlWriter().write(value);
  }

  private static Position position(String file, MarkedYamlEngineException e) {
    return e.getProblemMark()
        .or(e::getContextMark)
        .map((Mark mark) -> new Position(file, mark.getLine() + 1, mark.getColumn() + 1))
        .orElseGet(() -> new Position(file, 1, 1));
  }

  /** The engine counts code points where it refuses a character. */
  private static Position position(String file, String text, int codePoints) {
    int line = 1;
    int column = 1;
    for (int i = 0, left = codePoints; left > 0 && i < text.length(); left--) {
      int c = text.codePointAt(i);
      i += Character.charCount(c);
      column = c == '\n' ? 1 : column + 1;
      line = c == '\n' ? line + 1 : line;
    }
    return new Position(file, line, column);
  }

  private static TreeException syntax(Position position, String problem, Throwable origin) {
    return new TreeException(
        "TRE-0002",
        position,
        "The YAML cannot be read: " + problem + ".",
        "Mend the YAML.",
        origin);
  }
}
