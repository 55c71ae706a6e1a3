package dev.esclusa.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.esclusa.adapters.database.Database;
import dev.esclusa.adapters.database.EmbeddedPostgres;
import dev.esclusa.control.Journal;
import dev.esclusa.control.PayloadCipher;
import dev.esclusa.model.Fact;
import dev.esclusa.model.PersonId;
import dev.esclusa.model.Stream;
import dev.esclusa.tempo.Chance;
import dev.esclusa.tempo.RealTempo;
import dev.esclusa.tree.Value;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MasterKeyRotationTest {
  private static final PersonId SOMEBODY = new PersonId("p-0123456789abcdef");

  @TempDir Path folder;

  @Test
  void whatTheOldKeyWrappedTheNewOneOpensAndTheOldOneNoMore() throws Exception {
    try (EmbeddedPostgres postgres = EmbeddedPostgres.start(folder.resolve("postgres"));
        RealTempo tempo = new RealTempo()) {
      ServerOptions options =
          ServerOptions.of(folder.resolve("data"), "file:///crm").withDatabase(postgres.address());
      Keys keys = new Keys(options.keysFolder(), Chance.secure());
      PayloadCipher old = PayloadCipher.ofKeyFile(keys.masterFile(), Chance.secure());
      write(postgres, old, tempo);

      String said = MasterKeyRotation.rotate(options);

      PayloadCipher fresh = PayloadCipher.ofKeyFile(keys.masterFile(), Chance.secure());
      assertThat(said).contains(fresh.fingerprint().shortText());
      assertThat(fresh.fingerprint()).isNotEqualTo(old.fingerprint());
      assertThat(Files.exists(keys.masterFile().resolveSibling("master.key.next"))).isFalse();
      try (Database database = Database.open(postgres.address());
          Journal journal = database.journal(fresh, tempo)) {
        Journal.Payload payload = journal.payload(0);
        assertThat(payload).isNotNull();
        assertThat(new String(payload.bytes(), StandardCharsets.UTF_8)).contains("incident");
        assertThat(journal.stream(Stream.INSTALLATION).getLast().envelope().fact())
            .isEqualTo(new Fact.KeyRotated("master", fresh.fingerprint()));
        assertThatThrownBy(() -> database.journal(old, tempo)).hasMessageContaining("JNL-0005");
      }
    }
  }

  private static void write(EmbeddedPostgres postgres, PayloadCipher cipher, RealTempo tempo) {
    try (Database database = Database.open(postgres.address());
        Journal journal = database.journal(cipher, tempo)) {
      journal.append(
          new Journal.Batch(
              List.of(
                  new Journal.NewEntry(
                      Stream.INSTALLATION,
                      0,
                      new Fact.AllPaused(SOMEBODY),
                      null,
                      SOMEBODY,
                      Value.mapping("reason", "incident"))),
              List.of(),
              null));
    }
  }
}
