package dev.esclusa.tlog;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything needed to show offline that an entry is in a log that others watch: a text file with
 * the ending {@code .tlog-proof} (C2SP tlog-proof).
 *
 * @param extraBase64 what the application added, unsigned and untrusted; null when nothing
 */
public record TlogProof(
    @Nullable String extraBase64, InclusionProof inclusion, SignedCheckpoint checkpoint) {
  private static final String HEADER = "c2sp.org/tlog-proof@v1";
  private static final String EXTRA = "extra ";
  private static final String INDEX = "index ";
  private static final int PATH_MAX = 64;

  public TlogProof {
    if (extraBase64 != null) {
      StrictBase64.decode(extraBase64);
    }
  }

  public static TlogProof of(InclusionProof inclusion, SignedCheckpoint checkpoint) {
    return new TlogProof(null, inclusion, checkpoint);
  }

  public TlogProof withExtra(byte[] extra) {
    return new TlogProof(Base64.getEncoder().encodeToString(extra), inclusion, checkpoint);
  }

  public static TlogProof parse(String text) {
    try {
      int split = text.indexOf("\n\n");
      if (split < 0 || !text.startsWith(HEADER + "\n")) {
        throw new IllegalArgumentException("it does not start with " + HEADER);
      }
      var lines = new ArrayList<>(List.of(text.substring(0, split).split("\n", -1)));
      lines.removeFirst();
      var extra = lines.getFirst().startsWith(EXTRA) ? after(EXTRA, lines.removeFirst()) : null;
      if (lines.isEmpty()) {
        throw new IllegalArgumentException("it has no index");
      }
      long index = StrictDecimal.parse(after(INDEX, lines.removeFirst()));
      if (lines.size() > PATH_MAX) {
        throw new IllegalArgumentException("it has more than 64 hashes");
      }
      return new TlogProof(
          extra,
          new InclusionProof(index, lines.stream().map(Hash::parse).toList()),
          SignedCheckpoint.parse(text.substring(split + 2)));
    } catch (IllegalArgumentException malformed) {
      throw new TlogException(
          TlogException.Code.PROOF,
          "tlog-proof",
          "is malformed: " + malformed.getMessage(),
          "Get the proof again from the log",
          malformed);
    }
  }

  public String encoded() {
    var text = new StringBuilder(HEADER).append('\n');
    if (extraBase64 != null) {
      text.append(EXTRA).append(extraBase64).append('\n');
    }
    text.append(INDEX).append(inclusion.index()).append('\n');
    inclusion.path().forEach(hash -> text.append(hash.base64()).append('\n'));
    return text.append('\n').append(checkpoint.encoded()).toString();
  }

  /** Whether the policy trusts that this entry is in the log. */
  public TrustVerdict verify(Hash leaf, TrustPolicy policy) {
    var verdict = policy.evaluate(checkpoint);
    if (verdict instanceof TrustVerdict.Trusted && !inclusion.proves(leaf, checkpoint.head())) {
      return new TrustVerdict.Distrusted(
          "the entry's hash %s is not at index %d of the tree with root %s"
              .formatted(leaf, inclusion.index(), checkpoint.head().root()));
    }
    return verdict;
  }

  private static String after(String prefix, String line) {
    if (!line.startsWith(prefix)) {
      throw new IllegalArgumentException("'%s' does not start with '%s'".formatted(line, prefix));
    }
    return line.substring(prefix.length());
  }
}
