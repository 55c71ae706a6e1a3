package dev.esclusa.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.esclusa.cli.Api;
import dev.esclusa.server.EstateLayer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** The stories of stacks, with resources that are built into the engines. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class StackWalkTest extends StackTest {
  private static final String COMPUTE = "prod/default/shop-compute";
  private static final String NETWORK = "prod/default/shop-network";
  private static final String CRM = "dev/default/crm-network";
  private static final String COUNT = "infra/shop/compute/terraform.tfvars";

  @Override
  List<EstateLayer> layers() throws Exception {
    return withStarterPack(ExampleEstate.folder().resolveSibling("stacks"));
  }

  @Test
  @Order(1)
  void theSampleStacksAreApplied() {
    until(
        "every stack is in place",
        () ->
            client("platform").targets().items().stream()
                    .filter(it -> List.of(COMPUTE, NETWORK, CRM).contains(it.name()))
                    .filter(it -> it.inPlace() != null)
                    .count()
                == 3);
  }

  @Test
  @Order(2)
  void blackFridayIsOneCommitAndOneApproval() throws Exception {
    developer.pull();
    String commit = developer.edit(COUNT, "server_count = .*", "server_count = 50");
    Api.ChangeSummary change = reaches(COMPUTE, commit, "awaiting-approval");
    String page = said("platform", 0, "show", change.id());
    assertThat(page).contains("45 to create");
    said("platform", 0, "approve", change.id(), "--yes");
    reaches(COMPUTE, commit, "proven");
    assertThat(said("platform", 0, "why", change.id()))
        .contains("terraform.tfvars", "approved", "apply succeeded", "proven");
  }

  @Test
  @Order(3)
  void theRevertNeedsTheElevatedApproval() throws Exception {
    developer.pull();
    String commit = developer.edit(COUNT, "server_count = .*", "server_count = 5");
    Api.ChangeSummary change = reaches(COMPUTE, commit, "awaiting-approval");
    assertThat(said("platform", 0, "show", change.id())).contains("45 to delete");
    said("platform", 0, "approve", change.id(), "--yes");
    reaches(COMPUTE, commit, "awaiting-approval");
    said("data", 0, "approve", change.id(), "--yes");
    reaches(COMPUTE, commit, "proven");
  }

  @Test
  @Order(4)
  void anEngineThatIsKilledLeavesDoubtAndAPersonLeadsOut() throws Exception {
    developer.pull();
    String commit =
        developer.write(
            "infra/crm/network/slow.tf",
            """
            resource "terraform_data" "quick" {
              input = "made before the engine dies"
            }

            resource "terraform_data" "slow" {
              depends_on = [terraform_data.quick]
              provisioner "local-exec" {
                command = "sleep 600"
              }
            }
            """);
    Api.ChangeSummary change = reaches(CRM, commit, "applying");
    until("the provisioner runs", () -> sleeping() != null);
    until(
        "the progress shows it",
        () ->
            client("platform").progress(change.id()).items().stream()
                .anyMatch(
                    it ->
                        it.address().equals("terraform_data.slow")
                            && it.state().equals("started")));
    engineOf(sleeping()).destroyForcibly();
    Api.ChangeSummary doubt = reaches(CRM, commit, "in-doubt");
    assertThat(said("platform", 0, "show", doubt.id()))
        .contains("In doubt")
        .contains("terraform_data.slow");
    assertThat(said("platform", 1, "recover", doubt.id(), "--reason", "it hung"))
        .contains("CTL-0057")
        .contains("terraform_data.slow");
    List<String> words = new ArrayList<>(List.of("recover", doubt.id()));
    for (String address : client("platform").change(doubt.id()).inDoubt()) {
      words.add(address.endsWith("slow") ? "--not-done" : "--done");
      words.add(address);
    }
    words.addAll(List.of("--reason", "it hung, I looked"));
    developer.pull();
    String mended = developer.edit("infra/crm/network/slow.tf", "sleep 600", "true");
    said("platform", 0, words.toArray(String[]::new));
    until(
        "the change in doubt has ended",
        () -> client("platform").change(doubt.id()).summary().state().equals("proven"));
    reaches(CRM, mended, "proven");
    assertThat(client("platform").change(doubt.id()).summary().outcome()).isEqualTo("partial");
  }

  private static ProcessHandle sleeping() {
    return ProcessHandle.allProcesses()
        .filter(it -> it.info().commandLine().orElse("").endsWith("sleep 600"))
        .filter(it -> !it.info().commandLine().orElse("").contains("sh -c"))
        .findFirst()
        .orElse(null);
  }

  /** The engine among the ancestors of a provisioner's command. */
  private static ProcessHandle engineOf(ProcessHandle command) {
    ProcessHandle at = command;
    while (!at.info().command().orElse("").matches(".*/(tofu|terraform)")) {
      at = at.parent().orElseThrow();
    }
    return at;
  }
}
