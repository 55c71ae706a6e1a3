package dev.esclusa.terraform;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class VolatileCallTest {
  private static List<String> calls(String text) {
    return VolatileCall.of(Map.of("main.tf", text.getBytes(StandardCharsets.UTF_8))).stream()
        .map(VolatileCall::words)
        .toList();
  }

  @Test
  void eachCallIsNamedWithItsPlace() {
    assertThat(
            calls(
                """
                locals {
                  now = formatdate("YYYY", plantimestamp())
                }
                resource "terraform_data" "one" {
                  input = "at-${timestamp()}-${ uuid() }"
                  lifecycle { ignore_changes = [] }
                  nested {
                    deep = [bcrypt( "x" )]
                  }
                }
                module "net" {
                  source = "./net"
                  at     = <<-EOT
                    ${timestamp()}
                  EOT
                }
                output "id" { value = uuid() }
                """))
        .containsExactly(
            "plantimestamp() in local now (main.tf:2:9)",
            "timestamp() in terraform_data.one input (main.tf:5:11)",
            "uuid() in terraform_data.one input (main.tf:5:11)",
            "bcrypt() in terraform_data.one deep (main.tf:8:12)",
            "timestamp() in module.net at (main.tf:13:12)",
            "uuid() in output.id value (main.tf:17:23)");
  }

  @Test
  void whatOnlySoundsLikeOneIsNone() {
    assertThat(
            calls(
                """
                # timestamp()
                resource "terraform_data" "one" {
                  input   = "call timestamp() by hand"
                  stable  = uuidv5("dns", "a") // uuid()
                  mine    = provider::x::timestamp_of("a")
                  escaped = "$${timestamp()}"
                  uuid    = var.uuid
                }
                """))
        .isEmpty();
  }
}
