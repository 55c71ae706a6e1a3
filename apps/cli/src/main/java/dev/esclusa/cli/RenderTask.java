package dev.esclusa.cli;

import dev.esclusa.kube.SensitiveFields;
import dev.esclusa.model.DesiredState;
import dev.esclusa.model.Managed;
import dev.esclusa.model.Redaction;
import dev.esclusa.model.Resource;
import dev.esclusa.tree.Json;
import dev.esclusa.tree.Pointer;
import dev.esclusa.tree.Value;
import dev.esclusa.tree.Yaml;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The objects that a folder asks for. */
@Command(
    name = "render",
    description = {
      "Print the objects that a folder asks for, without a server, and without a network but for"
          + " the",
      "bases of other repositories that the configuration allows; each is fetched once.",
      "Secret values are replaced by (secret)."
    },
    footer = {
      "",
      "Examples:",
      "  esclusa render .",
      "  esclusa render . --target prod/crm-core -o json",
      "  esclusa render overlays/prod --explain spec.replicas",
      "  esclusa render . --target prod/crm-core --explain spec.replicas",
      "  esclusa render overlays/prod --read-set"
    })
final class RenderTask extends Task {
  private static final Value SECRET = Value.of("(secret)");

  /** The forms. */
  enum Form {
    YAML,
    JSON
  }

  @Parameters(index = "0", paramLabel = "DIR", description = "A root repository, or manifests.")
  private String folder = "";

  @Option(names = "--target", paramLabel = "TARGET", description = "Only this one.")
  private String target = "";

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORM",
      description = "yaml (documents) or json (lines).")
  private Form form = Form.YAML;

  @Option(
      names = "--explain",
      paramLabel = "PATH",
      description = "Of a kustomization: where each object's field comes from.")
  private String explained = "";

  @Option(names = "--read-set", description = "Of a kustomization: what was read, with blob ids.")
  private boolean readSet;

  RenderTask(Terminal terminal) {
    super(terminal);
  }

  @Override
  ExitCode run() {
    LocalFolder read = LocalFolder.read(terminal.path(folder), terminal);
    if (readSet || !explained.isEmpty()) {
      for (Managed one : read.targets(target)) {
        KustomizationText text = read.explained(one, terminal);
        terminal.lines(readSet ? text.readSet() : text.explained(explained));
      }
      return ExitCode.OK;
    }
    Redaction redaction = new Redaction(terminal.tempo().chance().bytes(32));
    for (Managed one : read.targets(target)) {
      DesiredState state =
          terminal.doing(
              "rendering " + one.target().name(), () -> read.desired(one, redaction, terminal));
      state.resources().forEach(it -> print(one, it));
    }
    return ExitCode.OK;
  }

  private void print(Managed target, Resource resource) {
    Value shown = shown(resource.body());
    switch (form) {
      case JSON -> terminal.text(Plain.json(Json.text(shown) + "\n"));
      case YAML -> {
        String from = resource.position() == null ? "" : ", from " + resource.position();
        terminal.line("---");
        terminal.line("# " + target.target().name() + from);
        terminal.text(Plain.json(Yaml.write(shown)));
      }
    }
  }

  private static Value shown(Value body) {
    SensitiveFields sensitive = SensitiveFields.of(body);
    List<Pointer> hidden = new ArrayList<>(sensitive.secret());
    hidden.addAll(sensitive.suspicious());
    Value shown = body;
    for (Pointer pointer : hidden) {
      shown = body.at(pointer) == null ? shown : shown.with(pointer, SECRET);
    }
    return shown;
  }
}
