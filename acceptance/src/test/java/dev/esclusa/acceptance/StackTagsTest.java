package dev.esclusa.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.esclusa.cli.Api;
import dev.esclusa.cli.Client;
import dev.esclusa.server.EngineOptions;
import dev.esclusa.server.EstateLayer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** The starter pack on plans of a real provider; nothing is applied, so that no cloud is needed. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class StackTagsTest extends StackTest {
  private static final String NET = "prod/default/tagged-net";
  private static final String MIRROR = "ESCLUSA_PROVIDERS";

  @Override
  EngineOptions engines() throws Exception {
    String mirror = System.getenv(MIRROR);
    Assumptions.assumeTrue(
        mirror != null && !mirror.isEmpty(),
        "skipped: set " + MIRROR + " to a folder with an unpacked hashicorp/aws provider");
    Path identity =
        Files.createDirectories(folder.resolve("home/server/identities/infra")).resolve("aws");
    Files.writeString(identity, "AWS_ACCESS_KEY_ID=test\nAWS_SECRET_ACCESS_KEY=test\n");
    return new EngineOptions(System.getenv("PATH"), Path.of(mirror));
  }

  private static String configuration(String ofTheProvider) {
    return """
    terraform {
      required_providers {
        aws = {
          source  = "hashicorp/aws"
          version = "~> 5.0"
        }
      }
    }

    provider "aws" {
      region                      = "eu-west-1"
      skip_credentials_validation = true
      skip_metadata_api_check     = true
      skip_requesting_account_id  = true
      skip_region_validation      = true
    %s}

    resource "aws_vpc" "main" {
      cidr_block = "10.30.0.0/16"
      tags       = { Name = "shop" }
    }
    """
        .formatted(ofTheProvider);
  }

  @Override
  List<EstateLayer> layers() throws Exception {
    Path layer = folder.resolve("aws");
    Files.createDirectories(layer.resolve("esclusa"));
    Files.createDirectories(layer.resolve("infra/net"));
    Files.writeString(layer.resolve("infra/net/main.tf"), configuration(""));
    Files.writeString(
        layer.resolve("esclusa/stacks.yaml"),
        """
        apiVersion: esclusa.dev/v1
        kind: Project
        metadata:
          name: infra
        spec:
          owner: platform
          readers: [developer]
          accounts: [shop]
        ---
        apiVersion: esclusa.dev/v1
        kind: Stack
        metadata:
          name: tagged-net
          uid: tagged-net-prod-55e0
        spec:
          project: infra
          environment: prod
          account: shop
          source:
            path: infra/net
          identity:
            plan: aws
            apply: aws
        """);
    return withStarterPack(layer);
  }

  private List<Api.ChangeSummary> changes() {
    return client("platform").changes(Client.ChangeFilter.ofTarget(NET)).items();
  }

  @Test
  @Order(1)
  void aResourceWithoutTheRequiredTagsIsDenied() {
    until("it is denied", () -> changes().stream().anyMatch(it -> "denied".equals(it.stopCause())));
    Api.ChangeSummary denied = changes().getFirst();
    assertThat(said("developer", 0, "show", denied.id()))
        .contains("starter.terraform.required_tags.deny: aws_vpc.main: ")
        .contains("aws_vpc.main has no tag Environment, Owner")
        .contains("Write the tags at the resource, or once in default_tags of the provider.");
  }

  @Test
  @Order(2)
  void tagsOfTheProviderMendIt() throws Exception {
    developer.pull();
    String mended =
        developer.write(
            "infra/net/main.tf",
            configuration(
                """
                  default_tags {
                    tags = { Environment = "prod", Owner = "platform" }
                  }
                """));
    Api.ChangeSummary change = reaches(NET, mended, "awaiting-approval");
    assertThat(client("platform").change(change.id()).findings()).isEmpty();
  }
}
