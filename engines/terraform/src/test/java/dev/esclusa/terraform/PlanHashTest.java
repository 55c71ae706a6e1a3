package dev.esclusa.terraform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.esclusa.tree.Digest;
import dev.esclusa.tree.Json;
import dev.esclusa.tree.Pointer;
import dev.esclusa.tree.Value;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PlanHashTest {
  private static PlanHash hash(byte[] plan) {
    return PlanHash.of(PlanDocument.read(plan), TestMasking.DIGEST);
  }

  private static PlanHash hash(Value plan) {
    return hash(Json.write(plan));
  }

  private static Value planOf(String change) {
    return Json.read(
        "{\"format_version\":\"1.2\",\"terraform_version\":\"1.11.4\",\"resource_changes\":[{\"address\":\"a.b\","
            + "\"mode\":\"managed\",\"type\":\"a\",\"change\":{"
            + change
            + "}}]}");
  }

  private static List<String> leaves(String change) {
    return hash(planOf(change)).entries().getFirst().leaves().stream()
        .map(it -> it.pointer() + ": " + it.before() + " -> " + (it.unknown() ? "?" : it.after()))
        .toList();
  }

  @Test
  void plansOfOneCommitHaveOneHash() {
    Set<Digest> digests = new HashSet<>();
    for (int i = 1; i <= 4; i++) {
      digests.add(hash(Fixtures.bytes("determinism/det" + i + ".json")).digest());
    }
    assertThat(digests).hasSize(1);
  }

  @Test
  void plansOfDifferentMeaningHaveDifferentHashes() {
    Set<Digest> digests = new HashSet<>();
    for (Path plan : Fixtures.plans()) {
      digests.add(hash(Fixtures.bytes(plan)).digest());
    }
    // 02 and 17 change nothing; 03, 14 and 16 would write nothing new into the state
    assertThat(digests).hasSize(Fixtures.plans().size() - 1 - 2);
  }

  @Test
  void orderOfKeysEntriesAndTimesDoNotMatter() {
    long seed = 4711;
    Random random = new Random(seed);
    for (String number : List.of("05", "07", "09", "12")) {
      byte[] bytes = Fixtures.planBytes(number);
      Digest wanted = hash(bytes).digest();
      for (int i = 0; i < 5; i++) {
        Value shuffled = shuffled(Json.read(bytes), random);
        Value moved =
            shuffled
                .with(Pointer.of("timestamp"), Value.of("2030-01-01T00:00:0" + i + "Z"))
                .with(Pointer.of("relevant_attributes"), relevant(random));
        assertThat(hash(moved).digest()).as("plan %s, seed %s", number, seed).isEqualTo(wanted);
      }
    }
  }

  private static Value relevant(Random random) {
    List<Value> items = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      items.add(Value.mapping("resource", "a.b" + random.nextInt(100)));
    }
    return new Value.Sequence(items);
  }

  private static Value shuffled(Value value, Random random) {
    return switch (value) {
      case Value.Mapping mapping -> {
        List<String> keys = new ArrayList<>(mapping.keys());
        Collections.shuffle(keys, random);
        Map<String, Value> entries = new LinkedHashMap<>();
        for (String key : keys) {
          Value entry = mapping.get(key);
          entries.put(key, shuffled(entry == null ? Value.NULL : entry, random));
        }
        yield Value.mapping(entries);
      }
      case Value.Sequence(List<Value> items) ->
          new Value.Sequence(items.stream().map(it -> shuffled(it, random)).toList());
      default -> value;
    };
  }

  @Test
  void aChangedSecretChangesTheHashAndIsNotInIt() {
    Value plan = Json.read(Fixtures.planBytes("01"));
    String other = Json.text(plan).replace("S3cr3t-Pa55word-Marker", "An0ther-Pa55word-Marker");
    PlanHash first = hash(plan);
    PlanHash second = hash(other.getBytes(StandardCharsets.UTF_8));

    assertThat(first.digest()).isNotEqualTo(second.digest());
    assertThat(PlanHash.difference(first, second))
        .extracting(it -> it.address() + it.pointer())
        .containsExactly(
            "aws_db_instance.crm/password", "aws_secretsmanager_secret_version.db/secret_string");
    for (String marker : Fixtures.MARKERS) {
      assertThat(first.toValue().toString() + first).doesNotContain(marker);
    }
  }

  @Test
  void aSetThatGainsAnItemSaysSo() {
    List<ChangedLeaf> leaves =
        PlanHash.of(Fixtures.plan("05"), TestMasking.DIGEST).entries().stream()
            .filter(it -> it.address().equals("aws_security_group.app"))
            .findFirst()
            .orElseThrow()
            .leaves();

    assertThat(leaves).hasSize(1);
    assertThat(leaves.getFirst().pointer()).isEqualTo(Pointer.parse("/ingress/0"));
    assertThat(leaves.getFirst().after()).isNull();
    assertThat(leaves.getFirst().before().text("description")).isEqualTo("temp debug");
  }

  @Test
  void leavesNameWhatChangesAndWhatIsUnknown() {
    assertThat(
            leaves(
                "\"actions\":[\"update\"],\"before\":{\"a\":1,\"b\":{\"c\":[1,2]},\"n\":null,\"same\":[{}]},"
                    + "\"after\":{\"a\":2,\"b\":{\"c\":[2,1]},\"same\":[{}],\"x\":{}},\"after_unknown\":{\"id\":true}"))
        .containsExactly("/a: 1 -> 2", "/b/c: [1,2] -> [2,1]", "/id: null -> ?", "/x: null -> {}");
    assertThat(
            leaves(
                "\"actions\":[\"update\"],\"before\":{\"l\":[{\"a\":1,\"b\":1}]},\"after\":{\"l\":[{\"a\":1}]},"
                    + "\"after_unknown\":{\"l\":[{\"b\":true},{\"c\":true}]}"))
        .containsExactly("/l/0/b: 1 -> ?", "/l/1/c: null -> ?");
    assertThat(
            leaves(
                "\"actions\":[\"update\"],\"before\":{\"l\":[{\"a\":1,\"b\":1}]},\"after\":{\"l\":[{\"a\":1,\"b\":2}]}"))
        .containsExactly("/l/0/b: 1 -> 2");
    assertThat(
            leaves("\"actions\":[\"update\"],\"before\":{\"l\":[1,2]},\"after\":{\"l\":[3,2,4]}"))
        .containsExactly("/l/0: 1 -> 3", "/l/2: null -> 4");
  }

  @Test
  void aMarkedPartIsOneLeaf() {
    List<ChangedLeaf> leaves =
        hash(planOf(
                "\"actions\":[\"update\"],\"before\":{\"s\":{\"a\":1}},\"after\":{\"s\":{\"a\":2}},"
                    + "\"after_sensitive\":{\"s\":true}"))
            .entries()
            .getFirst()
            .leaves();

    assertThat(leaves).hasSize(1);
    assertThat(leaves.getFirst().sensitive()).isTrue();
    assertThat(leaves.getFirst().before()).isNotEqualTo(leaves.getFirst().after());
  }

  @Test
  void functionsThatGiveAnotherValueAtEachCallAreNamed() {
    String change = "\"actions\":[\"update\"],\"before\":{},\"after\":{\"t\":\"%s\",\"u\":\"%s\"}";
    PlanHash first =
        hash(
            planOf(
                change.formatted("2026-11-21T00:00:00Z", "3f0c8a52-6b5e-4b8e-9d0b-0d9a5a1d2c3e")));
    PlanHash second =
        hash(
            planOf(
                change.formatted("2026-11-21T00:00:09Z", "4f0c8a52-6b5e-4b8e-9d0b-0d9a5a1d2c3e")));

    assertThat(PlanHash.difference(first, second))
        .containsExactly(
            new PlanHash.Difference("a.b", Pointer.of("t"), "timestamp() or plantimestamp()"),
            new PlanHash.Difference("a.b", Pointer.of("u"), "uuid()"));
    assertThat(PlanHash.difference(first, first)).isEmpty();
  }

  @Test
  void volatileAttributesOfWhatGoesDoNotMatter() {
    String change =
        "{\"format_version\":\"1.2\",\"terraform_version\":\"1\",\"resource_changes\":[{\"address\":\"aws_db_instance.x\","
            + "\"type\":\"aws_db_instance\",\"change\":{\"actions\":[\"delete\"],\"before\":{\"latest_restorable_time\":\"%s\",\"id\":\"i\"}}}]}";

    assertThat(hash(change.formatted("1").getBytes(StandardCharsets.UTF_8)).digest())
        .isEqualTo(hash(change.formatted("2").getBytes(StandardCharsets.UTF_8)).digest());
  }

  @Test
  void movesImportsAndForgetsCount() {
    assertThat(PlanHash.of(Fixtures.plan("09"), TestMasking.DIGEST).entries())
        .extracting(PlanHash.Entry::address)
        .contains("aws_security_group.web", "aws_s3_bucket.legacy", "aws_dynamodb_table.sessions")
        .doesNotContain("aws_vpc.main");
    Digest plain = hash(planOf("\"actions\":[\"no-op\"],\"before\":{},\"after\":{}")).digest();
    Digest imported =
        hash(planOf(
                "\"actions\":[\"no-op\"],\"before\":{},\"after\":{},\"importing\":{\"id\":\"x\"}"))
            .digest();
    assertThat(plain).isNotEqualTo(imported);
  }

  @Test
  void aRefreshingPlanIsHashedByWhatItWouldWrite() {
    assertThat(PlanHash.of(Fixtures.plan("04"), TestMasking.DIGEST).entries())
        .extracting(PlanHash.Entry::address)
        .containsExactly(
            "aws_db_instance.crm",
            "aws_iam_role_policy.app",
            "aws_secretsmanager_secret_version.db",
            "aws_security_group.app",
            "aws_vpc.main");
    assertThat(PlanHash.of(Fixtures.plan("03"), TestMasking.DIGEST).entries()).isEmpty();
    assertThat(PlanHash.of(Fixtures.plan("14"), TestMasking.DIGEST).digest())
        .isNotEqualTo(PlanHash.of(Fixtures.plan("02"), TestMasking.DIGEST).digest());
  }
}
