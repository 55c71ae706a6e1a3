package dev.esclusa.tlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class SignedNoteTest {
  // The example of C2SP signed-note.
  private static final String EXAMPLE_KEY =
      "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k";
  private static final String EXAMPLE =
      """
      This is an example message.

      — example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=
      """;

  @Test
  void theExampleOfTheSpecificationVerifies() {
    var key = VerifierKey.parse(EXAMPLE_KEY);
    var note = SignedNote.parse(EXAMPLE);
    assertThat(note.check(key)).isEqualTo(SignatureCheck.VALID);
    assertThat(note.text()).isEqualTo("This is an example message.\n");
    assertThat(note.encoded()).isEqualTo(EXAMPLE);
    assertThat(key).hasToString(EXAMPLE_KEY);
    var other = SignedNote.parse(EXAMPLE.replace("an example", "no example"));
    assertThat(other.check(key)).isEqualTo(SignatureCheck.WRONG);
    assertThat(note.check(Logs.LOG_KEY.verifier())).isEqualTo(SignatureCheck.ABSENT);
  }

  @Test
  void theTextEndsAtTheLastEmptyLine() {
    var note = SignedNote.sign("one\n\ntwo\n\n\nthree\n", Logs.LOG_KEY);
    assertThat(SignedNote.parse(note.encoded())).isEqualTo(note);
    assertThat(SignedNote.parse(note.encoded()).check(Logs.LOG_KEY.verifier()))
        .isEqualTo(SignatureCheck.VALID);
  }

  @Test
  void linesOfUnknownKeysAreIgnoredAndSixteenAreTaken() {
    var note = SignedNote.sign("text\n", Logs.LOG_KEY);
    for (int i = 0; i < 20; i++) {
      note = note.with(new NoteSignature("unknown" + i, "AAAAAAAA"));
    }
    assertThat(SignedNote.parse(note.encoded()).check(Logs.LOG_KEY.verifier()))
        .isEqualTo(SignatureCheck.VALID);
  }

  @Test
  void malformedNotesAreRefused() {
    for (var bad :
        List.of(
            "",
            "text\n",
            "text\n\n",
            "text\n\nno signature\n",
            "te\txt\n\n— a AAAAAAAA\n",
            "text\n\n— a AAAAAAAA",
            "text\n\n— a AAAA\n",
            "text\n\n— a+b AAAAAAAA\n",
            "text\n\n— a AAAAAAB\n",
            "text\n\n— a AAAAAAAA \n")) {
      assertThatThrownBy(() -> SignedNote.parse(bad)).as(bad).isInstanceOf(TlogException.class);
    }
    assertThatThrownBy(() -> SignedNote.parse(new byte[] {(byte) 0xFF, '\n'}))
        .hasMessageContaining("is not UTF-8");
  }

  @Test
  void keysAreReadAsTheyAreWritten() {
    var secret = Logs.LOG_KEY.secretText();
    assertThat(SignerKey.parse(secret).secretText()).isEqualTo(secret);
    assertThat(SignerKey.parse(secret).verifier()).isEqualTo(Logs.LOG_KEY.verifier());
    assertThat(VerifierKey.parse(Logs.WITNESS_KEY.verifier().toString()))
        .isEqualTo(Logs.WITNESS_KEY.verifier());
    assertThat(Logs.LOG_KEY.toString()).doesNotContain("PRIVATE");
  }

  @Test
  void aKeyWhoseIdDoesNotFitIsRefused() {
    assertThatThrownBy(() -> VerifierKey.parse(EXAMPLE_KEY.replace("530d903a", "530d903b")))
        .hasMessageContaining("TLG-0002")
        .hasMessageContaining("530d903a");
    var secret = Logs.LOG_KEY.secretText();
    var broken = secret.replace("log.example", "other.example");
    assertThatThrownBy(() -> SignerKey.parse(broken))
        .isInstanceOf(TlogException.class)
        .message()
        .doesNotContain(secret.substring(secret.length() - 40));
  }

  @Test
  void aCosignatureCoversTheTimeAndTheCheckpoint() {
    var at = Instant.ofEpochSecond(1_679_315_147);
    var checkpoint = Logs.sign(new TreeHead(5, NaiveMerkle.root(Logs.entries(5))));
    var cosigned = checkpoint.with(checkpoint.cosign(Logs.WITNESS_KEY, at));
    var key = Logs.WITNESS_KEY.verifier();
    assertThat(SignedCheckpoint.parse(cosigned.encoded()).cosignedAt(key)).contains(at);
    var other = Logs.sign(new TreeHead(6, Hash.EMPTY_ROOT));
    var moved = other.with(checkpoint.cosign(Logs.WITNESS_KEY, at));
    assertThat(moved.checkCosignature(key)).isEqualTo(SignatureCheck.WRONG);
    assertThat(moved.cosignedAt(key)).isEmpty();
  }

  @Test
  void malformedCheckpointsAreRefused() {
    var root = Hash.EMPTY_ROOT.base64();
    assertThat(Checkpoint.parse("a\n0\n" + root + "\nextension\n").extensions())
        .containsExactly("extension");
    for (var bad :
        List.of(
            "a\n0\n",
            "\n0\n" + root + "\n",
            "a\n00\n" + root + "\n",
            "a\n-1\n" + root + "\n",
            "a\n+1\n" + root + "\n",
            "a\n1\n" + root.substring(4) + "\n",
            "a\n1\n" + root,
            "a\n9223372036854775808\n" + root + "\n",
            "a\n1\n" + root + "\n\n")) {
      assertThatThrownBy(() -> Checkpoint.parse(bad)).as(bad).isInstanceOf(TlogException.class);
    }
  }
}
