package dev.esclusa.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.esclusa.model.Authority;
import dev.esclusa.model.Finding;
import dev.esclusa.model.Managed;
import dev.esclusa.model.Plan;
import dev.esclusa.model.PlanObjects;
import dev.esclusa.model.PolicyPack;
import dev.esclusa.model.Principal;
import dev.esclusa.model.Risk;
import dev.esclusa.model.Target;
import dev.esclusa.rego.PolicyPack.RuleName;
import dev.esclusa.rego.PolicyTests;
import dev.esclusa.rego.Question;
import dev.esclusa.rego.RegoObject;
import dev.esclusa.rego.RegoValue;
import dev.esclusa.tree.FolderSourceTree;
import dev.esclusa.tree.Json;
import dev.esclusa.tree.Limits;
import dev.esclusa.tree.Value;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class StarterPackTest {
  private static final Path ROOT = root();
  private static final Path FOLDER = ROOT.resolve("packs/starter");
  private static final Path CATALOGUE = ROOT.resolve("docs/packs/README.md");

  /** The stacks of the fixtures say what they are and not whose. */
  private static final PolicyPack PACK = pack("[Environment, Owner]", "[Environment, Stack]");

  private static final dev.esclusa.rego.PolicyPack PROGRAM =
      dev.esclusa.rego.PolicyPack.builder()
          .strict(true)
          .bundle(new FolderSourceTree(ROOT), "packs/starter")
          .compile();

  private final Packs packs = new Packs();

  @Test
  void itCompilesAsAnEstateReadsIt() {
    assertThat(packs.problems(PACK)).isEmpty();
  }

  @Test
  void itsOwnTestsPass() {
    List<PolicyTests.Outcome> outcomes =
        PolicyTests.run(PROGRAM, name -> true, Question.BARE, null);

    assertThat(outcomes).hasSizeGreaterThan(90);
    assertThat(outcomes)
        .allSatisfy(
            it ->
                assertThat(it.verdict())
                    .as("%s %s", it.name(), it.reason())
                    .isEqualTo(PolicyTests.Verdict.PASSED));
  }

  @Test
  void everyRuleSaysWhatItIsWhyAndWhatToDo() {
    assertThat(asked())
        .isNotEmpty()
        .allSatisfy(
            it -> {
              RegoObject metadata = it.metadata();
              RegoValue custom = metadata.get("custom");
              assertThat(AskedRule.text(metadata, "title")).as(name(it)).isNotBlank();
              assertThat(AskedRule.text(metadata, "description")).as(name(it)).isNotBlank();
              assertThat(custom).as(name(it)).isNotNull();
              assertThat(AskedRule.text(custom, "fix")).as(name(it)).isNotBlank();
              assertThat(AskedRule.text(custom, "severity")).as(name(it)).isNotBlank();
            });
  }

  @Test
  void theCatalogueSaysWhatTheRulesSay() throws IOException {
    String catalogue = Files.readString(CATALOGUE);
    for (RuleName rule : asked()) {
      RegoValue custom = Objects.requireNonNull(rule.metadata().get("custom"));
      String severity =
          rule.name().equals("require") ? "requires approval" : AskedRule.text(custom, "severity");
      assertThat(catalogue)
          .contains("| [`" + name(rule) + "`](#")
          .contains(" | " + AskedRule.text(rule.metadata(), "title") + " | " + severity + " |")
          .contains("\n## " + packageOf(rule) + "\n");
    }
  }

  @Test
  void everyPackageOfRulesHasTestsThatPassAndTestsThatFail() throws IOException {
    for (RuleName rule : asked()) {
      String tests = packageOf(rule).replace('.', '/') + "_test.rego";
      String source = Files.readString(FOLDER.resolve(tests));

      assertThat(source).as(tests).contains("found == set()");
      assertThat(source)
          .as(tests)
          .containsAnyOf(
              "messages(found) == {", "count(found) == ", "found == {{\"team\"", "{{\"team\"");
    }
  }

  /** The stacks of the fixtures have no world of a company: nothing but their tags is wrong. */
  @Test
  void everyRealPlanIsJudgedAndNoRuleFails() throws IOException {
    int found = 0;
    try (Stream<Path> plans = Files.list(plans())) {
      for (Path plan : plans.filter(it -> it.toString().endsWith(".json")).sorted().toList()) {
        String judged = judged(plan);
        assertThat(judged).as(plan.toString()).doesNotContain("could not be evaluated");
        found += judged.isEmpty() ? 0 : 1;
      }
    }
    assertThat(found).as("plans of which some rule has something to say").isPositive();
  }

  /** One line for each finding and each requirement. */
  private String judged(Path plan) throws IOException {
    Value json =
        Json.read(
            plan.getFileName().toString(),
            Files.readAllBytes(plan),
            new Limits(64L << 20, 200, 0, 8_000_000));
    Pack.Judgement judgement =
        packs.of(estate()).getFirst().judge(input(new PlanObjects(List.of(), json, List.of())));
    TreeSet<String> lines = new TreeSet<>();
    for (Finding finding : judgement.findings()) {
      lines.add(
          finding.rule().text().replace("starter.terraform.", "") + " " + finding.message());
    }
    judgement
        .required()
        .forEach(it -> lines.add(it.rule().text().replace("starter.terraform.", "")));
    return String.join("\n", lines);
  }

  private static dev.esclusa.model.Estate estate() {
    dev.esclusa.model.Estate bare = Samples.estate(List.of());
    return new dev.esclusa.model.Estate(
        bare.commit(),
        bare.teams(),
        bare.projects(),
        bare.environments(),
        bare.clusters(),
        bare.targets(),
        bare.approvalRules(),
        bare.freezes(),
        bare.ignores(),
        List.of(PACK),
        List.of(),
        bare.allowedSigners(),
        bare.documentHashes(),
        bare.hash());
  }

  private static PackInput input(PlanObjects objects) {
    Managed managed = Samples.managed("prod");
    Target one = managed.target();
    Plan plan = Samples.plan("prod", Risk.Level.LOW);
    Target stack =
        new Target(
            one.uid(),
            one.name(),
            one.project(),
            new Authority("terraform"),
            one.owner(),
            one.riskTier(),
            Map.of());
    return new PackInput(
        new Plan(
            stack,
            plan.intent(),
            null,
            plan.changes(),
            List.of(),
            plan.desiredHash(),
            plan.configHash(),
            null,
            plan.renderer(),
            plan.risk(),
            plan.computedAt(),
            plan.hash()),
        managed,
        null,
        null,
        Principal.SYSTEM,
        objects);
  }

  private static List<RuleName> asked() {
    return PROGRAM.rules().stream()
        .filter(it -> AskedRule.asked(it.name()) && !it.function())
        .toList();
  }

  private static String name(RuleName rule) {
    return packageOf(rule) + "." + rule.name();
  }

  private static String packageOf(RuleName rule) {
    return rule.packageName().replaceFirst("^data[.]", "");
  }

  /** As an estate reads it: without tests. */
  private static PolicyPack pack(String setting, String other) {
    Map<String, String> files = new TreeMap<>();
    try (Stream<Path> all = Files.walk(FOLDER)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        if (!file.getFileName().toString().endsWith("_test.rego")) {
          files.put(
              FOLDER.relativize(file).toString().replace('\\', '/'),
              Files.readString(file).replace(setting, other));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return PolicyPack.of(
        "starter",
        "packs/starter",
        List.of(),
        List.of(),
        List.of(),
        PolicyPack.Reads.CHANGE,
        List.of(),
        List.of(),
        files);
  }

  private static Path plans() {
    String shared = System.getenv("ESCLUSA_SHARED");
    Path plans =
        (shared == null ? ROOT.resolve("../shared") : Path.of(shared))
            .resolve("fixtures/terraform/plans");
    assumeTrue(
        Files.isDirectory(plans),
        "skipped: set ESCLUSA_SHARED to a folder with fixtures/terraform/plans");
    return plans;
  }

  private static Path root() {
    for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      Path pom = at.resolve("pom.xml");
      try {
        if (Files.exists(pom) && Files.readString(pom).contains("<modules>")) {
          return at;
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    throw new IllegalStateException("no pom.xml with modules above the working directory");
  }
}
