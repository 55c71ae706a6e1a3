package dev.esclusa.desired;

import static org.assertj.core.api.Assertions.assertThat;

import dev.esclusa.model.Address;
import dev.esclusa.model.DesiredState;
import dev.esclusa.model.FieldAddress;
import dev.esclusa.model.Managed;
import dev.esclusa.model.Problem;
import dev.esclusa.model.Problem.Fault;
import dev.esclusa.model.Project;
import dev.esclusa.model.Redaction;
import dev.esclusa.model.Resource;
import dev.esclusa.tree.FolderSourceTree;
import dev.esclusa.tree.InMemorySourceTree;
import dev.esclusa.tree.Limits;
import dev.esclusa.tree.Pointer;
import dev.esclusa.tree.ScalarProfile;
import dev.esclusa.tree.SourceTree;
import dev.esclusa.tree.Value;
import dev.esclusa.tree.Yaml;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DesiredTest {
  static Stream<Path> cases() throws IOException {
    return GoldenCases.all();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void aFolderGivesObjectsOrProblemsAsTheCaseSays(Path folder) throws IOException {
    switch (outcome(folder, GoldenCases.tree(folder))) {
      case DesiredOutcome.Ready ready -> GoldenCases.check(folder, "out.yaml", text(ready.state()));
      case DesiredOutcome.Broken broken ->
          GoldenCases.check(folder, "problems.txt", text(broken.problems()));
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void theOrderOfFilesDoesNotMatter(Path folder) throws IOException {
    InMemorySourceTree tree = GoldenCases.tree(folder);
    DesiredOutcome forwards = outcome(folder, tree);
    DesiredOutcome backwards = outcome(folder, new Backwards(tree));
    if (forwards instanceof DesiredOutcome.Ready ready) {
      assertThat(((DesiredOutcome.Ready) backwards).state().hash()).isEqualTo(ready.state().hash());
      assertThat(((DesiredOutcome.Ready) backwards).state().resources())
          .isEqualTo(ready.state().resources());
    } else {
      assertThat(backwards).isInstanceOf(DesiredOutcome.Broken.class);
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void noProblemShowsASecret(Path folder) throws IOException {
    if (outcome(folder, GoldenCases.tree(folder)) instanceof DesiredOutcome.Broken broken) {
      assertThat(text(broken.problems())).doesNotContain("marker-");
    }
  }

  @Test
  void aFieldIsFoundWhereItIsWrittenInAnItemOfAListToo() {
    SourceTree tree =
        new InMemorySourceTree(
            Map.of(
                "app/list.yaml",
                """
                apiVersion: v1
                kind: List
                items:
                  - apiVersion: v1
                    kind: ConfigMap
                    metadata: {name: first}
                  - apiVersion: v1
                    kind: ConfigMap
                    metadata:
                      name: second
                    data:
                      key: value
                """
                    .getBytes(StandardCharsets.UTF_8)));
    Managed managed = Samples.managed("app", "app");
    Address second = new Address.Kubernetes("", "ConfigMap", "crm-dev", "second");
    assertThat(
            Desired.place(
                tree,
                managed,
                new FieldAddress(second, Pointer.of("data", "key")),
                RemoteBases.NONE))
        .hasToString("Optional[app/list.yaml:12:12]");
    assertThat(
            Desired.place(
                tree,
                managed,
                new FieldAddress(second, Pointer.of("data", "none")),
                RemoteBases.NONE))
        .hasToString("Optional[app/list.yaml:11:5]");
    Address third = new Address.Kubernetes("", "ConfigMap", "crm-dev", "third");
    assertThat(
            Desired.place(tree, managed, new FieldAddress(third, Pointer.ROOT), RemoteBases.NONE))
        .isEmpty();
  }

  @Test
  void theWholeSampleIsRenderedWithoutAConflict() throws IOException {
    Path apps = Path.of("../examples/crm/apps");
    SourceTree tree = new FolderSourceTree(Path.of("../examples/crm"));
    List<Claims.Claim> claims = new ArrayList<>();
    int objects = 0;
    for (String environment : List.of("dev", "stage", "prod")) {
      for (Path app : list(apps)) {
        Managed managed =
            Samples.managed(
                app.getFileName() + "-" + environment,
                "apps/" + app.getFileName() + "/" + environment);
        DesiredState state = ready(tree, managed);
        objects += state.resources().size();
        if (environment.equals("dev")) {
          claims.add(Claims.Claim.of(managed.target(), state));
        }
      }
    }
    assertThat(objects).isEqualTo(42);
    Claims all = Claims.of(claims);
    assertThat(claims).allSatisfy(it -> assertThat(all.conflicts(it)).isEmpty());
  }

  @Test
  void anotherKeyGivesAnotherHashOnlyWhereThereAreSecrets() {
    Redaction other = new Redaction(new byte[32]);
    String secret = "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\ndata: {p: eA==}\n";
    String plain = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: s}\ndata: {p: eA==}\n";
    assertThat(hash(secret, other)).isNotEqualTo(hash(secret, Samples.REDACTION));
    assertThat(hash(plain, other)).isEqualTo(hash(plain, Samples.REDACTION));
    assertThat(hash(secret.replace("eA", "eB"), other)).isNotEqualTo(hash(secret, other));
  }

  @Test
  void twoTargetsThatClaimOneObjectAreAConflictNamingBoth() {
    String object = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: shared}\n";
    SourceTree tree = RendererContract.tree(Map.of("a/x.yaml", object, "b/y.yaml", "\n" + object));
    Managed a = Samples.managed("a", "a");
    Managed b = Samples.managed("b", "b");
    Managed elsewhere = Samples.managed("c", "other", "b", Value.mapping());
    Claims.Claim ofA = Claims.Claim.of(a.target(), ready(tree, a));
    Claims.Claim ofB = Claims.Claim.of(b.target(), ready(tree, b));
    Claims claims =
        Claims.of(List.of(ofB, Claims.Claim.of(elsewhere.target(), ready(tree, elsewhere)), ofA));
    assertThat(claims.conflicts(ofB)).isEqualTo(claims.conflicts(ofA)).hasSize(1);
    assertThat(claims.conflicts(ofA).getFirst().problem().toString())
        .contains("dev/default/a (a/x.yaml:1:1)")
        .contains("dev/default/b (b/y.yaml:2:1)")
        .contains("ConfigMap/crm-dev/shared");
  }

  @Test
  void whatOneTargetNoLongerAsksForAnotherMay() {
    String object = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: moved}\n";
    SourceTree tree = RendererContract.tree(Map.of("b/y.yaml", object));
    Managed a = Samples.managed("a", "a");
    Managed b = Samples.managed("b", "b");
    DesiredState state = ready(tree, b);
    Address moved = state.resources().getFirst().address();
    Address gone = new Address.Kubernetes("", "ConfigMap", "crm-dev", "gone");
    Claims claims = Claims.of(List.of(Claims.Claim.of(b.target(), state)));
    assertThat(claims.elsewhere(a.target(), List.of(moved, gone)))
        .containsExactly(Map.entry(moved, b.target()));
    assertThat(claims.elsewhere(b.target(), List.of(moved))).isEmpty();
  }

  @Test
  void aCommitTouchesOnlyTheTargetsThatReadWhatMoved() {
    String object = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: NAME}\n";
    Map<String, String> files = new HashMap<>();
    Map<Managed, Project> targets = new LinkedHashMap<>();
    for (int i = 0; i < 1000; i++) {
      files.put("apps/a" + i + "/x.yaml", object.replace("NAME", "n" + i));
      targets.put(Samples.managed("a" + i, "apps/a" + i), Samples.project());
    }
    Map<dev.esclusa.model.TargetUid, ReadSets.Known> known = new HashMap<>();
    SourceTree before = RendererContract.tree(files);
    targets.forEach(
        (managed, project) ->
            known.put(
                managed.target().uid(),
                new ReadSets.Known(
                    managed,
                    project,
                    Desired.of(before, managed, project, Samples.REDACTION).readSet())));
    files.put("apps/a7/x.yaml", object.replace("NAME", "other"));
    files.put("apps/a8/new.yaml", object.replace("NAME", "new"));
    files.put("README.md", "x");
    assertThat(ReadSets.touched(targets, known, RendererContract.tree(files)))
        .extracting(it -> it.source().path())
        .containsExactly("apps/a7", "apps/a8");
  }

  @Test
  void aTargetThatLeftGitAsksForNothing() {
    Managed managed = Samples.managed("a", "a");
    assertThat(Desired.nothing(managed.target().uid()).resources()).isEmpty();
  }

  @Test
  void aRendererThatClaimsFirstRenders() {
    Renderer other =
        new Renderer() {
          @Override
          public String name() {
            return "other/1";
          }

          @Override
          public boolean claims(SourceTree tree, String path, Value.Mapping options) {
            return tree.file(path + "/other.txt") != null;
          }

          @Override
          public Rendering render(SourceTree tree, String path, RenderRequest request) {
            return new Rendering.Refused(List.of(Problem.caller("DES-0001", "other", "")));
          }
        };
    Desired desired =
        new Desired(List.of(other, new PlainRenderer()), dev.esclusa.kube.KindCatalog.BUILT_IN);
    SourceTree tree = RendererContract.tree(Map.of("a/other.txt", "", "b/x.txt", ""));
    assertThat(cause(desired, tree, "a")).contains("other");
    assertThat(cause(desired, tree, "b")).contains("no manifest");
  }

  private static String cause(Desired desired, SourceTree tree, String path) {
    return text(
        ((DesiredOutcome.Broken)
                desired.ask(
                    tree,
                    Samples.managed("a", path),
                    Samples.project(),
                    Samples.REDACTION,
                    RemoteBases.NONE))
            .problems());
  }

  private static dev.esclusa.tree.Digest hash(String object, Redaction redaction) {
    SourceTree tree = RendererContract.tree(Map.of("a/x.yaml", object));
    DesiredOutcome outcome =
        Desired.of(tree, Samples.managed("a", "a"), Samples.project(), redaction);
    return ((DesiredOutcome.Ready) outcome).state().hash();
  }

  private static DesiredState ready(SourceTree tree, Managed managed) {
    DesiredOutcome outcome = Desired.of(tree, managed, Samples.project(), Samples.REDACTION);
    assertThat(outcome).isInstanceOf(DesiredOutcome.Ready.class);
    return ((DesiredOutcome.Ready) outcome).state();
  }

  private static List<Path> list(Path folder) throws IOException {
    try (Stream<Path> paths = Files.list(folder)) {
      return paths.sorted().toList();
    }
  }

  /** {@code request.yaml}: path, options, kinds, namespaces or places; each may be left out. */
  private static DesiredOutcome outcome(Path folder, SourceTree tree) throws IOException {
    Path file = folder.resolve("request.yaml");
    Value request =
        Files.exists(file)
            ? Yaml.read(
                    "request.yaml", Files.readAllBytes(file), ScalarProfile.KUBECTL, Limits.DEFAULT)
                .getFirst()
                .root()
            : Value.mapping();
    String path = request.text("path");
    Value options = request.at("options");
    Managed managed =
        Samples.managed(
            "core",
            "sandbox",
            path == null ? "apps" : path,
            options == null ? Value.mapping() : options.asMapping());
    Map<String, List<String>> places =
        request.at("places") == null
            ? Map.of(
                "cluster", List.of("sandbox"),
                "namespace", texts(request, "crm-*", "namespaces"))
            : Map.of(
                "cluster", texts(request, "", "places", "cluster"),
                "namespace", texts(request, "", "places", "namespace"));
    return Desired.of(
        tree, managed, Samples.project(places, texts(request, "*", "kinds")), Samples.REDACTION);
  }

  private static List<String> texts(Value request, String otherwise, String... keys) {
    Value found = request.at(keys);
    return found == null
        ? List.of(otherwise)
        : found.asSequence().items().stream().map(Value::asText).toList();
  }

  private static String text(DesiredState state) {
    List<Value> resources = new ArrayList<>();
    for (Resource resource : state.resources()) {
      resources.add(
          Value.mapping(
              "address", resource.address().text(),
              "position", String.valueOf(resource.position()),
              "body", resource.body()));
    }
    return Yaml.write(
        Value.mapping(
            "hash", state.hash().toString(), "renderer", state.renderer(), "resources", resources));
  }

  private static String text(List<Problem> problems) {
    return problems.stream()
        .map(it -> (it.fault() == Fault.CALLER ? "" : it.fault() + " ") + it + "\n")
        .collect(Collectors.joining());
  }

  /** Lists every folder in the other order. */
  private record Backwards(SourceTree tree) implements SourceTree {
    @Override
    public Blob file(String path) {
      return tree.file(path);
    }

    @Override
    public List<Entry> list(String folder) {
      return tree.list(folder).reversed();
    }
  }
}
