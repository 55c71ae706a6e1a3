package dev.esclusa.server;

import java.nio.file.Path;

/** The same with OpenTofu. */
class StateEndpointOnTofuTest extends StateEndpointTest {
  @Override
  Path program() {
    return Terraform.program("tofu");
  }
}
