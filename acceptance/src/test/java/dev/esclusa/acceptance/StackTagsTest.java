package dev.esclusa.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.esclusa.cli.Api;
import dev.esclusa.cli.Client;
import dev.esclusa.server.EngineOptions;
import dev.esclusa.server.EstateLayer;
import java.util.List;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** The starter pack on plans of a real provider; nothing is applied, so that no cloud is needed. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class StackTagsTest extends StackTest {
  private static final String NET = "prod/default/tagged-net";

  @Override
  EngineOptions engines() throws Exception {
    identity("AWS_ACCESS_KEY_ID=test\nAWS_SECRET_ACCESS_KEY=test\n");
    return enginesWithProviders();
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
    return withStarterPack(stackOnAws("tagged-net", "prod", configuration("")));
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
            "infra/tagged-net/main.tf",
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
