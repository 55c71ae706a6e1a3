package dev.esclusa.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.esclusa.approval.InMemorySignatures;
import dev.esclusa.approval.SignatureVerifier;
import dev.esclusa.control.EvidenceDesk;
import dev.esclusa.control.InMemoryDocuments;
import dev.esclusa.control.Journal;
import dev.esclusa.control.TileLog;
import dev.esclusa.evidence.ApproverSignatures;
import dev.esclusa.evidence.Report;
import dev.esclusa.evidence.Verdict;
import dev.esclusa.evidence.Verifier;
import dev.esclusa.model.ChangeId;
import dev.esclusa.model.Fact;
import dev.esclusa.tlog.InMemoryTileStore;
import dev.esclusa.tlog.InMemoryWitnessMemory;
import dev.esclusa.tlog.KeyType;
import dev.esclusa.tlog.LocalWitness;
import dev.esclusa.tlog.SignerKey;
import dev.esclusa.tlog.TrustPolicy;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Whatever a simulation went through, a stranger can check what came of it. */
class SimulatedEvidenceTest {
  private static final int SEEDS = Integer.getInteger("esclusa.sim.evidence.seeds", 5);
  private static final int STEPS = Integer.getInteger("esclusa.sim.steps", 250);
  private static final String ORIGIN = "log.example/esclusa";
  private static final SignerKey KEY = SignerKey.of(ORIGIN, KeyType.NOTE, seed(1));
  private static final SignerKey WITNESS =
      SignerKey.of("witness.example", KeyType.COSIGNATURE, seed(2));

  @Test
  void everyProvenChangeOfASimulationVerifies() {
    int approved = 0;
    for (long seed = 1; seed <= SEEDS; seed++) {
      Simulation simulation = new Simulation(seed);
      simulation.run(STEPS);
      approved += verifyAll(seed, simulation.journal());
    }
    assertThat(approved).isPositive();
  }

  private static int verifyAll(long seed, Journal journal) {
    InMemoryTileStore tiles = new InMemoryTileStore();
    TileLog log = new TileLog(journal, tiles, new InMemoryDocuments(), KEY, witness());
    log.keep();
    assertThat(log.trouble()).isEmpty();
    EvidenceDesk desk = new EvidenceDesk(journal, tiles);
    int approved = 0;
    for (ChangeId change : proven(journal)) {
      String allowed = SimulatedEstate.files().get("esclusa/allowed_signers");
      Verdict verdict = verifier().verify(desk.bundle(change, allowed).encoded());
      assertThat(verdict.valid())
          .as("seed %d, change %s: %s", seed, change, verdict.text())
          .isTrue();
      Report report = ((Verdict.Valid) verdict).report();
      assertThat(report.state()).isEqualTo("proven");
      approved += report.approvals().size();
    }
    return approved;
  }

  private static List<ChangeId> proven(Journal journal) {
    return journal.from(0, Integer.MAX_VALUE).stream()
        .filter(it -> it.envelope().fact() instanceof Fact.EvidenceSealed)
        .map(it -> new ChangeId(it.envelope().stream().text().substring("change/".length())))
        .toList();
  }

  private static Verifier verifier() {
    TrustPolicy policy =
        TrustPolicy.parse(
            "log " + KEY.verifier() + "\nwitness w " + WITNESS.verifier() + "\nquorum w\n");
    InMemorySignatures signatures = new InMemorySignatures();
    return new Verifier(
        policy,
        (message, signature, namespace, at, allowed) ->
            switch (signatures.verify(message, signature, namespace, at, allowed)) {
              case SignatureVerifier.Verdict.Valid it ->
                  new ApproverSignatures.Answer.SignedBy(it.principal(), it.keyFingerprint());
              case SignatureVerifier.Verdict.Invalid it ->
                  new ApproverSignatures.Answer.Worthless(it.cause());
            });
  }

  private static LocalWitness witness() {
    return new LocalWitness(
        WITNESS,
        Map.of(ORIGIN, KEY.verifier()),
        new InMemoryWitnessMemory(),
        () -> Instant.EPOCH.plusSeconds(1));
  }

  private static byte[] seed(int fill) {
    byte[] seed = new byte[32];
    Arrays.fill(seed, (byte) fill);
    return seed;
  }
}
