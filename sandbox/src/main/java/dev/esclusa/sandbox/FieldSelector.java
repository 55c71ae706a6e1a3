package dev.esclusa.sandbox;

import dev.esclusa.tree.Value;
import dev.esclusa.tree.Value.Mapping;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A field selector such as {@code status.phase=Running,metadata.name!=crm}. */
final class FieldSelector {
  private static final Set<String> EVERYWHERE = Set.of("metadata.name", "metadata.namespace");

  /**
   * The fields of each kind that can be selected by, as its registry strategy in kube-apiserver
   * lists them.
   */
  private static final Map<String, Set<String>> BY_PLURAL =
      Map.of(
          "pods",
          Set.of(
              "spec.nodeName",
              "spec.restartPolicy",
              "spec.schedulerName",
              "spec.serviceAccountName",
              "spec.hostNetwork",
              "status.phase",
              "status.podIP",
              "status.nominatedNodeName"),
          "events",
          Set.of(
              "involvedObject.kind",
              "involvedObject.namespace",
              "involvedObject.name",
              "involvedObject.uid",
              "involvedObject.apiVersion",
              "involvedObject.resourceVersion",
              "involvedObject.fieldPath",
              "reason",
              "reportingComponent",
              "source",
              "type"),
          "secrets",
          Set.of("type"),
          "namespaces",
          Set.of("status.phase"),
          "nodes",
          Set.of("spec.unschedulable"),
          "replicasets",
          Set.of("status.replicas"),
          "replicationcontrollers",
          Set.of("status.replicas"),
          "jobs",
          Set.of("status.successful"));

  private final List<Term> terms;

  private FieldSelector(List<Term> terms) {
    this.terms = terms;
  }

  private record Term(String field, String value, boolean equal) {}

  static FieldSelector parse(String text, ResourceType type, String labelSelector) {
    List<Term> terms = new ArrayList<>();
    for (String part : text.isBlank() ? new String[0] : text.split(",")) {
      Term term = term(part, text);
      if (!EVERYWHERE.contains(term.field)
          && !BY_PLURAL.getOrDefault(type.plural(), Set.of()).contains(term.field)) {
        throw Refusal.badRequest(unsupported(term.field, text, type, labelSelector));
      }
      terms.add(term);
    }
    return new FieldSelector(List.copyOf(terms));
  }

  private static String unsupported(
      String field, String text, ResourceType type, String labelSelector) {
    if (!BY_PLURAL.containsKey(type.plural())) {
      return "\""
          + field
          + "\" is not a known field selector: only \"metadata.name\", \"metadata.namespace\"";
    }
    return "Unable to find \"%s, Resource=%s\" that match label selector \"%s\", field selector \"%s\": field label not supported: %s"
        .formatted(
            type.group().isEmpty() ? "/" + type.version() : type.apiVersion(),
            type.plural(),
            labelSelector,
            text,
            field);
  }

  boolean selects(Mapping object) {
    for (Term term : terms)
      if (field(object, term.field).equals(term.value) != term.equal) return false;
    return true;
  }

  private static Term term(String part, String whole) {
    int unequal = part.indexOf("!=");
    if (unequal > 0)
      return new Term(part.substring(0, unequal), part.substring(unequal + 2), false);
    int equal = part.indexOf('=');
    if (equal <= 0) {
      throw Refusal.badRequest(
          "invalid selector: '" + whole + "'; can't understand '" + part + "'");
    }
    boolean doubled = part.startsWith("==", equal);
    return new Term(part.substring(0, equal), part.substring(equal + (doubled ? 2 : 1)), true);
  }

  private static String field(Mapping object, String field) {
    Value value = object.at(field.split("\\."));
    return switch (value) {
      case null -> field.endsWith("unschedulable") || field.endsWith("hostNetwork") ? "false" : "";
      case Value.Text text -> text.value();
      case Value other -> other.toString();
    };
  }
}
