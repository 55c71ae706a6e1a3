package dev.esclusa.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.esclusa.model.Change;
import dev.esclusa.model.ChangeId;
import dev.esclusa.model.Envelope;
import dev.esclusa.model.Fact;
import dev.esclusa.model.Lifecycle;
import dev.esclusa.model.Stream;
import dev.esclusa.tree.Canonical;
import dev.esclusa.tree.Digest;
import dev.esclusa.tree.Records;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * A journal that an earlier release wrote must mean the same for ever (DESIGN 1.6). The leaves of
 * {@code journal-v1.txt} are never written anew; a release that writes other facts adds a file.
 */
class ReplayTest {
  private static final String LEAVES = "journal-v1.txt";
  private static final String STATES = "journal-v1-states.txt";

  private static List<String> lines(String name) {
    try (InputStream in = ReplayTest.class.getResourceAsStream(name)) {
      assertThat(in).as(name).isNotNull();
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(it -> !it.isBlank() && !it.startsWith("#"))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<byte[]> leaves() {
    return lines(LEAVES).stream().map(Base64.getDecoder()::decode).toList();
  }

  @Test
  void theLeavesOfAnEarlierReleaseFoldToTheStatesItRecorded() {
    assertThat(states(leaves())).isEqualTo(lines(STATES));
  }

  @Test
  void theChainOfEveryStreamHoldsOverTheStoredBytes() {
    Map<Stream, Digest> newest = new LinkedHashMap<>();
    Map<Stream, Long> sequences = new LinkedHashMap<>();
    for (byte[] leaf : leaves()) {
      Envelope envelope = Envelope.read(leaf);
      assertThat(envelope.previousInStream()).isEqualTo(newest.get(envelope.stream()));
      assertThat(envelope.sequence()).isEqualTo(sequences.merge(envelope.stream(), 1L, Long::sum));
      newest.put(envelope.stream(), Envelope.leafHash(leaf));
    }
  }

  @Test
  void theFixtureHoldsALifeOfEveryEnd() {
    List<String> ends = lines(STATES).stream().map(it -> it.split(" ")[2]).distinct().toList();
    assertThat(ends)
        .contains(
            "proven/verified/succeeded",
            "proven/verified/failed",
            "proven/denied",
            "proven/stopped/superseded",
            "proven/stopped/rejected",
            "proven/stopped/withdrawn",
            "proven/stopped/failed",
            "proven/stopped/nothing-to-do",
            "awaiting-approval",
            "approved");
  }

  @Test
  void theFixtureHoldsEveryFactThatThisReleaseWrites() {
    List<String> types =
        leaves().stream().map(it -> Envelope.read(it).type()).distinct().sorted().toList();
    assertThat(types)
        .contains(
            "admission-refused",
            "all-paused",
            "apply-finished",
            "apply-started",
            "approval-carried",
            "approval-granted",
            "approval-lapsed",
            "change-proposed",
            "change-stopped",
            "configuration-activated",
            "drift-closed",
            "drift-contested",
            "drift-opened",
            "evidence-sealed",
            "genesis-pinned",
            "inventory-recorded",
            "plan-computed",
            "policy-decided",
            "recovery-decided",
            "result-verified",
            "runner-lost",
            "step-finished",
            "step-started",
            "target-paused",
            "target-registered",
            "target-removed",
            "target-resumed");
  }

  /** One line a change: its id, its intent, its state, and the digest of the whole state. */
  static List<String> states(List<byte[]> leaves) {
    Map<ChangeId, List<Fact.OfChange>> lives = new LinkedHashMap<>();
    for (byte[] leaf : leaves) {
      Envelope envelope = Envelope.read(leaf);
      if (envelope.fact() instanceof Fact.OfChange fact) {
        ChangeId id = new ChangeId(envelope.stream().text().substring("change/".length()));
        lives.computeIfAbsent(id, _ -> new ArrayList<>()).add(fact);
      }
    }
    List<String> lines = new ArrayList<>();
    lives.forEach(
        (id, facts) -> {
          Change state = Lifecycle.fold(facts);
          lines.add(
              id
                  + " "
                  + state.intent().getClass().getSimpleName()
                  + " "
                  + end(state)
                  + " "
                  + digest(facts)
                  + " "
                  + facts.size());
        });
    return lines;
  }

  private static String end(Change state) {
    return switch (state) {
      case Change.Proven it -> "proven/" + end(it.was());
      case Change.Stopped it -> "stopped/" + kebab(it.by().cause());
      case Change.Verified it -> "verified/" + kebab(it.was().outcome());
      default -> state.state();
    };
  }

  private static String kebab(Enum<?> value) {
    return value.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
  }

  /** Over what each fact says now, so that a component that changed its meaning is seen. */
  private static Digest digest(List<Fact.OfChange> facts) {
    StringBuilder all = new StringBuilder();
    for (Fact.OfChange fact : facts) {
      Map<String, String> said = new TreeMap<>();
      said.put("type", Envelope.typeOf(fact));
      said.put("fact", Canonical.text(Records.toValue(fact)));
      all.append(said).append('\n');
    }
    return Digest.of(all.toString().getBytes(StandardCharsets.UTF_8));
  }

  static List<byte[]> leavesOf(World world) {
    return world.journal.from(0, Integer.MAX_VALUE).stream().map(it -> it.leaf()).toList();
  }
}
