package dev.esclusa.tlog;

import java.util.List;

/**
 * A log's statement of its head (C2SP tlog-checkpoint), not yet signed.
 *
 * @param origin which log: {@code example.com/esclusa}
 * @param extensions further lines, opaque, mostly none
 */
public record Checkpoint(String origin, TreeHead head, List<String> extensions) {
  public Checkpoint {
    extensions = List.copyOf(extensions);
    checkLine(origin);
    extensions.forEach(Checkpoint::checkLine);
  }

  public Checkpoint(String origin, TreeHead head) {
    this(origin, head, List.of());
  }

  public static Checkpoint parse(String text) {
    try {
      var lines = List.of(text.split("\n", -1));
      if (lines.size() < 4 || !lines.getLast().isEmpty()) {
        throw new IllegalArgumentException("has fewer than three whole lines");
      }
      var head = new TreeHead(StrictDecimal.parse(lines.get(1)), Hash.parse(lines.get(2)));
      return new Checkpoint(lines.getFirst(), head, lines.subList(3, lines.size() - 1));
    } catch (IllegalArgumentException malformed) {
      throw new TlogException(
          TlogException.Code.CHECKPOINT,
          "checkpoint",
          "is malformed: " + malformed.getMessage(),
          "Get it again from the log; the lines are origin, size, base64 root",
          malformed);
    }
  }

  public String text() {
    var text = new StringBuilder();
    text.append(origin).append('\n');
    text.append(head.size()).append('\n');
    text.append(head.root().base64()).append('\n');
    extensions.forEach(line -> text.append(line).append('\n'));
    return text.toString();
  }

  private static void checkLine(String line) {
    if (line.isEmpty() || line.chars().anyMatch(c -> c < 0x20)) {
      throw new IllegalArgumentException("a line is empty or has a control character");
    }
  }
}
