package dev.esclusa.plan;

import static dev.esclusa.plan.Given.OURS;
import static dev.esclusa.plan.Given.deployment;
import static dev.esclusa.plan.Given.object;
import static dev.esclusa.plan.Given.with;
import static org.assertj.core.api.Assertions.assertThat;

import dev.esclusa.model.Plan;
import dev.esclusa.plan.Prediction.TakenField;
import dev.esclusa.tree.Pointer;
import dev.esclusa.tree.Records;
import dev.esclusa.tree.Value;
import org.junit.jupiter.api.Test;

class PlanTextTest {
  @Test
  void aPersonReadsObjectsFieldsHoldersAndRisk() {
    Plan plan =
        new Given()
            .updates(
                deployment("core", 1, "core:1"),
                deployment("core", 3, "core:1"),
                new TakenField(Pointer.of("spec", "replicas"), "kubectl-scale"))
            .drops(object("v1", "PersistentVolumeClaim", "data"), OURS)
            .plan();
    assertThat(PlanText.render(plan))
        .isEqualTo(
            """
            prod/default/crm-core (uid crm-core-prod): commit aaaaaaaaaaaa
            1 to update, 1 to delete.

            ~ update Deployment.apps/crm/core
                /spec/replicas: 1 -> 3   (taken from kubectl-scale)

            - delete PersistentVolumeClaim/crm/data
                an approval has to name this deletion

            risk critical, destructive
                deletes PersistentVolumeClaim/crm/data, which takes data or other objects with it
                takes /spec/replicas from kubectl-scale in Deployment.apps/crm/core

            rendered by %s from files with the hash %s
            plan %s
            """
                .formatted(plan.renderer(), plan.readSetHash(), plan.hash()));
  }

  @Test
  void aPlanOfAnEarlierVersionKeepsItsBytesAndNamesNoFiles() {
    Plan plan = new Given().creates(object("v1", "ConfigMap", "c")).plan();
    Plan earlier =
        new Plan(
            plan.target(),
            plan.intent(),
            plan.revision(),
            plan.changes(),
            plan.preconditions(),
            plan.desiredHash(),
            plan.configHash(),
            plan.artifact(),
            plan.renderer(),
            plan.risk(),
            plan.computedAt(),
            plan.hash());
    Value stored = Records.toValue(earlier);
    assertThat(stored).isEqualTo(Records.toValue(plan).asMapping().without("readSetHash"));
    assertThat(Records.fromValue(Plan.class, stored)).isEqualTo(earlier);
    assertThat(earlier.hash()).isEqualTo(plan.hash());
    assertThat(PlanText.render(earlier)).doesNotContain("rendered by");
  }

  @Test
  void nothingInAPlanCanMoveATerminalsCursor() {
    Plan plan =
        new Given()
            .creates(
                with(
                    object("v1", "ConfigMap", "c"),
                    "/data/x",
                    "\u001b[2Jhello\u202eevil\u009b\nnew"))
            .plan();
    assertThat(PlanText.render(plan))
        .doesNotContain("\u001b", "\u202e", "\u009b")
        .contains("\\u{202e}");
  }
}
