package dev.esclusa.acceptance;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The walls of the house, and the rules of style that a machine can check. */
class ArchitectureTest {
  private static final String ROOT = "dev.esclusa.";
  private static final String TESTS = "acceptance";
  private static final Set<String> ROOMS =
      Set.of(
          "estate",
          "desired",
          "plan",
          "policy",
          "approval",
          "apply",
          "observe",
          "evidence",
          "stack");

  /**
   * Which module may know which. Values travel as engines/tree has them, so whoever knows the model
   * knows them too. Control keeps the log of the journal, hence tlog.
   */
  private static final Map<String, Set<String>> MAY_KNOW =
      Map.ofEntries(
          Map.entry("tree", Set.of()),
          Map.entry("tempo", Set.of()),
          Map.entry("tlog", Set.of()),
          Map.entry("kube", Set.of("tree")),
          Map.entry("kustomize", Set.of("tree")),
          Map.entry("documents", Set.of("tree")),
          Map.entry("rego", Set.of("tree")),
          Map.entry("terraform", Set.of("tree")),
          Map.entry("model", Set.of("tree")),
          Map.entry("estate", Set.of("model", "tree")),
          Map.entry("desired", Set.of("model", "tree", "kube", "kustomize")),
          Map.entry("plan", Set.of("model", "tree", "kube")),
          Map.entry("policy", Set.of("model", "tree", "rego")),
          Map.entry("approval", Set.of("model", "tree")),
          Map.entry("apply", Set.of("model", "tree", "kube", "tempo")),
          Map.entry("observe", Set.of("model", "tree", "kube")),
          Map.entry("evidence", Set.of("model", "tree", "tlog")),
          Map.entry("stack", Set.of("model", "tree", "terraform", "tempo")),
          Map.entry("sandbox", Set.of("tree", "kube", "tempo")),
          Map.entry("control", plus(ROOMS, "model", "tree", "tempo", "tlog")));

  private static final Set<String> ADAPTERS =
      Set.of(
          "adapters.git",
          "adapters.kubernetes",
          "adapters.database",
          "adapters.identity",
          "adapters.terraform");

  /** Of ports and what they speak of; other adapters and programs are not in it. */
  private static final Set<String> ADAPTERS_MAY_KNOW =
      plus(ROOMS, "control", "model", "tree", "kube", "terraform", "tlog", "tempo");

  private static final Set<String> PROGRAMS = Set.of("server", "cli");

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .withImportOption(location -> !location.contains("/" + TESTS + "/"))
          .importPackages("dev.esclusa");

  private static Set<String> plus(Set<String> some, String... more) {
    Set<String> all = new HashSet<>(some);
    all.addAll(Arrays.asList(more));
    return Set.copyOf(all);
  }

  private static String moduleOf(JavaClass type) {
    String name = type.getPackageName();
    return name.startsWith(ROOT) ? name.substring(ROOT.length()) : "";
  }

  @Test
  void everyModuleKnowsOnlyWhatThePictureSays() {
    Set<String> seen = new TreeSet<>();
    Set<String> wrong = new TreeSet<>();
    for (JavaClass type : CLASSES) {
      String module = moduleOf(type);
      seen.add(module);
      for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
        String other = moduleOf(dependency.getTargetClass().getBaseComponentType());
        if (!other.isEmpty() && !other.equals(module) && !mayKnow(module, other)) {
          wrong.add(module + " knows " + other + ": " + dependency.getDescription());
        }
      }
    }
    assertThat(seen).contains("tree", "model", "plan", "control");
    assertThat(wrong).isEmpty();
  }

  /** A module that nobody wrote into the picture may know nothing. */
  private static boolean mayKnow(String module, String other) {
    if (PROGRAMS.contains(module)) {
      return !PROGRAMS.contains(other);
    }
    return ADAPTERS.contains(module)
        ? ADAPTERS_MAY_KNOW.contains(other)
        : MAY_KNOW.getOrDefault(module, Set.of()).contains(other);
  }

  @Test
  void packagesHaveNoCycles() {
    slices().matching("dev.esclusa.(**)").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void timeComesFromTempo() {
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName("dev.esclusa.tempo.RealTempo")
        .should()
        .callMethod(Instant.class, "now")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(Thread.class, "sleep", long.class)
        .orShould()
        .callMethod(Thread.class, "sleep", java.time.Duration.class)
        .orShould()
        .callMethod(InstantSource.class, "system")
        .orShould()
        .callMethod(Clock.class, "systemUTC")
        .orShould()
        .callMethod(Clock.class, "systemDefaultZone")
        .check(CLASSES);
  }

  @Test
  void chanceComesFromTempo() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .belongToAnyOf(Random.class, ThreadLocalRandom.class)
        .orShould()
        .callMethod(Math.class, "random")
        .because("engines/tempo draws chance; keys come from a SecureRandom that is handed in")
        .check(CLASSES);
  }

  @Test
  void noTypeIsNamedAfterNothing() {
    Set<String> nothing =
        Set.of(
            "Util", "Utils", "Helper", "Manager", "Impl", "Base", "Common", "Misc", "Data", "Info");
    Set<String> wordsOfOthers = Set.of("FieldManager"); // Kubernetes' name of who writes fields
    Set<String> wrong = new TreeSet<>();
    for (JavaClass type : CLASSES) {
      String name = type.getSimpleName();
      boolean named =
          Arrays.stream(name.split("(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])"))
              .anyMatch(nothing::contains);
      if (named && !wordsOfOthers.contains(name)) {
        wrong.add(type.getName());
      }
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void theModelHasNoWordOfKubernetesOrTerraformOutsideOfAddress() {
    Pattern words =
        Pattern.compile(
            "Kube|Terraform|Tofu|Pod|Deployment|StatefulSet|DaemonSet|ReplicaSet|ConfigMap"
                + "|Namespace|Helm|Kustomize|Crd|CustomResource|Tfstate");
    Set<String> wrong = new TreeSet<>();
    for (JavaClass type : CLASSES) {
      boolean inModel = moduleOf(type).equals("model");
      boolean address = type.getName().startsWith(ROOT + "model.Address");
      if (inModel && !address && words.matcher(type.getSimpleName()).find()) {
        wrong.add(type.getName());
      }
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void everyPublicTypeSaysWhatItIs() {
    Pattern type =
        Pattern.compile(
            "(?m)^[ \\t]*public (?:(?:static|final|sealed|non-sealed|abstract) )*"
                + "(?:class|interface|record|enum|@interface) \\w+");
    Pattern javadocBefore = Pattern.compile("\\*/\\s*(?:@\\w+(?:\\([^)]*\\))?\\s*)*$");
    List<String> wrong = new ArrayList<>();
    Sources.ofMain(
        (path, text) -> {
          Matcher matcher = type.matcher(text);
          while (matcher.find()) {
            String before = text.substring(0, matcher.start());
            boolean annotated = before.stripTrailing().endsWith(")");
            if (!annotated && !javadocBefore.matcher(before).find()) {
              wrong.add(path + ": " + matcher.group().strip());
            }
          }
        });
    assertThat(wrong).isEmpty();
  }

  @Test
  void everyProblemCodeHasAPage() {
    Path pages = Sources.root().resolve("docs/problems");
    Set<String> missing = new TreeSet<>();
    Pattern code = Pattern.compile("\"([A-Z]{3}-[0-9]{4})\"");
    Sources.ofMain(
        (path, text) -> {
          Matcher matcher = code.matcher(text);
          while (matcher.find()) {
            if (!Files.exists(pages.resolve(matcher.group(1) + ".md"))) {
              missing.add(matcher.group(1) + " of " + path);
            }
          }
        });
    assertThat(missing).isEmpty();
  }

  @Test
  void nothingIsThrownWithoutANameOrSwallowed() {
    assertThat(Sources.findInMain("new RuntimeException\\(|new Exception\\(|new Error\\("))
        .isEmpty();
    assertThat(Sources.findInMain("catch \\([^)]*\\) *\\{\\s*\\}")).isEmpty();
  }

  @Test
  void nothingIsLeftForLater() {
    assertThat(Sources.findInMain("\\b(?:TO" + "DO|FIX" + "ME|X{3})\\b")).isEmpty();
    List<String> wrong = new ArrayList<>();
    Pattern disabled = Pattern.compile("@Dis" + "abled");
    Sources.all((path, text) -> wrong.addAll(Sources.places(path, text, disabled)));
    assertThat(wrong).isEmpty();
  }
}
