package dev.esclusa.terraform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.esclusa.tree.Json;
import dev.esclusa.tree.Value;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever the input: an answer, or a refusal of our own kind that quotes nothing. */
class HostileInputTest {
  private static final long SEED = 20261122;

  @Test
  void brokenBytesOfPlansAreRefusedOrRead() {
    Random random = new Random(SEED);
    for (String number : List.of("09", "11", "10")) {
      byte[] plan = Fixtures.planBytes(number);
      for (int i = 0; i < 50; i++) {
        byte[] bytes = plan.clone();
        for (int j = 0; j < 1 + random.nextInt(3); j++) {
          bytes[random.nextInt(bytes.length)] =
              (byte) "{}[],:\"\\0nt\u0001é".charAt(random.nextInt(13));
        }
        judge(bytes, i);
      }
    }
  }

  /** Valid JSON in which any part may be of any kind. */
  @Test
  void plansOfTheWrongShapeAreRefusedOrRead() {
    Random random = new Random(SEED);
    for (String number : List.of("07", "09", "11", "13", "16")) {
      Value plan = Json.read(Fixtures.planBytes(number));
      for (int i = 0; i < 20; i++) {
        judge(Json.write(bent(plan, random, 0.002)), i);
      }
    }
  }

  @Test
  void statesOfTheWrongShapeAreRefusedOrRead() {
    Random random = new Random(SEED);
    Value state =
        Json.read(
            "{\"version\":4,\"terraform_version\":\"1\",\"serial\":7,\"lineage\":\"l\",\"outputs\":{\"o\":{\"value\":\"x\",\"sensitive\":true}},"
                + "\"resources\":[{\"module\":\"module.a\",\"mode\":\"managed\",\"type\":\"t\",\"name\":\"n\",\"provider\":\"p\",\"instances\":["
                + "{\"index_key\":0,\"attributes\":{\"a\":{\"value\":[1],\"type\":[\"list\",\"number\"]},\"b\":\"c\"},"
                + "\"sensitive_attributes\":[[{\"type\":\"get_attr\",\"value\":\"b\"},{\"type\":\"index\",\"value\":{\"value\":1,\"type\":\"number\"}}]]}]}],"
                + "\"check_results\":[{\"config_addr\":\"c\",\"status\":\"fail\"}]}");
    StateFile whole = StateFile.read(Json.write(state));
    for (int i = 0; i < 1_500; i++) {
      byte[] bytes = Json.write(bent(state, random, 0.03));
      try {
        StateFile read = StateFile.read(bytes);
        assertThat(read.shown(Masking.HIDDEN)).isNotNull();
        assertThat(StateDiff.between(whole, read, TestMasking.DIGEST)).isNotNull();
        assertThat(Baseline.of(read, TestMasking.DIGEST)).isNotNull();
      } catch (TerraformException refused) {
        assertThat(refused.code()).isNotNull();
      }
    }
  }

  @Test
  void eventsOfTheWrongShapeAreEventsAllTheSame() {
    Random random = new Random(SEED);
    for (Path file : Fixtures.streams()) {
      String text = new String(Fixtures.bytes(file), StandardCharsets.UTF_8);
      for (String line : text.lines().toList()) {
        for (int i = 0; i < 3; i++) {
          String bent = Json.text(bent(Json.read(line), random, 0.1));
          RunReport report = Fixtures.report(bent, bent, line.substring(0, line.length() / 2));
          assertThat(report.scrubbed(it -> it).inDoubt()).isEqualTo(report.inDoubt());
          report.diagnostics().forEach(it -> assertThat(LockDetails.of(it)).isNotNull());
        }
      }
    }
  }

  private static void judge(byte[] bytes, int round) {
    try {
      PlanDocument plan = PlanDocument.read(bytes);
      PlanHash hash = PlanHash.of(plan, TestMasking.DIGEST);
      assertThat(PlanHash.difference(hash, hash)).as("seed %s round %s", SEED, round).isEmpty();
      assertThat(RiskFacts.of(plan).summary().text()).isNotEmpty();
      assertThat(Secrets.of(plan).scrubber()).isNotNull();
      Baseline baseline = Baseline.found(plan, TestMasking.DIGEST);
      assertThat(DriftReport.of(plan, baseline, List.of(), TestMasking.DIGEST).findings())
          .as("seed %s round %s", SEED, round)
          .isEmpty();
      assertThat(DriftReport.of(plan, null, List.of(), TestMasking.DIGEST).digest()).isNotNull();
      assertThat(plan.obstacles()).isNotNull();
      for (ResourceChange change : plan.changes()) {
        assertThat(change.unknownPointers()).isNotNull();
        assertThat(change.sensitiveBeforePointers()).isNotNull();
        assertThat(change.sensitiveAfterPointers()).isNotNull();
      }
    } catch (TerraformException refused) {
      assertThat(refused.getMessage()).startsWith("TFE-");
      for (String marker : Fixtures.MARKERS) {
        assertThat(refused.getMessage()).doesNotContain(marker);
      }
    }
  }

  private static Value bent(Value value, Random random, double chance) {
    if (random.nextDouble() < chance) {
      return switch (random.nextInt(8)) {
        case 0 -> Value.NULL;
        case 1 -> Value.TRUE;
        case 2 -> Value.of(-1);
        case 3 -> Value.of("");
        case 4 -> Value.of("x[\"\\");
        case 5 -> Value.sequence();
        case 6 -> Value.mapping();
        default -> Value.sequence(Value.mapping("a", "b"), Value.NULL, Value.of(1));
      };
    }
    return switch (value) {
      case Value.Mapping mapping -> {
        Map<String, Value> entries = new LinkedHashMap<>();
        mapping.entries().forEach((key, entry) -> entries.put(key, bent(entry, random, chance)));
        yield Value.mapping(entries);
      }
      case Value.Sequence(List<Value> items) -> {
        List<Value> bent = new ArrayList<>();
        items.forEach(it -> bent.add(bent(it, random, chance)));
        yield new Value.Sequence(bent);
      }
      default -> value;
    };
  }
}
