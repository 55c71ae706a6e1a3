package dev.esclusa.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.esclusa.adapters.identity.SshKeyPair;
import dev.esclusa.cli.Api;
import dev.esclusa.cli.Client;
import dev.esclusa.server.EstateLayer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** The starter pack judges a stack: what it denies, the mend, and what a waiver lets through. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class StackPolicyTest extends StackTest {
  private static final String VAULT = "stage/default/vault";
  private static final String MAIN = "infra/vault/main.tf";
  private static final String RULE = "starter.terraform.protected_deletion.deny";
  private static final String KEYS =
      """
      resource "terraform_data" "keys" {
        input = "what everything is sealed with"
      }
      """;
  private static final String FRONT =
      """
      resource "terraform_data" "front" {
        input = "%s"
      }
      """;

  @Override
  List<EstateLayer> layers() throws Exception {
    Path layer = folder.resolve("vault");
    Files.createDirectories(layer.resolve("esclusa"));
    Files.createDirectories(layer.resolve("infra/vault"));
    Files.writeString(layer.resolve(MAIN), KEYS + FRONT.formatted("one"));
    Files.writeString(
        layer.resolve("esclusa/stacks.yaml"),
        """
        apiVersion: esclusa.dev/v1
        kind: Project
        metadata:
          name: infra
        spec:
          owner: platform
          readers: [developer, data]
          accounts: [shop]
        ---
        apiVersion: esclusa.dev/v1
        kind: Stack
        metadata:
          name: vault
          uid: vault-stage-0a41
        spec:
          project: infra
          environment: stage
          account: shop
          source:
            path: infra/vault
        """);
    List<EstateLayer> layers = new ArrayList<>(withStarterPack(layer));
    layers.add(EstateLayer.of(protecting("terraform_data.keys")));
    return layers;
  }

  /** The settings of the sample, with an address that nobody deletes. */
  private static Path protecting(String address) throws Exception {
    String file = "policies/starter/settings/data.yaml";
    String settings = Files.readString(ExampleEstate.folder().resolve(file));
    Path layer = folder.resolve("settings");
    Files.createDirectories(layer.resolve(file).getParent());
    Files.writeString(
        layer.resolve(file),
        settings.replace("protected_addresses: []", "protected_addresses: [" + address + "]"));
    return layer;
  }

  private Api.ChangeSummary newest() {
    return client("platform").changes(Client.ChangeFilter.ofTarget(VAULT)).items().getFirst();
  }

  @Test
  @Order(1)
  void theStackIsMadeUnderTheRules() {
    until(
        "it is in place",
        () ->
            client("platform").targets().items().stream()
                .anyMatch(it -> it.name().equals(VAULT) && it.inPlace() != null));
    until("it is proven", () -> newest().state().equals("proven"));
    assertThat(client("platform").change(newest().id()).findings()).isEmpty();
  }

  @Test
  @Order(2)
  void theDeletionOfAProtectedResourceIsDeniedAndTheMendGoesOn() throws Exception {
    developer.pull();
    String commit = developer.write(MAIN, FRONT.formatted("two"));
    Api.ChangeSummary denied = reaches(VAULT, commit, "proven");
    assertThat(denied.stopCause()).isEqualTo("denied");
    assertThat(said("developer", 0, "show", denied.id()))
        .contains(RULE + ": terraform_data.keys: ")
        .contains("terraform_data.keys would be deleted and is protected: by its address")
        .contains("Keep the resource, or bring a waiver for this rule and this address.");

    String mended = developer.write(MAIN, KEYS + FRONT.formatted("two"));
    until("it is planned", () -> mended.equals(newest().commit()) && settledOrWaits(newest()));
    if (newest().state().equals("awaiting-approval")) {
      said("platform", 0, "approve", newest().id(), "--yes");
    }
    assertThat(reaches(VAULT, mended, "proven").outcome()).isEqualTo("succeeded");
    assertThat(client("platform").change(newest().id()).findings()).isEmpty();
  }

  private static boolean settledOrWaits(Api.ChangeSummary change) {
    return List.of("awaiting-approval", "proven").contains(change.state());
  }

  @Test
  @Order(3)
  void aWaiverOfTheAddressLetsItBeDeletedOnceSomebodyElseApproves() throws Exception {
    developer.pull();
    String commit = developer.write(MAIN, FRONT.formatted("two"));
    assertThat(reaches(VAULT, commit, "proven").stopCause()).isEqualTo("denied");

    GitPerson granter =
        new JGitPerson(
            folder.resolve("clone-of-data"),
            cloneUrl(),
            token("data"),
            "data@crm.example",
            SshKeyPair.read(Files.readString(keyFile("data"))));
    String waiver =
        granter.write(
            "esclusa/waivers.yaml",
            """
            apiVersion: esclusa.dev/v1
            kind: Waiver
            metadata:
              name: new-vault
            spec:
              rule: %s
              owner: data@crm.example
              reason: the keys are in the new vault
              incident: INC-1050
              targets: [stage/*/vault]
              addresses: [terraform_data.keys]
              expires: 2099-12-31T23:59:59Z
            """
                .formatted(RULE));
    Api.ChangeSummary configuration =
        reaches("root/default/configuration", waiver, "awaiting-approval");
    said("platform", 0, "approve", configuration.id(), "--yes");
    until("it is proposed again", () -> newest().state().equals("awaiting-approval"));
    Api.ChangeSummary waived = newest();
    assertThat(said("platform", 0, "show", waived.id()))
        .contains("1 to delete", "(waiver new-vault)", "new-vault of data@crm.example for " + RULE);
    assertThat(said("data", 1, "approve", waived.id(), "--yes"))
        .contains("APR-0001", "granted a waiver that it uses");
    said("platform", 0, "approve", waived.id(), "--yes");
    until(
        "it is applied",
        () -> client("platform").change(waived.id()).summary().state().equals("proven"));
    assertThat(client("platform").change(waived.id()).summary().outcome()).isEqualTo("succeeded");
    assertThat(said("platform", 0, "get", "waivers"))
        .containsPattern("new-vault .* 1 .*" + waived.id());
  }
}
