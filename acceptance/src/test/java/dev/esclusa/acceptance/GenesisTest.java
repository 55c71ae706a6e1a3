package dev.esclusa.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.esclusa.approval.InMemorySignatures;
import dev.esclusa.control.Authorities;
import dev.esclusa.control.ControlPlane;
import dev.esclusa.control.Genesis;
import dev.esclusa.control.InMemoryJournal;
import dev.esclusa.control.InMemoryLeases;
import dev.esclusa.control.InMemoryRepositories;
import dev.esclusa.control.InMemoryRepositories.NewCommit;
import dev.esclusa.control.LogKeeper;
import dev.esclusa.control.Ports;
import dev.esclusa.control.Settings;
import dev.esclusa.model.Principal;
import dev.esclusa.model.ProblemException;
import dev.esclusa.model.Redaction;
import dev.esclusa.tempo.VirtualTempo;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What everything begins with is what the operator named, whatever Git or the journal say. */
class GenesisTest {
  private static final String ROOT = "memory:crm";
  private static final String SIGNERS = WorldEstate.files().get("esclusa/allowed_signers");
  private static final Principal UNKNOWN = new Principal.Unknown("Eve <eve@crm.example>", "no key");

  private final VirtualTempo tempo = new VirtualTempo(1);
  private final InMemoryLeases leases = new InMemoryLeases(tempo.clock());
  private final InMemoryJournal journal = new InMemoryJournal(tempo, leases);
  private final InMemoryRepositories repositories = new InMemoryRepositories(tempo.clock());
  private final SimulatedCluster cluster = new SimulatedCluster(tempo.clock());
  private final Map<String, byte[]> files = new TreeMap<>();
  private final List<String> troubles = new ArrayList<>();
  private int starts;

  GenesisTest() {
    repositories.create(ROOT);
    WorldEstate.files().forEach(this::put);
  }

  private void put(String path, String text) {
    files.put(path, text.getBytes(StandardCharsets.UTF_8));
  }

  private String commit(Principal by) {
    tempo.advance(Duration.ofSeconds(1));
    return repositories.commit(
        new NewCommit(
            ROOT, InMemoryRepositories.MAINLINE, World.DATA, by, "edit", Map.copyOf(files)));
  }

  /** A server that was told so, after it has worked for a while. */
  private ControlPlane told(Genesis genesis) {
    ControlPlane plane =
        new ControlPlane(
            new Ports(
                journal,
                leases,
                repositories,
                _ ->
                    new Authorities.Served(cluster, cluster, cluster, Authorities.Recovery.RESUMES),
                new InMemorySignatures(),
                tempo),
            Settings.of(ROOT, "replica-" + ++starts).withGenesis(genesis),
            new Redaction("genesis-redaction-key-0123456789abc".getBytes(StandardCharsets.UTF_8)),
            "i-genesis",
            new Unwitnessed(),
            trouble -> troubles.add(String.valueOf(trouble.cause().getMessage())));
    plane.recover();
    for (int i = 0; i < 20; i++) {
      plane.work(8);
      tempo.advance(Duration.ofMillis(700));
    }
    return plane;
  }

  private static final class Unwitnessed implements LogKeeper {
    @Override
    public long witnessedSize() {
      return 0;
    }

    @Override
    public void keep() {}
  }

  @Test
  void theNamedCommitIsInForceAndWhatCameAfterItIsAChange() {
    String first = commit(World.signed(World.DATA));
    put("esclusa/rules.yaml", "# another comment\n" + text("esclusa/rules.yaml"));
    commit(World.signed(World.DEVELOPER));
    put(
        "esclusa/people.yaml",
        text("esclusa/people.yaml")
            .replace("[data@crm.example]", "[data@crm.example, eve@crm.example]"));
    commit(World.signed(World.DEVELOPER));

    ControlPlane plane = told(new Genesis(first, SIGNERS));

    assertThat(troubles).isEmpty();
    assertThat(plane.ledger().installation().genesis()).isEqualTo(first);
    assertThat(plane.ledger().installation().inForce()).isEqualTo(first);
    assertThat(plane.ledger().changes())
        .filteredOn(it -> it.target().text().contains("configuration"))
        .extracting(it -> it.change().state())
        .containsExactly("awaiting-approval");
  }

  private String text(String path) {
    byte[] bytes = files.get(path);
    assertThat(bytes).as(path).isNotNull();
    return new String(bytes, StandardCharsets.UTF_8);
  }

  @Test
  void aMainlineWithoutTheNamedCommitIsNotFollowed() {
    commit(World.signed(World.DATA));

    ControlPlane plane = told(Genesis.of("0123456789abcdef0123456789abcdef01234567"));

    assertThat(plane.ledger().installation().genesis()).isNull();
    assertThat(troubles).anyMatch(it -> it.contains("CTL-0051"));
  }

  @Test
  void aGenesisThatNoneOfItsSignersSignedIsNotFollowed() {
    String first = commit(UNKNOWN);

    ControlPlane plane = told(new Genesis(first, SIGNERS));

    assertThat(plane.ledger().installation().genesis()).isNull();
    assertThat(troubles).anyMatch(it -> it.contains("CTL-0052"));
  }

  @Test
  void aJournalThatBeganOtherwiseIsRefused() {
    String first = commit(World.signed(World.DATA));
    told(Genesis.of(first));
    String second = commit(World.signed(World.DATA));

    assertThatThrownBy(() -> told(Genesis.of(second)))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("CTL-0050");
    assertThat(told(Genesis.of(first)).ledger().installation().genesis()).isEqualTo(first);
  }
}
