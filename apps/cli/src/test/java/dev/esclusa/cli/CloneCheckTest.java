package dev.esclusa.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.esclusa.cli.StoredParts.Decided;
import dev.esclusa.desired.Desired;
import dev.esclusa.desired.DesiredOutcome;
import dev.esclusa.desired.RemoteBases;
import dev.esclusa.estate.EstateReader;
import dev.esclusa.estate.EstateReading;
import dev.esclusa.model.Action;
import dev.esclusa.model.Address;
import dev.esclusa.model.DesiredState;
import dev.esclusa.model.Estate;
import dev.esclusa.model.FieldChange;
import dev.esclusa.model.Managed;
import dev.esclusa.model.Plan;
import dev.esclusa.model.Redaction;
import dev.esclusa.model.Resource;
import dev.esclusa.model.ResourceChange;
import dev.esclusa.tempo.Chance;
import dev.esclusa.tree.Diff;
import dev.esclusa.tree.Digest;
import dev.esclusa.tree.InMemorySourceTree;
import dev.esclusa.tree.Pointer;
import dev.esclusa.tree.SourceTree;
import dev.esclusa.tree.Value;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class CloneCheckTest {
  private static final String ESTATE =
      """
      apiVersion: esclusa.dev/v1
      kind: Team
      metadata: {name: owners}
      spec: {members: [ana@crm.example]}
      ---
      apiVersion: esclusa.dev/v1
      kind: Application
      metadata: {name: core, uid: core-1}
      spec:
        source: {path: core}
        destination: {namespace: core}
      """;

  private static final String STACK =
      """
      apiVersion: esclusa.dev/v1
      kind: Team
      metadata: {name: owners}
      spec: {members: [ana@crm.example]}
      ---
      apiVersion: esclusa.dev/v1
      kind: Project
      metadata: {name: infra}
      spec: {owner: owners, accounts: ["*"]}
      ---
      apiVersion: esclusa.dev/v1
      kind: Stack
      metadata: {name: net, uid: net-1}
      spec:
        project: infra
        source: {path: net}
      """;

  private static final String CONFIG =
      """
      apiVersion: v1
      kind: ConfigMap
      metadata: {name: core}
      data: {level: debug}
      """;

  private static final String SECRET =
      """
      apiVersion: v1
      kind: Secret
      metadata: {name: core}
      stringData: {password: hidden}
      """;

  private final Map<String, String> files =
      new HashMap<>(Map.of("esclusa.yaml", ESTATE, "core/config.yaml", CONFIG));

  @Test
  void withoutSecretsTheDesiredHashIsRecomputed() {
    List<Check> checks = checks(honest());

    assertThat(differences(checks)).isEmpty();
    assertThat(checks)
        .filteredOn(Check.Agrees.class::isInstance)
        .extracting(Check::what)
        .contains(
            "configuration hash against Git", "desired hash against Git", "objects against Git");
  }

  @Test
  void withSecretsTheObjectsAreComparedAndTheRestIsNamed() {
    files.put("core/secret.yaml", SECRET);

    List<Check> checks = checks(honest());

    assertThat(differences(checks)).isEmpty();
    assertThat(checks)
        .filteredOn(Check.Unchecked.class::isInstance)
        .extracting(Check::what)
        .contains("desired hash against Git", "1 secret values");
  }

  @Test
  void anotherConfigurationOrDesiredStateDiffers() {
    Plan honest = honest();
    assertThat(
            differences(
                checks(
                    Sample.plan(
                        honest.target(),
                        honest.changes(),
                        honest.desiredHash(),
                        Sample.digest("other")))))
        .containsExactly("configuration hash against Git");
    assertThat(
            differences(
                checks(
                    Sample.plan(
                        honest.target(),
                        honest.changes(),
                        Sample.digest("other"),
                        honest.configHash()))))
        .containsExactly("desired hash against Git");
  }

  @Test
  void aFieldThatGitContradictsDiffers() {
    Plan honest = honest();
    ResourceChange change = honest.changes().getFirst();
    List<FieldChange> lies =
        change.fields().stream()
            .map(
                it ->
                    it.pointer().equals(Pointer.parse("/data/level"))
                        ? new FieldChange(it.pointer(), null, Value.of("none"), false, null)
                        : it)
            .toList();

    List<Check> checks = checks(with(honest, List.of(changed(change, Action.CREATE, lies))));

    assertThat(differences(checks)).containsExactly(change.address().text());
    assertThat(checks.toString()).contains("/data/level \"none\"", "\"debug\"");
  }

  @Test
  void aWantedObjectThatIsLeftOutOrDeletedDiffers() {
    Plan honest = honest();
    ResourceChange change = honest.changes().getFirst();

    assertThat(differences(checks(with(honest, List.of()))))
        .containsExactly(change.address().text());
    assertThat(
            differences(checks(with(honest, List.of(changed(change, Action.DELETE, List.of()))))))
        .containsExactly(change.address().text());
  }

  @Test
  void ofAStackTheFilesAreComparedAndItsResourcesAreNot() {
    files.put("esclusa.yaml", STACK);
    files.put("net/main.tf", "resource \"terraform_data\" \"a\" {}\n");
    Plan asked = honest();
    Plan planned = with(asked, List.of(made("terraform_data.a")));

    List<Check> checks = checks(planned);
    assertThat(differences(checks)).isEmpty();
    assertThat(of(checks, Check.Agrees.class)).contains("desired hash against Git");
    assertThat(of(checks, Check.Unchecked.class)).contains("objects against Git");

    files.put("net/main.tf", "resource \"terraform_data\" \"b\" {}\n");
    assertThat(differences(checks(planned))).containsExactly("desired hash against Git");
  }

  @Test
  void ofAStackWithVariablesTheHashIsNotCompared() {
    files.put("esclusa.yaml", STACK + "  variables: {size: \"5\"}\n");
    files.put("net/main.tf", "variable \"size\" {}\n");

    List<Check> checks = checks(with(honest(), List.of(made("terraform_data.a"))));

    assertThat(differences(checks)).isEmpty();
    assertThat(of(checks, Check.Unchecked.class))
        .contains("desired hash against Git", "objects against Git");
  }

  // --- how ---

  private static ResourceChange made(String address) {
    return new ResourceChange(
        new Address.Terraform(address), Action.CREATE, List.of(), 0, "sync", false, null);
  }

  private static List<String> of(List<Check> checks, Class<? extends Check> kind) {
    return checks.stream().filter(kind::isInstance).map(Check::what).toList();
  }

  private static ResourceChange changed(
      ResourceChange change, Action action, List<FieldChange> fields) {
    return new ResourceChange(change.address(), action, fields, 0, "sync", false, null);
  }

  private static Plan with(Plan plan, List<ResourceChange> changes) {
    return Sample.plan(plan.target(), changes, plan.desiredHash(), plan.configHash());
  }

  private List<Check> checks(Plan plan) {
    return new CloneCheck(
            plan,
            new Decided(Sample.decision(plan), Sample.CONFIGURATION, null),
            new InMemoryClone(tree()),
            RemoteBases.NONE,
            Chance.seeded(11))
        .run();
  }

  private static List<String> differences(List<Check> checks) {
    return checks.stream().filter(Check.Differs.class::isInstance).map(Check::what).toList();
  }

  private SourceTree tree() {
    Map<String, byte[]> bytes = new HashMap<>();
    files.forEach((path, text) -> bytes.put(path, text.getBytes(StandardCharsets.UTF_8)));
    return new InMemorySourceTree(bytes);
  }

  /** The plan that a server with this tree makes against an empty world. */
  private Plan honest() {
    Estate estate = ((EstateReading.Read) EstateReader.read(Sample.CONFIGURATION, tree())).estate();
    Managed managed = estate.targets().getFirst();
    DesiredState state =
        ((DesiredOutcome.Ready)
                Desired.of(
                    tree(),
                    managed,
                    Objects.requireNonNull(estate.project(managed.target().project())),
                    new Redaction(Digest.of(new byte[1]).bytes())))
            .state();
    return Sample.plan(
        managed.target(),
        state.resources().stream().map(CloneCheckTest::created).toList(),
        state.hash(),
        estate.configHash(managed.target(), managed.document()));
  }

  private static ResourceChange created(Resource resource) {
    boolean secret = resource.address().text().startsWith("Secret/");
    List<FieldChange> fields =
        Diff.between(null, resource.body()).stream()
            .map(
                it ->
                    new FieldChange(
                        it.pointer(),
                        null,
                        it.after(),
                        secret
                            && it.pointer().tokens().getFirst().endsWith("ata")
                            && !it.pointer().tokens().getFirst().equals("metadata"),
                        null))
            .toList();
    return new ResourceChange(resource.address(), Action.CREATE, fields, 0, "sync", false, null);
  }

  private record InMemoryClone(SourceTree tree) implements RepositoryClone {
    @Override
    public SourceTree at(String commit) {
      return tree;
    }

    @Override
    public SourceTree merged(String mainline, String proposal) {
      return tree;
    }
  }
}
