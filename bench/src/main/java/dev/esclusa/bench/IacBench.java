package dev.esclusa.bench;

import dev.esclusa.terraform.MaskedPlan;
import dev.esclusa.terraform.Masking;
import dev.esclusa.terraform.PlanDocument;
import dev.esclusa.terraform.PlanHash;
import dev.esclusa.terraform.RiskFacts;
import dev.esclusa.terraform.Secrets;
import dev.esclusa.tree.Canonical;
import dev.esclusa.tree.Value;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/** Stacks: what a large plan costs once the engine has written it. */
final class IacBench implements Benchmark {
  private static final int RESOURCES = 5_001;
  private static final Masking MASKING =
      (address, pointer, secret) -> Value.of(Canonical.hash(address + pointer, secret).shortText());

  @Override
  public String name() {
    return "iac";
  }

  @Override
  public String about() {
    return "plan-hash: a plan of 18 MB read, hashed and judged [resources=5001 milliseconds=500]";
  }

  @Override
  public List<Figure> run(Workbench bench, Sizes sizes) throws Exception {
    byte[] plan = plan(sizes.at(0, RESOURCES));
    Stopwatch watch = new Stopwatch(sizes.at(1, 500));
    long begin = System.nanoTime();
    PlanHash hash = hash(plan);
    double cold = (System.nanoTime() - begin) / 1e6;
    double warm = watch.nanos(() -> hash(plan)) / 1e6;
    PlanDocument document = PlanDocument.read(plan);
    double judged =
        watch.nanos(() -> List.of(RiskFacts.of(document), Secrets.of(document).scrubber())) / 1e6;
    double masked = watch.nanos(() -> MaskedPlan.of(document, Secrets.of(document), MASKING)) / 1e6;
    Runtime.getRuntime().gc();
    long held = Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    return List.of(
        Figure.of("iac.plan-hash.size", plan.length / 1e6, "MB"),
        Figure.of("iac.plan-hash.entries", hash.entries().size() + document.drift().size(), ""),
        Figure.of("iac.plan-hash.first", cold, "ms"),
        Figure.of("iac.plan-hash.warm", warm, "ms"),
        Figure.of("iac.plan-hash.judged", judged, "ms"),
        Figure.of("iac.plan-hash.masked", masked, "ms"),
        Figure.of("iac.plan-hash.held", held / 1e6, "MB"));
  }

  private static PlanHash hash(byte[] plan) {
    return PlanHash.of(PlanDocument.read(plan), MASKING);
  }

  /** As an engine writes it for one resource with {@code for_each}. */
  static byte[] plan(int resources) {
    StringBuilder planned = new StringBuilder();
    StringBuilder changes = new StringBuilder();
    for (int i = 0; i < resources; i++) {
      String comma = i == 0 ? "" : ",";
      String head =
          String.format(
              Locale.ROOT,
              "{\"address\":\"aws_security_group.s[\\\"svc-%05d\\\"]\",\"mode\":\"managed\","
                  + "\"type\":\"aws_security_group\",\"name\":\"s\",\"index\":\"svc-%05d\","
                  + "\"provider_name\":\"registry.terraform.io/hashicorp/aws\"",
              i,
              i);
      String values = values(i);
      planned.append(comma).append(head).append(",\"schema_version\":1,\"values\":").append(values);
      planned.append(",\"sensitive_values\":").append(MARKS).append('}');
      changes.append(comma).append(head).append(",\"change\":{\"actions\":[\"create\"],");
      changes.append("\"before\":null,\"after\":").append(values);
      changes.append(",\"after_unknown\":{\"arn\":true,\"id\":true,").append(MARKS.substring(1));
      changes.append(",\"before_sensitive\":false,\"after_sensitive\":").append(MARKS).append("}}");
    }
    String text =
        "{\"format_version\":\"1.2\",\"terraform_version\":\"1.11.4\",\"planned_values\":"
            + "{\"root_module\":{\"resources\":["
            + planned
            + "]}},\"resource_changes\":["
            + changes
            + "],\"timestamp\":\"2026-01-01T00:00:00Z\",\"applyable\":true,\"complete\":true,"
            + "\"errored\":false}";
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static final String MARKS = marks();

  private static String marks() {
    String rule =
        "{\"cidr_blocks\":[false],\"ipv6_cidr_blocks\":[],\"prefix_list_ids\":[],"
            + "\"security_groups\":[]}";
    return "{\"egress\":[],\"ingress\":["
        + String.join(",", List.of(rule, rule, rule, rule))
        + "],\"tags\":{},\"tags_all\":{}}";
  }

  private static String values(int number) {
    StringBuilder rules = new StringBuilder();
    for (int i = 0; i < 4; i++) {
      rules.append(i == 0 ? "" : ",");
      rules.append(
          String.format(
              Locale.ROOT,
              "{\"cidr_blocks\":[\"10.%d.%d.0/24\"],\"description\":\"\",\"from_port\":%d,"
                  + "\"ipv6_cidr_blocks\":[],\"prefix_list_ids\":[],\"protocol\":\"tcp\","
                  + "\"security_groups\":[],\"self\":false,\"to_port\":%d}",
              number % 250,
              i,
              8000 + i,
              8000 + i));
    }
    return String.format(
        Locale.ROOT,
        "{\"description\":\"service %d\",\"ingress\":[%s],\"name\":\"big-svc-%05d\","
            + "\"revoke_rules_on_delete\":false,\"tags\":{\"Service\":\"svc-%05d\"},\"tags_all\":"
            + "{\"Environment\":\"big\",\"ManagedBy\":\"terraform\",\"Service\":\"svc-%05d\","
            + "\"Stack\":\"crm\"},\"timeouts\":null}",
        number,
        rules,
        number,
        number,
        number);
  }
}
