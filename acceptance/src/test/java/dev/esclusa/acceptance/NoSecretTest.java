package dev.esclusa.acceptance;

import static dev.esclusa.acceptance.World.DEVELOPER;
import static dev.esclusa.acceptance.World.PLATFORM;
import static org.assertj.core.api.Assertions.assertThat;

import dev.esclusa.apply.Actuator;
import dev.esclusa.apply.Instruction;
import dev.esclusa.control.ControlPlane;
import dev.esclusa.control.Journal;
import dev.esclusa.control.Recorded;
import dev.esclusa.model.Address;
import dev.esclusa.model.ApplyResult;
import dev.esclusa.model.Change;
import dev.esclusa.model.Fact;
import dev.esclusa.model.Lease;
import dev.esclusa.model.Ownership;
import dev.esclusa.model.Problem;
import dev.esclusa.model.StepResult;
import dev.esclusa.model.Target;
import dev.esclusa.plan.PlanText;
import dev.esclusa.tree.Pointer;
import dev.esclusa.tree.Value;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A Secret goes through a whole life; no value of it is in anything stored, told or shown. */
class NoSecretTest {
  private static final Address SECRET =
      new Address.Kubernetes("", "Secret", "crm-prod", "database-login");

  /** Every value that the Secret ever has, as Git or as somebody else writes it. */
  private static final List<String> MARKERS =
      List.of(
          "MARKER-first-93f1c7",
          "MARKER-second-5be20d",
          "MARKER-drifted-c04aa9",
          "MARKER-broken-71d3e6",
          "MARKER-variable-2f8b55");

  private final World world = new World();

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private void put(String value) {
    world.put(
        "apps/core-prod/secret.yaml",
        """
        apiVersion: v1
        kind: Secret
        metadata: {name: database-login}
        type: Opaque
        data:
          password: %s
        stringData:
          url: postgres://crm:%s@db/crm
        """
            .formatted(base64(value), value));
  }

  private Recorded changed() {
    world.push(DEVELOPER);
    Recorded change = world.newest("core-prod");
    World.in(Change.AwaitingApproval.class, change);
    world.approve(change, PLATFORM);
    return java.util.Objects.requireNonNull(world.plane.ledger().change(change.id()));
  }

  @Test
  void noValueOfASecretIsStoredOrShown() {
    // Created and changed, with a literal in an environment variable beside it.
    put(MARKERS.get(0));
    world.put("apps/core-prod/main.yaml", deployment(MARKERS.get(4)));
    World.in(Change.Verified.class, changed());
    put(MARKERS.get(1));
    changed();
    assertThat(world.cluster.get(SECRET)).isNotNull();
    assertThat(world.cluster.get(SECRET).text("data", "password"))
        .isEqualTo(base64(MARKERS.get(1)));

    // Drifted, and restored.
    world.later(java.time.Duration.ofMinutes(2));
    world.cluster.write(
        "kubectl-edit", SECRET, Pointer.of("data", "password"), Value.of(base64(MARKERS.get(2))));
    world.quiet();
    assertThat(world.facts(Fact.DriftOpened.class)).isNotEmpty();
    world.approve(world.newest("core-prod"), PLATFORM);
    assertThat(world.cluster.get(SECRET).text("data", "password"))
        .isEqualTo(base64(MARKERS.get(1)));

    // Refused by the cluster.
    world.actuator = new Refusing(world.cluster);
    put(MARKERS.get(0));
    assertThat(changed().change().id()).isNotNull();
    world.quiet();
    assertThat(world.facts(Fact.ApplyFinished.class))
        .extracting(Fact.ApplyFinished::outcome)
        .contains(ApplyResult.Outcome.FAILED);
    world.actuator = world.cluster;

    // Broken in Git, in ways whose messages could quote what they found.
    for (String broken : brokenSecrets(MARKERS.get(3))) {
      world.put("apps/core-prod/secret.yaml", broken);
      world.push(DEVELOPER);
    }
    assertThat(world.facts(Fact.ChangeStopped.class))
        .extracting(Fact.ChangeStopped::cause)
        .contains(Fact.ChangeStopped.Stop.FAILED);
    nowhere();
  }

  private static String deployment(String value) {
    return """
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: main}
    spec:
      selector: {matchLabels: {app: main}}
      template:
        metadata: {labels: {app: main}}
        spec:
          containers:
          - name: main
            image: example/main:1
            env:
            - {name: DATABASE_PASSWORD, value: %s}
    """
        .formatted(value);
  }

  private static List<String> brokenSecrets(String value) {
    String head = "apiVersion: v1\nkind: Secret\nmetadata: {name: database-login}\n";
    return List.of(
        head + "data:\n  password: \"" + value + "\n",
        head + "data: " + value + "\n",
        head + "data:\n  password: [" + base64(value) + "\n",
        head + "data:\n  password: " + base64(value) + "\n  password: " + base64(value) + "\n",
        head + "stringData:\n  " + value + "\n",
        head + "data:\n  password: '" + value + " is no base64!'\n",
        head + "data:\n  password: &" + value + " a\n  other: *" + value.toLowerCase() + "\n",
        head + "stringData: {url: " + value + ": " + value + "}\n",
        head + "data: {password: {nested: " + value + "}}\n",
        head + "data:\n  password: !!int " + value + "\n",
        head + "data:\n  password: !!binary " + value + "\n",
        head + "data:\n  " + base64(value) + "\n  password\n");
  }

  /** A cluster that refuses every Secret. */
  private record Refusing(SimulatedCluster real) implements Actuator {
    @Override
    public StepResult perform(
        Target target, Ownership ownership, Instruction instruction, Lease lease) {
      return instruction.address().equals(SECRET)
          ? new StepResult.Failed(
              Problem.caller(
                  "SIM-0004",
                  SECRET.text() + " was refused by an admission webhook",
                  "Ask it why."))
          : real.perform(target, ownership, instruction, lease);
    }

    @Override
    public StepResult readBack(Target target, Ownership ownership, Instruction instruction) {
      return real.readBack(target, ownership, instruction);
    }
  }

  private void nowhere() {
    List<String> all = new ArrayList<>();
    for (Journal.Entry entry : world.journal.from(0, Integer.MAX_VALUE)) {
      all.add(new String(entry.leaf(), StandardCharsets.ISO_8859_1));
      Journal.Payload payload = world.payload(entry.index());
      if (payload != null) {
        all.add(new String(payload.bytes(), StandardCharsets.ISO_8859_1));
      }
    }
    for (Recorded change : world.plane.ledger().changes()) {
      all.add(change.toString());
      world.problems(change).forEach(it -> all.add(it.toString()));
      if (change.indexOf(Fact.PlanComputed.class) >= 0) {
        all.add(PlanText.render(world.plane.story().plan(change)));
        all.add(world.plane.story().plan(change).toString());
      }
    }
    for (ControlPlane.Trouble trouble : world.troubles) {
      all.add(trouble.toString());
    }
    assertThat(all).hasSizeGreaterThan(100);
    for (String marker : MARKERS) {
      for (String form : List.of(marker, base64(marker), base64(base64(marker)), hex(marker))) {
        assertThat(all.stream().filter(it -> it.contains(form)).distinct()).as(form).isEmpty();
      }
    }
  }

  private static String hex(String text) {
    return HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
  }
}
