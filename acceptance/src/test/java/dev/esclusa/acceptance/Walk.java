package dev.esclusa.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.esclusa.adapters.identity.SshKeyPair;
import dev.esclusa.approval.Bindings;
import dev.esclusa.cli.Api;
import dev.esclusa.cli.Client;
import dev.esclusa.model.Binding;
import dev.esclusa.server.Trial;
import dev.esclusa.tree.Value;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a newcomer does, from the first start to evidence that a stranger can check: the walk of the
 * README on the real server and the embedded PostgreSQL. The real {@code git}, {@code kubectl} and
 * {@code ssh-keygen} take part where they are installed; JGit and the product's client otherwise.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class Walk {
  private static final boolean GIT =
      Program.installed("git").isPresent() && Program.installed("ssh-keygen").isPresent();
  private static final boolean KUBECTL = Program.installed("kubectl").isPresent();
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final String CORE_DEV = "dev/default/crm-core";
  private static final String CORE_PROD = "prod/default/crm-core";
  private static final String INTEGRATIONS_PROD = "prod/default/crm-integrations";
  private static final String DIGEST =
      "sha256:31e5397a0c8666f00e84fac7c162c55cc656cabec002d0350159fe9f0b28c2fb";
  private static final String UI_DEV = "dev/default/crm-ui";
  private static final String DATA_DEV = "dev/default/crm-data";
  private static final String CONFIGURATION = "root/default/configuration";

  @TempDir static Path folder;

  private Trial trial;
  private GitPerson developer;
  private ClusterCaller cluster;
  private Program kubectl;

  /** The cluster's name for people, e.g. the sandbox. */
  abstract String described() throws Exception;

  /** For us, of a cluster that is started; null for the sandbox. */
  abstract String kubeconfig() throws Exception;

  /** For somebody else who reaches into it. */
  abstract String kubeconfigOfAnother() throws Exception;

  void endCluster() {}

  @BeforeAll
  final void start() throws Exception {
    trial = startTrial();
    meetCluster();
    developer = person("developer");
    System.out.println("walk: on " + described() + "; with " + with());
  }

  private Trial startTrial() throws Exception {
    return Trial.start(folder.resolve("home"), ExampleEstate.layers(), kubeconfig());
  }

  private void meetCluster() throws Exception {
    String other = kubeconfigOfAnother();
    String yours = other == null ? Files.readString(trial.folder().resolve("kubeconfig")) : other;
    cluster = ClusterCaller.of(yours);
    Path file = Files.writeString(folder.resolve("another.kubeconfig"), yours);
    kubectl =
        new Program(
            "kubectl",
            folder,
            Map.of(
                "KUBECONFIG", file.toString(),
                "KUBECACHEDIR", folder.resolve("kubectl-cache").toString()));
  }

  private String with() throws IOException {
    return (GIT
            ? new Program("git", folder, Map.of()).run("--version").strip()
            : "JGit (git and ssh-keygen are not both installed)")
        + ", "
        + (KUBECTL
            ? "kubectl "
                + kubectl
                    .run("version", "--client")
                    .lines()
                    .findFirst()
                    .orElse("")
                    .replace("Client Version: ", "")
            : "plain requests (kubectl is not installed)")
        + ", "
        + (Program.installed("ssh-keygen").isPresent()
            ? "ssh-keygen"
            : "the product's SSHSIG only (ssh-keygen is not installed)");
  }

  @AfterAll
  final void stop() {
    if (trial != null) {
      trial.close();
    }
    endCluster();
  }

  private GitPerson person(String role) throws Exception {
    Path clone = folder.resolve("clones").resolve(role);
    if (GIT) {
      return new CommandGitPerson(
          ExampleEstate.folder().getParent().getParent(), trial.folder(), role, clone);
    }
    return new JGitPerson(
        clone,
        trial.cloneUrl(),
        trial.token(role),
        role + "@crm.example",
        SshKeyPair.read(Files.readString(trial.keyFile(role))));
  }

  private Client client(String role) {
    return new Client(URI.create(trial.server().url()), trial.token(role));
  }

  // --- waiting ---

  private void until(String what, BooleanSupplier holds) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!holds.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("waited in vain until " + what + "\n" + overview());
      }
      java.util.concurrent.locks.LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
    }
  }

  private String overview() {
    StringBuilder text = new StringBuilder();
    for (Api.ChangeSummary one : client("platform").changes(Client.ChangeFilter.ALL).items()) {
      text.append(one).append('\n');
    }
    return text.append(client("platform").status()).toString();
  }

  private Api.ChangeSummary newest(String target) {
    List<Api.ChangeSummary> all = changes(target);
    return all.isEmpty() ? null : all.getFirst();
  }

  private List<Api.ChangeSummary> changes(String target) {
    return client("platform").changes(Client.ChangeFilter.ALL).items().stream()
        .filter(it -> it.target().equals(target))
        .toList();
  }

  private Api.ChangeSummary reaches(String target, String commit, String state) {
    Supplier<Api.ChangeSummary> found =
        () ->
            changes(target).stream()
                .filter(it -> commit.equals(it.commit()) && it.state().equals(state))
                .findFirst()
                .orElse(null);
    until(target + " is " + state + " for " + commit, () -> found.get() != null);
    return found.get();
  }

  private Value live(String namespace, String apiVersion, String kind, String name) {
    return cluster.object(apiVersion, kind, namespace, name);
  }

  private long replicas(String namespace) {
    return replicas(namespace, "crm-core");
  }

  private long replicas(String namespace, String deployment) {
    Value found = live(namespace, "apps/v1", "Deployment", deployment).at("spec", "replicas");
    return found == null ? -1 : found.asLong();
  }

  private void scale(String namespace, int replicas) throws IOException {
    scale(namespace, "crm-core", replicas);
  }

  /** Another user reaches past us. */
  private void scale(String namespace, String deployment, int replicas) throws IOException {
    if (KUBECTL) {
      kubectl.run("-n", namespace, "scale", "deploy", deployment, "--replicas=" + replicas);
    } else {
      cluster.scale(namespace, deployment, replicas);
    }
  }

  private String said(String role, int exit, String... args) {
    return new CommandLine(trial, folder).said(role, exit, args);
  }

  // --- the walk ---

  @Test
  @Order(1)
  void theFirstCommitIsBroughtEverywhere() {
    until(
        "every target is in place",
        () ->
            client("platform").targets().items().stream().allMatch(it -> it.inPlace() != null)
                && client("platform").targets().items().size() == 15);
    assertThat(replicas("crm-dev")).isPositive();
    assertThat(replicas("crm-prod")).isPositive();
  }

  @Test
  @Order(2)
  void anEditInDevGoesThroughWithoutAPerson() throws Exception {
    developer.pull();
    String commit =
        developer.edit("apps/crm-core/dev/deployment.yaml", "replicas: .*", "replicas: 4");
    Api.ChangeSummary change = reaches(CORE_DEV, commit, "proven");
    assertThat(change.outcome()).isEqualTo("succeeded");
    assertThat(replicas("crm-dev")).isEqualTo(4);
    assertThat(said("developer", 0, "show", change.id())).contains("replicas");
    assertThat(said("developer", 0, "why", change.id())).contains(commit.substring(0, 7));
    assertThat(said("developer", 0, "get", "changes")).contains(change.id());
    assertThat(said("developer", 0, "watch", change.id())).contains("proven");
  }

  @Test
  @Order(3)
  void kubectlShowsIt() throws Exception {
    Assumptions.assumeTrue(KUBECTL, "skipped: install kubectl");
    assertThat(kubectl.run("-n", "crm-dev", "get", "deploy")).containsPattern("crm-core +4/4");
    assertThat(
            kubectl.run(
                "-n",
                "crm-dev",
                "get",
                "deploy",
                "crm-core",
                "--show-managed-fields",
                "-o",
                "yaml"))
        .contains("manager: esclusa");
  }

  @Test
  @Order(4)
  void theSameEditInProdWaitsForSomebodyElse() throws Exception {
    developer.pull();
    String commit =
        developer.edit("apps/crm-core/prod/deployment.yaml", "replicas: .*", "replicas: 5");
    Api.ChangeSummary change = reaches(CORE_PROD, commit, "awaiting-approval");
    assertThat(said("platform", 0, "show", change.id())).contains("/spec/replicas").contains("5");
    assertThat(said("developer", 1, "approve", change.id(), "--yes")).contains("APR-");
    assertThat(replicas("crm-prod")).isNotEqualTo(5);
    said("platform", 0, "approve", change.id(), "--yes");
    reaches(CORE_PROD, commit, "proven");
    assertThat(replicas("crm-prod")).isEqualTo(5);
  }

  @Test
  @Order(5)
  void rejectedAndWithdrawnChangesTouchNothing() throws Exception {
    developer.pull();
    String commit =
        developer.edit("apps/crm-core/prod/deployment.yaml", "replicas: .*", "replicas: 6");
    Api.ChangeSummary change = reaches(CORE_PROD, commit, "awaiting-approval");
    said("platform", 0, "reject", change.id(), "--reason", "not this week");
    reaches(CORE_PROD, commit, "proven");
    assertThat(replicas("crm-prod")).isEqualTo(5);
    developer.pull();
    String next =
        developer.edit("apps/crm-core/prod/deployment.yaml", "replicas: .*", "replicas: 7");
    Api.ChangeSummary second = reaches(CORE_PROD, next, "awaiting-approval");
    said("developer", 0, "withdraw", second.id(), "--reason", "wrong number");
    reaches(CORE_PROD, next, "proven");
    assertThat(replicas("crm-prod")).isEqualTo(5);
  }

  @Test
  @Order(6)
  void anApprovalOfAProposalCarriesOverItsSquashMerge() throws Exception {
    developer.pull();
    String proposed =
        developer.propose(
            "proposal/more", "apps/crm-core/prod/deployment.yaml", "replicas: .*", "replicas: 3");
    Api.ChangeSummary change = reaches(CORE_PROD, proposed, "awaiting-approval");
    said("platform", 0, "approve", change.id(), "--yes");
    reaches(CORE_PROD, proposed, "approved");
    assertThat(replicas("crm-prod")).isEqualTo(5);
    String merged = developer.squash("proposal/more");
    Api.ChangeSummary applied = reaches(CORE_PROD, merged, "proven");
    assertThat(replicas("crm-prod")).isEqualTo(3);
    assertThat(client("platform").change(applied.id()).approvals())
        .anyMatch(it -> change.id().equals(it.carriedFrom()));
  }

  @Test
  @Order(7)
  void anImageByTagIsDeniedInProdAndItsMendGoesOn() throws Exception {
    String overlay = "apps/crm-core/prod/kustomization.yaml";
    developer.pull();
    String commit = developer.edit(overlay, "newTag: .*\n.*digest: .*", "newTag: 1.8.0");
    Api.ChangeSummary denied = reaches(CORE_PROD, commit, "proven");
    assertThat(denied.stopCause()).isEqualTo("denied");
    assertThat(said("developer", 0, "show", denied.id()))
        .contains("starter.kubernetes.image_digest.deny", "Deployment.apps/crm-prod/crm-core")
        .contains("has image \"registry.crm.example/crm-core:1.8.0\", which is not named by digest")
        .contains("Write the image as NAME@sha256:DIGEST");
    assertThat(image("crm-core")).contains(":1.7.3@sha256:");
    developer.pull();
    String mended =
        developer.edit(overlay, "newTag: 1.8.0", "newTag: 1.8.0\n    digest: " + DIGEST);
    Api.ChangeSummary change = reaches(CORE_PROD, mended, "awaiting-approval");
    said("platform", 0, "approve", change.id(), "--yes");
    reaches(CORE_PROD, mended, "proven");
    assertThat(image("crm-core")).isEqualTo("registry.crm.example/crm-core:1.8.0@" + DIGEST);
  }

  private String image(String deployment) {
    return live("crm-prod", "apps/v1", "Deployment", deployment)
        .at("spec", "template", "spec", "containers")
        .asSequence()
        .items()
        .getFirst()
        .text("image");
  }

  @Test
  @Order(8)
  void whatAWaiverHelpsIsAppliedUnderItAndItsGranterApprovesNothingOfIt() throws Exception {
    String overlay = "apps/crm-integrations/prod/kustomization.yaml";
    String elsewhere = "registry.mail.example/crm-integrations";
    String rule = "starter.kubernetes.image_registry.deny";
    developer.pull();
    String commit = developer.edit(overlay, "newTag: .*", "newName: " + elsewhere);
    Api.ChangeSummary denied = reaches(INTEGRATIONS_PROD, commit, "proven");
    assertThat(denied.stopCause()).isEqualTo("denied");
    assertThat(said("developer", 0, "show", denied.id())).contains(rule, elsewhere);

    GitPerson granter = person("data");
    granter.pull();
    String waiver =
        granter.write(
            "esclusa/waivers.yaml",
            """
            apiVersion: esclusa.dev/v1
            kind: Waiver
            metadata:
              name: inc-1042
            spec:
              rule: %s
              owner: data@crm.example
              reason: the mended mail gateway is not in our registry yet
              incident: INC-1042
              targets: [prod/*/crm-integrations]
              expires: 2099-12-31T23:59:59Z
            """
                .formatted(rule));
    Api.ChangeSummary configuration = reaches(CONFIGURATION, waiver, "awaiting-approval");
    said("platform", 0, "approve", configuration.id(), "--yes");
    until(
        "the change is proposed again",
        () -> newest(INTEGRATIONS_PROD).state().equals("awaiting-approval"));
    Api.ChangeSummary waived = newest(INTEGRATIONS_PROD);
    assertThat(said("platform", 0, "show", waived.id()))
        .contains("(waiver inc-1042)")
        .contains("inc-1042 of data@crm.example for " + rule + ", until 2099-12-31");
    assertThat(said("data", 1, "approve", waived.id(), "--yes"))
        .contains("APR-0001", "granted a waiver that it uses");
    said("platform", 0, "approve", waived.id(), "--yes");
    until("it is applied", () -> newest(INTEGRATIONS_PROD).state().equals("proven"));
    assertThat(image("crm-integrations")).startsWith(elsewhere + "@sha256:");
    assertThat(said("platform", 0, "get", "waivers"))
        .containsPattern(
            "inc-1042 +" + rule + " +data@crm.example +2099-12-31.* 1 .*" + waived.id());
    assertThat(said("platform", 0, "get", "packs")).containsPattern(rule + " +decides +\\d+ +2 +2");
    assertThat(client("platform").metrics())
        .contains("esclusa_waiver_uses{waiver=\"inc-1042\"} 1\n")
        .contains("esclusa_rule_found_changes{rule=\"" + rule + "\",mode=\"deciding\"} 2\n");
    Path bundle = folder.resolve("waived.json");
    said("platform", 0, "evidence", waived.id(), "--file", bundle.toString());
    Path trust = trial.folder().resolve("trust.policy");
    assertThat(said("platform", 0, "verify", bundle.toString(), "--trust", trust.toString()))
        .contains("it was admitted under waiver inc-1042");
  }

  @Test
  @Order(9)
  void driftIsRestoredInDevAndProposedInProd() throws Exception {
    scale("crm-dev", 9);
    until("dev is restored", () -> replicas("crm-dev") == 4);
    Api.ChangeSummary restore = newest(CORE_DEV);
    assertThat(restore.intent()).isEqualTo("restore");
    scale("crm-prod", 8);
    until(
        "a restore waits in prod",
        () ->
            newest(CORE_PROD).intent().equals("restore")
                && newest(CORE_PROD).state().equals("awaiting-approval"));
    Api.TargetView target = client("platform").target(CORE_PROD);
    assertThat(target.drift()).hasSize(1);
    assertThat(target.drift().getFirst().manager()).isEqualTo(KUBECTL ? "kubectl" : "kubectl-edit");
    assertThat(replicas("crm-prod")).isEqualTo(8);
    said("platform", 0, "approve", newest(CORE_PROD).id(), "--yes");
    until("prod is restored", () -> replicas("crm-prod") == 3);
  }

  @Test
  @Order(10)
  void aFieldHealedThreeTimesInTenMinutesIsContestedAndHealingStops() throws Exception {
    for (int heal = 1; heal <= 3; heal++) {
      scale("crm-dev", "crm-ui", 9);
      until("crm-ui is restored, time " + heal, () -> replicas("crm-dev", "crm-ui") == 1);
    }
    scale("crm-dev", "crm-ui", 9);
    until(
        "crm-ui is contested",
        () -> said("platform", 0, "get", "drift", "--target", UI_DEV).contains("contested"));
    assertThat(said("platform", 0, "get", "drift", "--target", UI_DEV))
        .contains(
            "Deployment.apps/crm-dev/crm-ui", "replicas", KUBECTL ? "kubectl" : "kubectl-edit");
    assertThat(replicas("crm-dev", "crm-ui")).isEqualTo(9);
    assertThat(changes(UI_DEV).stream().filter(it -> it.intent().equals("restore")))
        .hasSize(3)
        .allMatch(it -> "succeeded".equals(it.outcome()));
    developer.pull();
    String commit =
        developer.edit("apps/crm-ui/dev/deployment.yaml", "replicas: .*", "replicas: 2");
    reaches(UI_DEV, commit, "proven");
    assertThat(replicas("crm-dev", "crm-ui")).isEqualTo(2);
    until(
        "the fight is over",
        () -> said("platform", 0, "get", "drift", "--target", UI_DEV).contains("No drift."));
  }

  @Test
  @Order(11)
  void aBrokenFileStopsNothingAndItsMendGoesOn() throws Exception {
    developer.pull();
    String broken = developer.edit("apps/crm-core/dev/configmap.yaml", "kind: Conf", "kind: [Conf");
    Api.ChangeSummary change = reaches(CORE_DEV, broken, "proven");
    assertThat(change.stopCause()).isEqualTo("failed");
    assertThat(said("developer", 0, "show", change.id()))
        .contains("apps/crm-core/dev/configmap.yaml:");
    assertThat(replicas("crm-dev")).isEqualTo(4);
    String mended =
        developer.edit("apps/crm-core/dev/configmap.yaml", "kind: \\[Conf", "kind: Conf");
    reaches(CORE_DEV, mended, "proven");
  }

  @Test
  @Order(12)
  void aValueThatTheClusterRefusesIsNamedWithItsPlace() throws Exception {
    developer.pull();
    String file = "apps/crm-core/dev/deployment.yaml";
    String good = developer.read(file);
    assertThat(refusal(developer.edit(file, "replicas: .*", "replicas: many")))
        .contains(file + ":9:13: ", "spec.replicas", "many", "a whole number", "KAD-0007");
    developer.write(file, good);
    assertThat(refusal(developer.edit(file, "periodSeconds: 5", "periodSecond: 5")))
        .contains(file + ":", "readinessProbe.periodSecond", "KAD-0007");
    assertThat(replicas("crm-dev")).isEqualTo(4);
    String mended = developer.write(file, good.replaceAll("replicas: .*", "replicas: 3"));
    reaches(CORE_DEV, mended, "proven");
    assertThat(replicas("crm-dev")).isEqualTo(3);
  }

  private String refusal(String commit) {
    Api.ChangeSummary change = reaches(CORE_DEV, commit, "proven");
    assertThat(change.stopCause()).isEqualTo("failed");
    return said("developer", 0, "show", change.id());
  }

  @Test
  @Order(13)
  void aMovedFieldVoidsTheApprovalOfAPlan() throws Exception {
    developer.pull();
    String commit =
        developer.edit("apps/crm-core/prod/deployment.yaml", "replicas: .*", "replicas: 2");
    Api.ChangeSummary change = reaches(CORE_PROD, commit, "awaiting-approval");
    scale("crm-prod", 7);
    until(
        "another change took its place",
        () -> client("platform").change(change.id()).supersededBy() != null);
    assertThat(said("platform", 1, "approve", change.id(), "--yes")).contains("CTL-0012");
    Api.ChangeSummary next = newest(CORE_PROD);
    until(
        "the new change waits",
        () ->
            changes(CORE_PROD).stream()
                .anyMatch(
                    it -> it.intent().equals("follow") && it.state().equals("awaiting-approval")));
    assertThat(next).isNotNull();
    Api.ChangeSummary waiting =
        changes(CORE_PROD).stream()
            .filter(it -> it.intent().equals("follow") && it.state().equals("awaiting-approval"))
            .findFirst()
            .orElseThrow();
    said("platform", 0, "approve", waiting.id(), "--yes");
    until("prod follows", () -> replicas("crm-prod") == 2);
  }

  @Test
  @Order(14)
  void aRemovedFileIsPruned() throws Exception {
    developer.pull();
    String commit =
        developer.edit(
            "apps/crm-core/dev/kustomization.yaml", "components:\n  - ../disruption\n", "");
    until(
        "a prune is planned",
        () -> changes(CORE_DEV).stream().anyMatch(it -> commit.equals(it.commit())));
    until(
        "it waits or is done",
        () ->
            changes(CORE_DEV).stream()
                .anyMatch(
                    it ->
                        commit.equals(it.commit())
                            && List.of("awaiting-approval", "proven").contains(it.state())));
    Api.ChangeSummary change = newest(CORE_DEV);
    if (change.state().equals("awaiting-approval")) {
      said("platform", 0, "approve", change.id(), "--yes");
    }
    reaches(CORE_DEV, commit, "proven");
    assertThat(live("crm-dev", "policy/v1", "PodDisruptionBudget", "crm-core"))
        .isEqualTo(Value.NULL);
  }

  @Test
  @Order(15)
  void aGuardedObjectIsDeletedOnlyByAnApprovalThatNamesIt() throws Exception {
    String set = "StatefulSet.apps/crm-dev/crm-data";
    developer.pull();
    String commit =
        developer.edit(
            "apps/crm-data/dev/statefulset.yaml", "(kind: StatefulSet)", "$1\n\\$patch: delete");
    Api.ChangeSummary change = reaches(DATA_DEV, commit, "awaiting-approval");
    assertThat(said("data", 0, "show", change.id())).contains("delete", set);
    assertThat(said("data", 1, "approve", change.id(), "--yes"))
        .contains("CLI-0009", "--confirm-delete " + set);
    assertThatThrownBy(() -> approveWithoutNaming("data", change.id()))
        .hasMessageContaining("APR-0013")
        .hasMessageContaining(set);
    assertThat(client("data").change(change.id()).approvals()).isEmpty();
    assertThat(dataSet()).isNotEqualTo(Value.NULL);
    said("data", 0, "approve", change.id(), "--yes", "--confirm-delete", set);
    assertThat(reaches(DATA_DEV, commit, "proven").outcome()).isEqualTo("succeeded");
    until("the set and what it owned are gone", () -> dataSet().equals(Value.NULL));
    assertThat(live("crm-dev", "v1", "Service", "crm-data")).isNotEqualTo(Value.NULL);
  }

  private Value dataSet() {
    return live("crm-dev", "apps/v1", "StatefulSet", "crm-data");
  }

  /** A client that does not ask for the name signs; the server is the one that has to refuse. */
  private void approveWithoutNaming(String role, String change) throws Exception {
    SshKeyPair key = SshKeyPair.read(Files.readString(trial.keyFile(role)));
    Binding unnamed = Bindings.confirming(client(role).offer(change), List.of());
    Binding binding = Bindings.withNonce(unnamed, Bindings.nonce(new SecureRandom()));
    client(role).approve(change, binding, key.sign(binding.canonicalBytes(), Binding.NAMESPACE));
  }

  @Test
  @Order(16)
  void aRuleIsChangedByTheRulesBeforeIt() throws Exception {
    developer.pull();
    String commit =
        developer.edit(
            "esclusa/approval-rules.yaml", "name: prod-data\n", "name: prod-data-owners\n");
    Api.ChangeSummary change = reaches(CONFIGURATION, commit, "awaiting-approval");
    String before = client("platform").status().configurationCommit();
    said("platform", 0, "approve", change.id(), "--yes");
    until(
        "the new configuration is in force",
        () -> commit.equals(client("platform").status().configurationCommit()));
    assertThat(before).isNotEqualTo(commit);
  }

  @Test
  @Order(17)
  void aCommitThatAddsAKeyIsNotApprovedWithThatKey() throws Exception {
    SshKeyPair added = SshKeyPair.generate(new SecureRandom(), "added");
    Path file = folder.resolve("added");
    Files.writeString(file, added.write(new SecureRandom()));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    String signers = "esclusa/allowed_signers";
    String inForce = client("platform").status().configurationCommit();
    developer.pull();
    String before = developer.read(signers);
    String commit =
        developer.write(signers, before + "platform@crm.example " + added.publicLine() + "\n");
    Api.ChangeSummary change = reaches(CONFIGURATION, commit, "awaiting-approval");
    String[] withIt = {"approve", change.id(), "--yes", "--key", file.toString()};
    assertThat(said("platform", 1, withIt))
        .contains("APR-0008", "is not among the allowed signers");
    assertThat(said("developer", 4, withIt)).contains("API-0009");
    Api.ChangeView seen = client("platform").change(change.id());
    assertThat(seen.approvals()).isEmpty();
    assertThat(seen.summary().state()).isEqualTo("awaiting-approval");
    assertThat(client("platform").status().configurationCommit()).isEqualTo(inForce);
    said("platform", 0, "reject", change.id(), "--reason", "whose key is this?");
    reaches(CONFIGURATION, commit, "proven");
    developer.pull();
    developer.write(signers, before);
    assertThat(client("platform").status().configurationCommit()).isNotEqualTo(commit);
  }

  @Test
  @Order(18)
  void evidenceVerifiesOfflineAndAFlippedByteIsFound() throws Exception {
    Api.ChangeSummary proven =
        changes(CORE_PROD).stream()
            .filter(it -> it.state().equals("proven") && "succeeded".equals(it.outcome()))
            .findFirst()
            .orElseThrow();
    byte[] bundle = client("platform").evidence(proven.id());
    Path file = folder.resolve("bundle.json");
    Files.write(file, bundle);
    Path trust = trial.folder().resolve("trust.policy");
    said("platform", 0, "verify", file.toString(), "--trust", trust.toString());
    approvalsVerifyWithPlainSshKeygen(file);
    byte[] flipped = bundle.clone();
    int at = new String(bundle, StandardCharsets.UTF_8).indexOf("\"leaf\"") + 40;
    flipped[at] = (byte) (flipped[at] == 'A' ? 'B' : 'A');
    Files.write(file, flipped);
    said("platform", 6, "verify", file.toString(), "--trust", trust.toString());
  }

  /** Nothing of ours takes part: the files come from the bundle, the keys from Git. */
  private void approvalsVerifyWithPlainSshKeygen(Path bundle) throws Exception {
    Path out = folder.resolve("approvals");
    String told =
        said(
            "platform",
            0,
            "verify",
            bundle.toString(),
            "--trust",
            trial.folder().resolve("trust.policy").toString(),
            "--approvals-to",
            out.toString());
    assertThat(told).contains("ssh-keygen -Y verify");
    if (Program.installed("ssh-keygen").isEmpty()) {
      System.out.println("walk: approval not verified by ssh-keygen; skipped: install ssh-keygen");
      return;
    }
    Path signature;
    try (var files = Files.list(out)) {
      signature = files.filter(it -> it.toString().endsWith(".sig")).findFirst().orElseThrow();
    }
    byte[] message =
        Files.readAllBytes(Path.of(signature.toString().replaceFirst("sig$", "binding")));
    String[] arguments = {
      "-Y",
      "verify",
      "-f",
      developer.folder().resolve("esclusa/allowed_signers").toString(),
      "-I",
      "platform@crm.example",
      "-n",
      "approval@esclusa.dev",
      "-s",
      signature.toString()
    };
    Program keygen = new Program("ssh-keygen", folder, Map.of());
    assertThat(keygen.run(message, arguments)).contains("Good", "platform@crm.example");
    message[10] ^= 1;
    assertThatThrownBy(() -> keygen.run(message, arguments)).hasMessageContaining("ended with");
  }

  @Test
  @Order(19)
  void anErasedChangeStillVerifies() throws Exception {
    Api.ChangeSummary proven =
        changes(CORE_PROD).stream()
            .filter(it -> it.state().equals("proven") && "succeeded".equals(it.outcome()))
            .findFirst()
            .orElseThrow();
    said("platform", 0, "erase", proven.id(), "--payloads", "--reason", "a person asked", "--yes");
    Path file = folder.resolve("erased.json");
    until(
        "the erasure is witnessed",
        () -> client("platform").status().witnessedSize() == client("platform").status().logSize());
    Files.write(file, client("platform").evidence(proven.id()));
    assertThat(
            said(
                "platform",
                0,
                "verify",
                file.toString(),
                "--trust",
                trial.folder().resolve("trust.policy").toString()))
        .contains("erased");
  }

  @Test
  @Order(20)
  void aSecondTrialSaysThatTheFirstRunsAndARestartGoesOn() throws Exception {
    assertThatThrownBy(this::startTrial).hasMessageContaining("SRV-0005");
    long before = client("platform").status().logSize();
    trial.close();
    trial = startTrial();
    meetCluster();
    assertThat(client("platform").status().logSize()).isGreaterThanOrEqualTo(before);
    developer = person("developer");
    developer.pull();
    String commit =
        developer.edit("apps/crm-core/dev/deployment.yaml", "replicas: .*", "replicas: 2");
    reaches(CORE_DEV, commit, "proven");
  }
}
