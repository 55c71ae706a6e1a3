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
import dev.esclusa.stack.AesKeyWrap;
import dev.esclusa.stack.Artifacts;
import dev.esclusa.stack.EnvelopeSeal;
import dev.esclusa.stack.Purpose;
import dev.esclusa.stack.StateBackend;
import dev.esclusa.stack.StateLimits;
import dev.esclusa.stack.States;
import dev.esclusa.tempo.Chance;
import dev.esclusa.tempo.RealTempo;
import dev.esclusa.tree.Digest;
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

  @Test
  void sealedPlansAndStatesOpenAfterARotationAndNeedTheOldKeyNoMore() throws Exception {
    byte[] plan = "a saved plan".getBytes(StandardCharsets.UTF_8);
    byte[] state = States.state(1, "a");
    try (EmbeddedPostgres postgres = EmbeddedPostgres.start(folder.resolve("postgres"));
        RealTempo tempo = new RealTempo()) {
      ServerOptions options =
          ServerOptions.of(folder.resolve("data"), "file:///crm").withDatabase(postgres.address());
      Keys keys = new Keys(options.keysFolder(), Chance.secure());
      Digest digest;
      try (Database database = Database.open(postgres.address())) {
        EnvelopeSeal seal = new EnvelopeSeal(keys.states(), tempo.chance());
        Artifacts artifacts = new Artifacts(database.artifacts(), seal, tempo.clock());
        digest = artifacts.put(States.NETWORK, Purpose.SAVED_PLAN, plan);
        states(database, seal, tempo).replace(States.NETWORK, state, States.VERDICT);
      }
      String before = Files.readString(options.keysFolder().resolve("state.keys"));

      assertThat(MasterKeyRotation.rotate(options)).contains("2 states and plans");

      List<String> lines = Files.readAllLines(options.keysFolder().resolve("state.keys"));
      assertThat(lines).hasSize(2).startsWith(before.strip());
      AesKeyWrap newest = AesKeyWrap.parse("(test)", lines.getLast(), tempo.chance());
      try (Database database = Database.open(postgres.address())) {
        EnvelopeSeal seal = new EnvelopeSeal(newest, tempo.chance());
        Artifacts artifacts = new Artifacts(database.artifacts(), seal, tempo.clock());
        assertThat(artifacts.open(States.NETWORK, Purpose.SAVED_PLAN, digest)).isEqualTo(plan);
        assertThat(states(database, seal, tempo).content(States.NETWORK, 1)).isEqualTo(state);
        EnvelopeSeal old =
            new EnvelopeSeal(AesKeyWrap.parse("(test)", before, tempo.chance()), tempo.chance());
        assertThatThrownBy(
                () ->
                    new Artifacts(database.artifacts(), old, tempo.clock())
                        .open(States.NETWORK, Purpose.SAVED_PLAN, digest))
            .hasMessageContaining("STK-0012");
      }
    }
  }

  private static StateBackend states(Database database, EnvelopeSeal seal, RealTempo tempo) {
    return new StateBackend(
        database.states(), seal, tempo.clock(), tempo.chance(), StateLimits.DEFAULT);
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
