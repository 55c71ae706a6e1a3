package dev.esclusa.rego;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** That a stream reads as its bytes would, wherever it is cut. */
class RegoJsonStreamTest {
  @Test
  void randomDocumentsReadTheSameInPieces() throws IOException {
    for (int seed = 1; seed <= 300; seed++) {
      RandomGenerator random = new Random(seed);
      StringBuilder text = new StringBuilder();
      value(text, random, 4);
      byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);

      RegoValue streamed = RegoJson.read(new Pieces(bytes, 1 + random.nextInt(9)));

      assertThat(streamed).as("seed %d", seed).isEqualTo(RegoJson.read(bytes));
    }
  }

  @Test
  void whatIsLargerThanTheWindowIsRead() throws IOException {
    String space = " \n".repeat(80_000);
    String text = "\\\"é\uD83D\uDE00\\u00e9".repeat(20_000);
    String json = space + "[" + space + "\"" + text + "\"," + space + "1234567890]" + space;
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);

    assertThat(RegoJson.read(new Pieces(bytes, 70_001))).isEqualTo(RegoJson.read(bytes));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "   ",
        "{",
        "{\"a\"",
        "{\"a\":1,}",
        "[1 2]",
        "[1,2",
        "\"open",
        "\"half \\",
        "\"a\\u12",
        "01",
        "[-]",
        "1e",
        "tru",
        "nul]",
        "[1] 2",
        "1:::",
        "\u0001",
      })
  void whatIsWrongIsToldAtTheSamePlace(String json) {
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    Throwable whole = catchThrowable(() -> RegoJson.read(bytes));

    assertThatThrownBy(() -> RegoJson.read(new Pieces(bytes, 1)))
        .isInstanceOf(RegoException.class)
        .hasMessage(whole.getMessage());
  }

  @Test
  void aStreamThatBreaksOffIsNoBadDocument() {
    InputStream broken =
        new InputStream() {
          @Override
          public int read() throws IOException {
            throw new IOException("the line is dead");
          }
        };

    assertThatThrownBy(() -> RegoJson.read(broken))
        .isInstanceOf(IOException.class)
        .hasMessage("the line is dead");
  }

  private static void value(StringBuilder out, RandomGenerator random, int depth) {
    space(out, random);
    switch (random.nextInt(depth == 0 ? 6 : 9)) {
      case 0 -> out.append(random.nextBoolean());
      case 1 -> out.append("null");
      case 2 -> out.append(random.nextInt(-2000, 2000));
      case 3 ->
          out.append(
              "-%d.%de-%d".formatted(random.nextInt(99), random.nextInt(99), random.nextInt(30)));
      case 4, 5 -> string(out, random);
      case 6 -> array(out, random, depth);
      default -> object(out, random, depth);
    }
    space(out, random);
  }

  private static void array(StringBuilder out, RandomGenerator random, int depth) {
    out.append('[');
    int size = random.nextInt(6);
    for (int i = 0; i < size; i++) {
      out.append(i == 0 ? "" : ",");
      value(out, random, depth - 1);
    }
    space(out, random);
    out.append(']');
  }

  private static void object(StringBuilder out, RandomGenerator random, int depth) {
    out.append('{');
    int size = random.nextInt(6);
    for (int i = 0; i < size; i++) {
      out.append(i == 0 ? "" : ",");
      space(out, random);
      string(out, random);
      space(out, random);
      out.append(':');
      value(out, random, depth - 1);
    }
    space(out, random);
    out.append('}');
  }

  private static void string(StringBuilder out, RandomGenerator random) {
    String[] parts = {
      "a", "key", "\\\"", "\\\\", "\\n", "é", "\uD83D\uDE00", "\\ud83d\\ude00", "]"
    };
    out.append('"');
    for (int i = random.nextInt(7); i > 0; i--) {
      out.append(parts[random.nextInt(parts.length)]);
    }
    out.append('"');
  }

  private static void space(StringBuilder out, RandomGenerator random) {
    out.append(" \n\t\r".substring(0, random.nextInt(5)));
  }

  /** Gives at most so many bytes at once. */
  private static final class Pieces extends ByteArrayInputStream {
    private final int most;

    Pieces(byte[] bytes, int most) {
      super(bytes);
      this.most = most;
    }

    @Override
    public synchronized int read(byte[] into, int offset, int length) {
      return super.read(into, offset, Math.min(length, most));
    }
  }
}
