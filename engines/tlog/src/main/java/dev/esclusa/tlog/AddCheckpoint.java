package dev.esclusa.tlog;

import java.util.ArrayList;
import java.util.List;

/**
 * What a log asks of a witness: cosign this checkpoint, which is consistent with the one of {@code
 * oldSize} that you cosigned last (C2SP tlog-witness, "add-checkpoint").
 */
public record AddCheckpoint(long oldSize, ConsistencyProof proof, SignedCheckpoint checkpoint) {
  private static final int PROOF_LINES_MAX = 63;

  /** The request that takes a witness from {@code oldSize} to the checkpoint. */
  public static AddCheckpoint from(long oldSize, HashReader hashes, SignedCheckpoint checkpoint) {
    return new AddCheckpoint(
        oldSize, hashes.consistency(oldSize, checkpoint.head().size()), checkpoint);
  }

  /** The body of the HTTP request. */
  public String encoded() {
    var body = new StringBuilder("old ").append(oldSize).append('\n');
    proof.path().forEach(hash -> body.append(hash.base64()).append('\n'));
    return body.append('\n').append(checkpoint.encoded()).toString();
  }

  public static AddCheckpoint parse(String body) {
    try {
      int split = body.indexOf("\n\n");
      if (split < 0 || !body.startsWith("old ")) {
        throw new IllegalArgumentException("it does not start with an old size and a proof");
      }
      var lines = List.of(body.substring(0, split).split("\n", -1));
      return new AddCheckpoint(
          StrictDecimal.parse(lines.getFirst().substring("old ".length())),
          new ConsistencyProof(parseHashes(lines.subList(1, lines.size()))),
          SignedCheckpoint.parse(body.substring(split + 2)));
    } catch (IllegalArgumentException malformed) {
      throw new TlogException(
          TlogException.Code.WITNESS,
          "add-checkpoint",
          "the request is malformed: " + malformed.getMessage(),
          "Send it as C2SP tlog-witness says",
          malformed);
    }
  }

  private static List<Hash> parseHashes(List<String> lines) {
    if (lines.size() > PROOF_LINES_MAX) {
      throw new IllegalArgumentException("it has more than 63 proof lines");
    }
    var hashes = new ArrayList<Hash>();
    lines.forEach(line -> hashes.add(Hash.parse(line)));
    return hashes;
  }
}
