package dev.esclusa.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.esclusa.model.Authority;
import dev.esclusa.model.Finding;
import dev.esclusa.model.Managed;
import dev.esclusa.model.Plan;
import dev.esclusa.model.PlanObjects;
import dev.esclusa.model.PolicyPack;
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
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class StarterPackTest {
  private static final Path ROOT = root();
  private static final Path FOLDER = ROOT.resolve("packs/starter");
  private static final Path PAGES = ROOT.resolve("docs/packs");

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
  void everyPackageOfRulesHasAPageAndEveryPageAPackage() throws IOException {
    TreeSet<String> pages = new TreeSet<>();
    try (Stream<Path> files = Files.list(PAGES)) {
      files.map(it -> it.getFileName().toString().replaceFirst("[.]md$", "")).forEach(pages::add);
    }
    pages.remove("README");
    TreeSet<String> packages = new TreeSet<>();
    asked().forEach(it -> packages.add(packageOf(it)));

    assertThat(pages).isEqualTo(packages);
  }

  @Test
  void everyPageAndTheIndexSayWhatTheRulesSay() throws IOException {
    String index = Files.readString(PAGES.resolve("README.md"));
    for (RuleName rule : asked()) {
      String page = Files.readString(PAGES.resolve(packageOf(rule) + ".md"));
      RegoValue custom = rule.metadata().get("custom");
      String severity = custom == null ? null : AskedRule.text(custom, "severity");

      assertThat(page).as(name(rule)).contains("`" + name(rule) + "`");
      assertThat(page).contains(AskedRule.text(rule.metadata(), "title"));
      assertThat(index)
          .contains("](" + packageOf(rule) + ".md) | `" + rule.name() + "` | " + severity + " |");
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

  /** Findings of the rules for stacks. */
  private static final Map<String, String> JUDGEMENTS =
      Map.of(
          "01-create-18",
          """
          iam_wildcard.warn aws_iam_role_policy.app: policy cannot be seen before it is applied
          unencrypted_storage.warn aws_instance.app[0] says nothing of its root disk, which the account decides
          unencrypted_storage.warn aws_instance.app[1] says nothing of its root disk, which the account decides
          """,
          "02-nochange-with-provider-noise",
          """
          unencrypted_storage.deny aws_instance.app[0]: ebs_block_device.encrypted is not true
          unencrypted_storage.deny aws_instance.app[1]: ebs_block_device.encrypted is not true
          """,
          "03-refresh-only-provider-noise",
          "",
          "05-drift-security-normal",
          """
          iam_wildcard.deny aws_iam_role.app: inline_policy.policy allows every action of a service on every resource
          unencrypted_storage.deny aws_instance.app[0]: ebs_block_device.encrypted is not true
          unencrypted_storage.deny aws_instance.app[1]: ebs_block_device.encrypted is not true
          """,
          "09-replace-move-import-forget-checkfail",
          """
          unencrypted_storage.warn aws_instance.app[0] says nothing of its root disk, which the account decides
          """,
          "12-tainted-replace",
          """
          database_replacement.inform aws_db_instance.replica holds data and would be replaced (replace_because_tainted)
          database_replacement.require.data-owners
          unencrypted_storage.deny aws_db_instance.replica: storage_encrypted is not true
          unencrypted_storage.deny aws_instance.app[0]: ebs_block_device.encrypted is not true
          unencrypted_storage.deny aws_instance.app[1]: ebs_block_device.encrypted is not true
          """,
          "13-errored-prevent-destroy",
          """
          database_replacement.inform aws_s3_bucket.attachments holds data and would be replaced because of bucket
          database_replacement.require.data-owners
          unencrypted_storage.deny aws_instance.app[0]: ebs_block_device.encrypted is not true
          unencrypted_storage.deny aws_instance.app[1]: ebs_block_device.encrypted is not true
          """,
          "15-create-301",
          "");

  @Test
  void realPlansAreJudged() throws IOException {
    for (Map.Entry<String, String> one : JUDGEMENTS.entrySet()) {
      assertThat(judged(one.getKey())).as(one.getKey()).isEqualTo(one.getValue().strip());
    }
  }

  @Test
  void everyRealPlanCanBeJudged() throws IOException {
    try (Stream<Path> files = Files.list(plans())) {
      for (Path plan : files.sorted().toList()) {
        String name = plan.getFileName().toString().replace(".json", "");
        assertThat(judged(name)).as(name).doesNotContain("could not be evaluated");
      }
    }
  }

  /** One line for each finding and each requirement. */
  private String judged(String plan) throws IOException {
    Value json =
        Json.read(
            plan,
            Files.readAllBytes(plans().resolve(plan + ".json")),
            new Limits(64L << 20, 200, 0, 8_000_000));
    Pack.Judgement judgement =
        packs.of(estate()).getFirst().judge(input(new PlanObjects(List.of(), json, List.of())));
    TreeSet<String> lines = new TreeSet<>();
    for (Finding finding : judgement.findings()) {
      lines.add(finding.rule().text().replace("starter.terraform.", "") + " " + finding.message());
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
        Samples.ANA,
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
