package dev.esclusa.adapters.terraform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.esclusa.terraform.Baseline;
import dev.esclusa.terraform.DriftFinding;
import dev.esclusa.terraform.DriftFinding.DriftClass;
import dev.esclusa.terraform.DriftRule;
import dev.esclusa.terraform.Masking;
import dev.esclusa.terraform.PlanDocument;
import dev.esclusa.tree.Pointer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class StackDriftTest {
  private static final Masking CLEAR = (address, pointer, secret) -> secret;

  /** Configured, drifted, and left as it is by the plan: only ignore_changes does that. */
  private static PlanDocument drifted(
      String type, String attribute, String before, String after, String planned) {
    String object = "{\"address\":\"%s.it\",\"mode\":\"managed\",\"type\":\"%s\",\"name\":\"it\",";
    String text =
        ("{\"format_version\":\"1.2\",\"terraform_version\":\"1.11.4\",\"resource_drift\":["
                + object
                + "\"change\":{\"actions\":[\"update\"],\"before\":{\"%s\":%s},\"after\":{\"%s\":%s}}}],"
                + "\"resource_changes\":["
                + object
                + "\"change\":{\"actions\":[\"%s\"],\"before\":{\"%s\":%s},\"after\":{\"%s\":%s}}}],"
                + "\"configuration\":{\"root_module\":{\"resources\":[{\"address\":\"%s.it\","
                + "\"mode\":\"managed\",\"type\":\"%s\",\"name\":\"it\",\"expressions\":{\"%s\":"
                + "{\"constant_value\":%s}}}]}}}")
            .formatted(
                type,
                type,
                attribute,
                before,
                attribute,
                after,
                type,
                type,
                after.equals(planned) ? "no-op" : "update",
                attribute,
                after,
                attribute,
                planned,
                type,
                type,
                attribute,
                before);
    return PlanDocument.read(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void whatTheConfigurationIgnoresIsTakenOffUnlessItIsGrave() {
    PlanDocument harmless = drifted("aws_instance", "instance_type", "\"a\"", "\"b\"", "\"b\"");
    assertThat(StackDrift.of(harmless, null, CLEAR).findings()).isEmpty();

    String open =
        "[{\"from_port\":22,\"to_port\":22,\"protocol\":\"tcp\",\"cidr_blocks\":[\"0.0.0.0/0\"]}]";
    PlanDocument grave = drifted("aws_security_group", "ingress", "[]", open, open);
    assertThat(StackDrift.of(grave, null, CLEAR).findings())
        .singleElement()
        .satisfies(
            it -> {
              assertThat(it.driftClass()).isEqualTo(DriftClass.IGNORED);
              assertThat(it.address()).isEqualTo("aws_security_group.it");
            });
    Baseline accepted = Baseline.found(grave, CLEAR);
    assertThat(StackDrift.of(grave, accepted, CLEAR).findings()).isEmpty();
  }

  @Test
  void tagsThatACloudOrAControllerWritesAreTheirs() {
    String tagged = "{\"Name\":\"x\",\"%s\":\"1\"}";
    for (var known :
        List.of(
            List.of("kubernetes.io/cluster/shop", "kubernetes-controller"),
            List.of("k8s.io/cluster-autoscaler/enabled", "cluster-autoscaler-controller"),
            List.of("aws:autoscaling:groupName", "aws-controller"))) {
      PlanDocument plan =
          drifted(
              "aws_subnet",
              "tags",
              "{\"Name\":\"x\"}",
              tagged.formatted(known.getFirst()),
              "{\"Name\":\"x\"}");
      StackDrift drift = StackDrift.of(plan, null, CLEAR);
      assertThat(drift.findings())
          .extracting(DriftFinding::driftClass)
          .containsExactly(DriftClass.CONTROLLER);
      assertThat(drift.controller("aws_subnet.it", Pointer.of("tags", known.getFirst())))
          .isEqualTo(known.getLast());
    }
    PlanDocument other =
        drifted(
            "aws_subnet",
            "tags",
            "{\"Name\":\"x\"}",
            tagged.formatted("owner"),
            "{\"Name\":\"x\"}");
    StackDrift drift = StackDrift.of(other, null, CLEAR);
    assertThat(drift.controller("aws_subnet.it", Pointer.of("tags", "owner"))).isNull();
    List<DriftRule> own =
        List.of(
            new DriftRule(
                DriftRule.Meaning.CONTROLLER, "aws_subnet.*", "/tags/owner", "node-tagger"));
    assertThat(
            StackDrift.of(other, null, own, CLEAR)
                .controller("aws_subnet.it", Pointer.of("tags", "owner")))
        .isEqualTo("node-tagger-controller");
  }
}
