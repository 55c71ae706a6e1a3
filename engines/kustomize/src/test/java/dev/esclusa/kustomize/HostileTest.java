package dev.esclusa.kustomize;

import static dev.esclusa.kustomize.Sources.CONFIG_MAP;
import static dev.esclusa.kustomize.Sources.tree;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import dev.esclusa.kustomize.KustomizeException.Code;
import dev.esclusa.tree.FolderSourceTree;
import dev.esclusa.tree.InMemorySourceTree;
import dev.esclusa.tree.Limits;
import dev.esclusa.tree.SourceTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Inputs made to hurt: each ends soon, with a code that says why. */
final class HostileTest {
  private static final String PATCH = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n";

  record Attack(String name, SourceTree tree, Code wanted) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Attack> attacks() {
    List<Attack> all = new ArrayList<>();
    paths(all);
    cycles(all);
    remotes(all);
    programs(all);
    bombs(all);
    nonsense(all);
    return all.stream();
  }

  @ParameterizedTest
  @MethodSource("attacks")
  void eachAttackEndsSoonAndSaysWhy(Attack attack) {
    KustomizeException refusal =
        assertTimeout(
            Duration.ofSeconds(60),
            () ->
                catchThrowableOfType(
                    KustomizeException.class,
                    () -> Sources.kustomizer().build(attack.tree(), "in", Options.DEFAULT)));
    assertThat(refusal).isNotNull();
    assertThat(refusal.code()).as(refusal.getMessage()).isEqualTo(attack.wanted());
    assertThat(refusal.position()).isNotNull();
    assertThat(refusal.fix()).isNotBlank();
  }

  private static Attack one(String name, String kustomization, Code wanted) {
    return new Attack(
        name,
        tree(
            "in/kustomization.yaml",
            kustomization,
            "in/cm.yaml",
            CONFIG_MAP,
            "secret.yaml",
            CONFIG_MAP),
        wanted);
  }

  private static void paths(List<Attack> all) {
    all.add(one("out of the tree", "resources: [../../etc/passwd]", Code.OUTSIDE));
    all.add(one("out and in again", "resources: [../../in/cm.yaml]", Code.OUTSIDE));
    all.add(one("absolute path", "resources: [/etc/passwd]", Code.OUTSIDE));
    all.add(one("file beside the folder", "resources: [../secret.yaml]", Code.OUTSIDE));
    all.add(
        one(
            "generator reads beside",
            "configMapGenerator: [{name: x, files: [../secret.yaml]}]",
            Code.OUTSIDE));
    all.add(
        one(
            "env file far away",
            "configMapGenerator: [{name: x, envs: [/proc/self/environ]}]",
            Code.OUTSIDE));
    all.add(
        one(
            "patch beside",
            "patches: [{path: ../secret.yaml}]\nresources: [cm.yaml]",
            Code.OUTSIDE));
    all.add(
        one(
            "schema beside",
            "openapi: {path: ../secret.yaml}\nresources: [cm.yaml]",
            Code.OUTSIDE));
    all.add(one("nothing there", "resources: [cn.yaml]", Code.MISSING));
  }

  private static void cycles(List<Attack> all) {
    all.add(one("itself", "resources: [.]", Code.CYCLE));
    all.add(one("itself by a detour", "resources: [../in/../in]", Code.CYCLE));
    all.add(one("the folder above", "resources: [..]", Code.CYCLE));
    all.add(
        new Attack(
            "two of each other",
            tree(
                "in/kustomization.yaml",
                "resources: [../b]",
                "b/kustomization.yaml",
                "resources: [../in]"),
            Code.CYCLE));
    all.add(
        new Attack(
            "a component that contains itself",
            tree(
                "in/kustomization.yaml",
                "components: [../c]",
                "c/kustomization.yaml",
                "apiVersion: kustomize.config.k8s.io/v1alpha1\n"
                    + "kind: Component\n"
                    + "components: [../c]"),
            Code.CYCLE));
    all.add(one("generators that contain themselves", "generators: [.]", Code.CYCLE));
  }

  private static void remotes(List<Attack> all) {
    all.add(one("http file", "resources: ['http://127.0.0.1:1/x.yaml']", Code.REMOTE));
    all.add(one("https folder", "resources: ['https://github.com/a/b//c?ref=main']", Code.REMOTE));
    all.add(one("short GitHub name", "resources: ['github.com/a/b/c']", Code.REMOTE));
    all.add(one("ssh", "resources: ['git@example.com:a/b.git']", Code.REMOTE));
    all.add(one("file protocol", "resources: ['file:///etc']", Code.REMOTE));
    all.add(one("forced git", "components: ['git::https://example.com/a/b']", Code.REMOTE));
    all.add(
        one(
            "patch by http",
            "resources: [cm.yaml]\npatches: [{path: 'https://127.0.0.1:1/p'}]",
            Code.REMOTE));
  }

  private static void programs(List<Attack> all) {
    all.add(one("helm chart", "helmCharts: [{name: x}]", Code.HELM));
    all.add(one("older helm field", "helmChartInflationGenerator: [{chartName: x}]", Code.HELM));
    all.add(
        one(
            "helm by configuration",
            "generators:\n"
                + "- |-\n"
                + "  apiVersion: builtin\n"
                + "  kind: HelmChartInflationGenerator\n"
                + "  metadata: {name: x}\n",
            Code.HELM));
    all.add(
        one(
            "exec function",
            "transformers:\n"
                + "- |-\n"
                + "  apiVersion: v1\n"
                + "  kind: X\n"
                + "  metadata:\n"
                + "    name: x\n"
                + "    annotations:\n"
                + "      config.kubernetes.io/function: 'exec: {path: /bin/sh}'\n",
            Code.PROGRAM));
    all.add(
        one(
            "Go plugin",
            "generators:\n- |-\n  apiVersion: example.com/v1\n  kind: Gen\n  metadata: {name: x}\n",
            Code.PROGRAM));
    all.add(
        one(
            "validator that is a program",
            "resources: [cm.yaml]\n"
                + "validators:\n"
                + "- |-\n"
                + "  apiVersion: x/v1\n"
                + "  kind: V\n"
                + "  metadata: {name: x}\n",
            Code.PROGRAM));
  }

  private static void bombs(List<Attack> all) {
    all.add(new Attack("alias bomb", resource(aliasBomb()), Code.LIMIT));
    all.add(new Attack("deep brackets", resource("a: " + "[".repeat(100_000)), Code.LIMIT));
    all.add(new Attack("bases that double", doublingBases(), Code.LIMIT));
    all.add(new Attack("bases without end", longChain(), Code.LIMIT));
    all.add(
        one(
            "copies that double",
            "resources: [cm.yaml]\npatches:\n- target: {kind: ConfigMap}\n  patch: |-\n" + copies(),
            Code.LIMIT));
    all.add(one("replacements that double", doublingReplacements(), Code.LIMIT));
    all.add(one("text that doubles", doublingText(), Code.LIMIT));
    all.add(
        one(
            "endless pattern",
            "resources: [cm.yaml]\npatches:\n- target: {name: '"
                + "(a|b)".repeat(1000)
                + "'}\n  patch: '[]'\n",
            Code.LIMIT));
    all.add(
        one(
            "pattern that repeats repeats",
            "resources: [cm.yaml]\n"
                + "patches:\n"
                + "- target: {name: '((a{500}){500}){500}'}\n"
                + "  patch: '[]'\n",
            Code.LIMIT));
    all.add(
        one(
            "pattern with a back reference",
            "resources: [cm.yaml]\npatches:\n- target: {name: '(a)\\1'}\n  patch: '[]'\n",
            Code.PATTERN));
    all.add(
        one(
            "image name that is no pattern",
            "resources: [cm.yaml]\nimages: [{name: '(', newTag: x}]",
            Code.PATTERN));
  }

  private static void nonsense(List<Attack> all) {
    all.add(one("a list", "- resources\n", Code.KUSTOMIZATION));
    all.add(one("nothing", "# nothing\n", Code.KUSTOMIZATION));
    all.add(one("another kind", "kind: Deployment\nresources: [cm.yaml]", Code.KUSTOMIZATION));
    all.add(one("unknown field", "resuorces: [cm.yaml]", Code.KUSTOMIZATION));
    all.add(one("unclosed quote", "namePrefix: 'x", Code.UNREADABLE));
    all.add(
        one(
            "selector",
            "resources: [cm.yaml]\npatches: [{target: {labelSelector: 'a in ('}, patch: '[]'}]",
            Code.PATTERN));
    all.add(new Attack("no object", resource("just: text\n"), Code.OBJECT));
    all.add(
        new Attack("the same twice", resource(CONFIG_MAP + "---\n" + CONFIG_MAP), Code.CONFLICT));
    all.add(
        one(
            "patch for nobody",
            "resources: [cm.yaml]\npatches:\n- patch: |-\n    "
                + PATCH.replace("a}", "b}").replace("\n", "\n    "),
            Code.SELECTION));
    all.add(
        one(
            "half a selector of a var",
            "resources: [cm.yaml]\nvars: [{name: X, objref: {kind: Q, name: q}}]",
            Code.SELECTION));
    all.add(
        new Attack(
            "two kustomizations",
            tree("in/kustomization.yaml", "namePrefix: a", "in/kustomization.yml", "namePrefix: b"),
            Code.KUSTOMIZATION));
  }

  private static InMemorySourceTree resource(String text) {
    return tree("in/kustomization.yaml", "resources: [r.yaml]", "in/r.yaml", text);
  }

  private static String aliasBomb() {
    StringBuilder text = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for (int i = 1; i < 12; i++) {
      String alias = "*a" + (i - 1);
      text.append("a" + i + ": &a" + i + " [" + (alias + ", ").repeat(9) + alias + "]\n");
    }
    return text.toString();
  }

  private static SourceTree doublingBases() {
    Map<String, byte[]> files = new LinkedHashMap<>();
    for (int level = 0; level < 40; level++) {
      String below = "resources: [../l" + (level + 1) + "a, ../l" + (level + 1) + "b]\n";
      String name = level == 0 ? "in" : "l" + level;
      if (level == 0) {
        files.put("in/kustomization.yaml", below.getBytes());
      } else {
        files.put(name + "a/kustomization.yaml", ("namePrefix: a\n" + below).getBytes());
        files.put(name + "b/kustomization.yaml", ("namePrefix: b\n" + below).getBytes());
      }
    }
    for (String last : List.of("l40a", "l40b")) {
      files.put(
          last + "/kustomization.yaml",
          ("namePrefix: " + last + "\nresources: [cm.yaml]\n").getBytes());
      files.put(last + "/cm.yaml", CONFIG_MAP.getBytes());
    }
    return new InMemorySourceTree(files);
  }

  private static SourceTree longChain() {
    Map<String, byte[]> files = new LinkedHashMap<>();
    files.put("in/kustomization.yaml", "resources: [../l0]".getBytes());
    for (int i = 0; i < 3000; i++) {
      files.put("l" + i + "/kustomization.yaml", ("resources: [../l" + (i + 1) + "]").getBytes());
    }
    return new InMemorySourceTree(files);
  }

  private static String doublingReplacements() {
    String one =
        "- source: {kind: ConfigMap, fieldPath: data}\n"
            + "  targets: [{select: {kind: ConfigMap}, fieldPaths: [data.%d], options: {create:"
            + " true}}]\n";
    StringBuilder text = new StringBuilder("resources: [cm.yaml]\nreplacements:\n");
    for (int i = 0; i < 60; i++) {
      text.append(one.replace("%d", "k" + i));
    }
    return text.toString();
  }

  private static String copies() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 60; i++) {
      text.append("    - {op: copy, from: /data, path: /data/x" + i + "}\n");
    }
    return text.toString();
  }

  private static String doublingText() {
    String one =
        "- source: {kind: ConfigMap, fieldPath: data.k}\n"
            + "  targets: [{select: {kind: ConfigMap}, fieldPaths: [data.k], options: {delimiter:"
            + " '/', index: 99999999}}]\n";
    return "resources: [cm.yaml]\nreplacements:\n" + one.repeat(60);
  }

  @Test
  void linksAreNotFollowed(@TempDir Path outside, @TempDir Path root) throws IOException {
    Files.writeString(outside.resolve("cm.yaml"), CONFIG_MAP);
    Files.writeString(outside.resolve("kustomization.yaml"), "resources: [cm.yaml]");
    Files.writeString(root.resolve("kustomization.yaml"), "resources: [folder, file.yaml]");
    Files.createSymbolicLink(root.resolve("file.yaml"), outside.resolve("cm.yaml"));
    Files.createSymbolicLink(root.resolve("folder"), outside);
    KustomizeException refusal =
        catchThrowableOfType(
            KustomizeException.class,
            () -> Sources.kustomizer().build(new FolderSourceTree(root), "", Options.DEFAULT));
    assertThat(refusal.code()).isEqualTo(Code.LINK);
  }

  @Test
  void limitsOfTheCallerHold() {
    BuildLimits small = new BuildLimits(3, 200, 2, 1, 1000, 100, Limits.DEFAULT);
    Options options = Options.DEFAULT.with(small);
    SourceTree tree =
        tree(
            "kustomization.yaml",
            "resources: [a.yaml]",
            "a.yaml",
            CONFIG_MAP + "# " + "x".repeat(300));
    KustomizeException refusal =
        catchThrowableOfType(
            KustomizeException.class, () -> Sources.kustomizer().build(tree, "", options));
    assertThat(refusal.code()).isEqualTo(Code.LIMIT);
    assertThat(refusal.cause()).contains("bytes");
  }

  @Test
  void aCycleIsPrintedAsAPath() {
    KustomizeException refusal =
        catchThrowableOfType(
            KustomizeException.class,
            () ->
                Sources.kustomizer()
                    .build(
                        tree(
                            "a/kustomization.yaml", "resources: [../b]",
                            "b/kustomization.yaml", "resources:\n- ../c",
                            "c/kustomization.yaml", "resources: [../a]"),
                        "a",
                        Options.DEFAULT));
    assertThat(refusal.getMessage()).contains("a -> b -> c -> a");
    assertThat(refusal.position()).hasToString("c/kustomization.yaml:1:13");
  }

  @Test
  void anUnknownFieldNamesItsPlaceAndTheNearestOne() {
    KustomizeException refusal =
        catchThrowableOfType(
            KustomizeException.class,
            () ->
                Sources.kustomizer()
                    .build(
                        tree("kustomization.yaml", "namePrefix: a\nimages:\n- nam: x\n"),
                        "",
                        Options.DEFAULT));
    assertThat(refusal.getMessage())
        .isEqualTo(
            "KUS-0002: kustomization.yaml:3:8: There is no field 'nam' here. Did you mean 'name'?");
  }
}
