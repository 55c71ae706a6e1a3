package dev.esclusa.kustomize;

import dev.esclusa.kustomize.FieldFilter.Made;
import dev.esclusa.kustomize.KustomizeException.Code;
import dev.esclusa.tree.Pointer;
import dev.esclusa.tree.Position;
import dev.esclusa.tree.Value;
import dev.esclusa.tree.Value.Mapping;
import dev.esclusa.tree.Value.Sequence;
import java.util.ArrayList;
import java.util.List;

/** Puts objects into a namespace, and what refers to their service accounts (filters/namespace). */
record NamespaceTransformer(
    String namespace, List<FieldSpec> fields, Subjects subjects, boolean unsetOnly, Step step)
    implements Transformer {
  private static final FieldSpec META = new FieldSpec(Gvk.ANY, "metadata/namespace", true);

  /** Which subjects of role bindings move along. */
  enum Subjects {
    DEFAULT_ONLY,
    ALL_SERVICE_ACCOUNTS,
    NONE;

    static Subjects of(String text, Position place) {
      return switch (text) {
        case "", "defaultOnly" -> DEFAULT_ONLY;
        case "allServiceAccounts" -> ALL_SERVICE_ACCOUNTS;
        case "none" -> NONE;
        default ->
            throw new KustomizeException(
                Code.KUSTOMIZATION,
                place,
                "setRoleBindingSubjects is '" + text + "'.",
                "Write defaultOnly, allServiceAccounts or none.");
      };
    }
  }

  @Override
  public void apply(ObjectSet objects, BuildState build) {
    if (namespace.isEmpty()) {
      return;
    }
    for (Resource resource : objects) {
      resource.rememberId();
      resource.set(changed(resource.root(), resource.id(), build.behaviour().upstream()), step);
      checkAlone(resource, objects);
    }
  }

  private void checkAlone(Resource resource, ObjectSet objects) {
    for (Resource other : objects) {
      if (other != resource && other.id().same(resource.id())) {
        throw new KustomizeException(
            Code.CONFLICT,
            step.position(),
            "The namespace makes two objects " + resource.id() + ".",
            "Give one another name, or keep them in two kustomizations.");
      }
    }
  }

  Value changed(Value root, ResId id, boolean upstream) {
    Value result = root;
    boolean cluster = id.clusterScoped() || (upstream && NewerScopes.cluster(id));
    if (!cluster) {
      result = FieldFilter.apply(id, result, META, Made.SCALAR, this::moved);
    }
    boolean binding = id.kind().equals("RoleBinding") || id.kind().equals("ClusterRoleBinding");
    if (binding && subjects != Subjects.NONE) {
      result = withSubjects(result);
    }
    for (FieldSpec field : fields) {
      if (applies(field, id)) {
        result = FieldFilter.apply(id, result, field, Made.SCALAR, this::moved);
      }
    }
    return result;
  }

  private static boolean applies(FieldSpec field, ResId id) {
    boolean subjectsRow =
        field.path().equals("subjects/namespace")
            && (field.gvk().kind().equals("RoleBinding")
                || field.gvk().kind().equals("ClusterRoleBinding"));
    boolean ofOtherGroup = field.path().equals("metadata/name") && !id.apiVersion().equals("v1");
    return !field.path().equals("metadata/namespace") && !subjectsRow && !ofOtherGroup;
  }

  private Value moved(Value found) {
    if (unsetOnly && !Scalars.text(FieldFilter.scalar(found)).isEmpty()) {
      return found;
    }
    return FieldFilter.text(namespace).set(found);
  }

  private Value withSubjects(Value root) {
    if (!(root.at("subjects") instanceof Sequence list)) {
      return root;
    }
    List<Value> items = new ArrayList<>();
    for (Value subject : list.items()) {
      items.add(moves(subject) ? withNamespace(subject.asMapping()) : subject);
    }
    return items.equals(list.items())
        ? root
        : root.with(Pointer.of("subjects"), new Sequence(items));
  }

  private boolean moves(Value subject) {
    if (!(subject instanceof Mapping mapping)) {
      return false;
    }
    return subjects == Subjects.DEFAULT_ONLY
        ? Scalars.text(mapping.get("name")).equals("default")
        : Scalars.text(mapping.get("kind")).equals("ServiceAccount");
  }

  private Value withNamespace(Mapping subject) {
    Value old = subject.get("namespace");
    return subject.with("namespace", moved(old == null ? Value.NULL : old));
  }
}
