package dev.esclusa.tlog;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * A text and signatures over it (C2SP signed-note). The text means nothing until a key that is
 * trusted for it has been checked.
 *
 * @param text with its last newline
 */
public record SignedNote(String text, List<NoteSignature> signatures) {
  private static final int SIZE_MAX_CHARS = 1_000_000;
  private static final int SIGNATURES_MAX = 100;

  public SignedNote {
    signatures = List.copyOf(signatures);
    checkText(text);
  }

  public static SignedNote parse(byte[] bytes) {
    try {
      return parse(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
    } catch (CharacterCodingException malformed) {
      throw broken("is not UTF-8", malformed);
    }
  }

  public static SignedNote parse(String note) {
    try {
      if (note.length() > SIZE_MAX_CHARS) {
        throw new IllegalArgumentException(
            "is longer than %d characters".formatted(SIZE_MAX_CHARS));
      }
      int split = note.lastIndexOf("\n\n");
      if (split < 0 || !note.endsWith("\n") || split + 2 == note.length()) {
        throw new IllegalArgumentException("has no signature lines after an empty line");
      }
      return new SignedNote(
          note.substring(0, split + 1), parseSignatures(note.substring(split + 2)));
    } catch (IllegalArgumentException malformed) {
      throw broken(String.valueOf(malformed.getMessage()), malformed);
    }
  }

  private static List<NoteSignature> parseSignatures(String lines) {
    var signatures = new ArrayList<NoteSignature>();
    for (var line : lines.substring(0, lines.length() - 1).split("\n", -1)) {
      if (signatures.size() == SIGNATURES_MAX) {
        throw new IllegalArgumentException("has more than %d signatures".formatted(SIGNATURES_MAX));
      }
      signatures.add(NoteSignature.parse(line));
    }
    return signatures;
  }

  public static SignedNote sign(String text, SignerKey key) {
    if (key.verifier().type() != KeyType.NOTE) {
      throw new IllegalArgumentException(key + " is not for signing notes");
    }
    var signature = key.sign(text.getBytes(StandardCharsets.UTF_8));
    return new SignedNote(text, List.of(NoteSignature.of(key.verifier(), signature)));
  }

  public SignedNote with(NoteSignature signature) {
    var all = new ArrayList<>(signatures);
    all.add(signature);
    return new SignedNote(text, all);
  }

  public SignatureCheck check(VerifierKey key) {
    if (key.type() != KeyType.NOTE) {
      throw new IllegalArgumentException(key + " is not for checking notes");
    }
    var message = text.getBytes(StandardCharsets.UTF_8);
    return check(key, line -> key.verifies(message, line.signature()));
  }

  SignatureCheck check(VerifierKey key, Predicate<NoteSignature> verifies) {
    var lines = signatures.stream().filter(line -> line.isBy(key)).toList();
    if (lines.isEmpty()) {
      return SignatureCheck.ABSENT;
    }
    return lines.stream().allMatch(verifies) ? SignatureCheck.VALID : SignatureCheck.WRONG;
  }

  /** The note as it is stored and sent. */
  public String encoded() {
    var note = new StringBuilder(text).append('\n');
    signatures.forEach(signature -> note.append(signature.line()));
    return note.toString();
  }

  private static void checkText(String text) {
    if (!text.endsWith("\n")) {
      throw new IllegalArgumentException("text does not end in a newline");
    }
    if (text.chars().anyMatch(c -> c < 0x20 && c != '\n')) {
      throw new IllegalArgumentException("has a control character");
    }
  }

  private static TlogException broken(String fault, Exception cause) {
    return new TlogException(
        TlogException.Code.NOTE,
        "signed note",
        fault,
        "Get it again from its source; the form is text, empty line, signature lines",
        cause);
  }
}
