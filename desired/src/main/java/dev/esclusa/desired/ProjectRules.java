package dev.esclusa.desired;

import dev.esclusa.model.Address;
import dev.esclusa.model.Glob;
import dev.esclusa.model.Project;
import dev.esclusa.model.Resource;
import dev.esclusa.model.Target;
import dev.esclusa.tree.Position;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What a project allows its targets to hold: kinds, and namespaces of their cluster. A bare {@code
 * *} stands for kinds that live in a namespace and for Namespaces; any other kind of the whole
 * cluster has to be named, because it reaches beyond the project's places.
 */
final class ProjectRules {
  private final Project project;
  private final Target target;
  private final List<String> namespaces;
  private final Findings findings;

  ProjectRules(Project project, Target target, Findings findings) {
    this.project = project;
    this.target = target;
    this.findings = findings;
    this.namespaces = namespaces(project, target.place().getOrDefault("cluster", ""));
  }

  /** The i-th cluster and the i-th namespace of a project's places belong together. */
  private static List<String> namespaces(Project project, String cluster) {
    List<String> clusters = project.places().getOrDefault("cluster", List.of());
    List<String> all = project.places().getOrDefault("namespace", List.of());
    return IntStream.range(0, Math.min(clusters.size(), all.size()))
        .filter(i -> Glob.matches(clusters.get(i), cluster))
        .mapToObj(all::get)
        .toList();
  }

  void check(List<Resource> resources) {
    for (Resource resource : resources) {
      if (resource.address() instanceof Address.Kubernetes address) {
        Position position =
            resource.position() == null ? Findings.start(address.text()) : resource.position();
        kind(address, position);
        place(address, position);
      }
    }
  }

  private void kind(Address.Kubernetes address, Position position) {
    String kind =
        address.group().isEmpty() ? address.kind() : address.kind() + "." + address.group();
    boolean local = address.namespace() != null || kind.equals("Namespace");
    boolean allowed =
        project.kinds().stream()
            .filter(pattern -> local || !pattern.matches("[*?]+"))
            .anyMatch(pattern -> Glob.matches(pattern, kind));
    if (!allowed) {
      findings.add(
          "DES-0011",
          position,
          address.text()
              + " is of kind "
              + kind
              + ", which project "
              + project.name()
              + " does not allow; its kinds are "
              + project.kinds()
              + ".",
          local
              ? "Remove the object, or have the project's owner add " + kind + " to spec.kinds."
              : "It belongs to the whole cluster: have the project's owner name "
                  + kind
                  + " in spec.kinds; a bare * is not enough.");
    }
  }

  private void place(Address.Kubernetes address, Position position) {
    String namespace =
        address.kind().equals("Namespace") && address.group().isEmpty()
            ? address.name()
            : address.namespace();
    if (namespace != null && !Glob.matchesAny(namespaces, namespace)) {
      findings.add(
          "DES-0012",
          position,
          address.text()
              + " lies in namespace "
              + namespace
              + ", which project "
              + project.name()
              + " does not allow on cluster "
              + target.place().getOrDefault("cluster", "(none)")
              + "; it allows "
              + namespaces
              + ".",
          "Move the object, or have the project's owner add the namespace to spec.destinations.");
    }
  }
}
