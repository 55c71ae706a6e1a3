package dev.esclusa.cli;

import dev.esclusa.documents.DocumentFormat;
import dev.esclusa.model.Problem;
import dev.esclusa.rego.RegoObject;
import dev.esclusa.rego.RegoValue;

/**
 * What {@code terraform show -json plan.out} prints
 * (developer.hashicorp.com/terraform/internals/json-format).
 */
final class TerraformPlan {
  private TerraformPlan() {}

  static InputFiles.InputFile read(Terminal terminal, String name) {
    return read(name, bytes(terminal, name));
  }

  /** What the file holds, whatever it is, unless it is a saved plan itself. */
  static byte[] bytes(Terminal terminal, String name) {
    byte[] bytes =
        name.equals(InputFiles.STANDARD_INPUT)
            ? terminal.input()
            : PolicyFiles.bytes(name, new PolicyFiles(terminal).existing(name));
    if (bytes.length > 1 && bytes[0] == 'P' && bytes[1] == 'K') {
      throw refused(name, "is a saved plan in Terraform's own form");
    }
    return bytes;
  }

  static InputFiles.InputFile read(String name, byte[] bytes) {
    RegoValue plan = InputFiles.read(DocumentFormat.JSON, name, bytes);
    if (!(plan instanceof RegoObject object)
        || object.get("format_version") == null
        || object.get("planned_values") == null && object.get("resource_changes") == null) {
      throw refused(name, "is JSON, but no plan");
    }
    return new InputFiles.InputFile(name, plan);
  }

  private static Failure refused(String name, String what) {
    return Failure.of(
        ExitCode.MALFORMED,
        Problem.caller(
            "CLI-0029",
            name + ":1:1: this " + what + ".",
            "Write one with: terraform show -json plan.out > plan.json"));
  }
}
