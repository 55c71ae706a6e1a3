package dev.esclusa.cli;

import dev.esclusa.desired.KustomizeRenderer;
import dev.esclusa.desired.RemoteBases;
import dev.esclusa.kube.SensitiveFields;
import dev.esclusa.kustomize.KustomizeException;
import dev.esclusa.kustomize.Kustomizer;
import dev.esclusa.kustomize.RenderedObject;
import dev.esclusa.kustomize.Rendering;
import dev.esclusa.model.Problem;
import dev.esclusa.model.ProblemException;
import dev.esclusa.model.Project;
import dev.esclusa.model.Source;
import dev.esclusa.tree.Pointer;
import dev.esclusa.tree.SourceTree;
import dev.esclusa.tree.Value;
import java.util.ArrayList;
import java.util.List;

/** What a kustomization read, and where the fields of its objects come from. */
final class KustomizationText {
  private final Rendering rendering;

  private KustomizationText(Rendering rendering) {
    this.rendering = rendering;
  }

  static KustomizationText of(SourceTree tree, Source source, Project project, RemoteBases bases) {
    if (!Kustomizer.isKustomization(tree, source.path())) {
      throw Failure.caller(
          "CLI-0013",
          "the folder " + source.path() + " has no kustomization.",
          "Leave out --explain and --read-set, or name a target or folder that has one.");
    }
    try {
      return new KustomizationText(KustomizeRenderer.explained(tree, source, project, bases));
    } catch (KustomizeException e) {
      String place = e.position() == null ? "" : e.position() + ": ";
      throw Failure.of(
          ExitCode.REFUSED, Problem.caller(e.code().toString(), place + e.cause(), e.fix()));
    } catch (ProblemException e) {
      throw Failure.of(ExitCode.REFUSED, e.problem(), e);
    }
  }

  /** One line for each look: path, a space, and the blob id or {@code missing}. */
  List<String> readSet() {
    List<String> lines = new ArrayList<>();
    rendering.readSet().entries().forEach((path, seen) -> lines.add(path + " " + seen));
    return lines;
  }

  /**
   * {@code Deployment crm: spec.replicas = 5, from overlays/prod/kustomization.yaml:5:3
   * (replicas)}.
   */
  List<String> explained(String path) {
    Pointer field = path.startsWith("/") ? Pointer.parse(path) : Pointer.of(path.split("[.]", -1));
    List<String> lines = new ArrayList<>();
    for (RenderedObject object : rendering.objects()) {
      Value value = object.value().at(field);
      if (value != null) {
        lines.add(
            name(object.value())
                + ": "
                + path
                + " = "
                + shown(object.value(), field, value)
                + ", from "
                + object.origin(field));
      }
    }
    return lines;
  }

  private static String shown(Value object, Pointer field, Value value) {
    SensitiveFields sensitive = SensitiveFields.of(object);
    List<Pointer> hidden = new ArrayList<>(sensitive.secret());
    hidden.addAll(sensitive.suspicious());
    boolean secret =
        hidden.stream().anyMatch(one -> one.startsWith(field) || field.startsWith(one));
    return secret ? "(secret)" : value.toString();
  }

  private static String name(Value object) {
    String namespace = object.text("metadata", "namespace");
    return object.text("kind")
        + " "
        + (namespace == null ? "" : namespace + "/")
        + object.text("metadata", "name");
  }
}
