package dev.esclusa.model;

import dev.esclusa.tree.Records.Transparent;

/**
 * One story of the journal: a change, a target, or the installation itself.
 *
 * @param text {@code change/c-5h2k9d}, {@code target/crm-core-prod-7f3a} or {@code installation}
 */
@Transparent
public record Stream(String text) implements Comparable<Stream> {
  /** Pauses, keys, configuration. */
  public static final Stream INSTALLATION = new Stream("installation");

  public Stream {
    if (!text.equals("installation")
        && !text.startsWith("change/")
        && !text.startsWith("target/")) {
      throw new ModelException(
          "stream \"" + text + "\" is not one of change/, target/, installation");
    }
  }

  public static Stream of(ChangeId change) {
    return new Stream("change/" + change);
  }

  public static Stream of(TargetUid target) {
    return new Stream("target/" + target);
  }

  @Override
  public int compareTo(Stream other) {
    return text.compareTo(other.text);
  }

  @Override
  public String toString() {
    return text;
  }
}
