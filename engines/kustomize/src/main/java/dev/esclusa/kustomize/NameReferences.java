package dev.esclusa.kustomize;

import dev.esclusa.kustomize.FieldFilter.Made;
import dev.esclusa.kustomize.FieldFilter.Misfit;
import dev.esclusa.kustomize.FieldTables.NameRow;
import dev.esclusa.kustomize.KustomizeException.Code;
import dev.esclusa.tree.Value;
import dev.esclusa.tree.Value.Mapping;
import dev.esclusa.tree.Value.Sequence;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Writes the new names of renamed objects where others refer to them (filters/nameref). */
final class NameReferences implements Transformer {
  private final FieldTables tables;

  NameReferences(FieldTables tables) {
    this.tables = tables;
  }

  @Override
  public void apply(ObjectSet objects, BuildState build) {
    List<Resource> renamed = new ArrayList<>();
    for (Resource resource : objects) {
      if (!resource.formerIds().isEmpty()) {
        renamed.add(resource);
      }
    }
    if (renamed.isEmpty()) {
      return;
    }
    Map<Resource, ResId> firstIds = new HashMap<>();
    objects.forEach(resource -> firstIds.put(resource, resource.originalId()));
    for (Resource referrer : objects) {
      ResId first = firstIds.getOrDefault(referrer, referrer.originalId());
      Referrer repair = null;
      for (NameRow row : tables.nameRows(first.kind())) {
        if (row.field().gvk().selects(first)) {
          repair = repair == null ? new Referrer(referrer, candidates(referrer, renamed)) : repair;
          repair.repair(row);
        }
      }
    }
  }

  /** Those that the referrer may name: of its namespace, of none, or where its subjects live. */
  private static List<Resource> candidates(Resource referrer, List<Resource> renamed) {
    ResId id = referrer.id();
    if (id.clusterScoped()) {
      return renamed;
    }
    Set<String> subjects = subjectNamespaces(referrer);
    List<Resource> candidates = new ArrayList<>();
    for (Resource resource : renamed) {
      ResId other = resource.id();
      if (other.clusterScoped()
          || other.sameNamespace(id)
          || subjects.contains(other.namespace())) {
        candidates.add(resource);
      }
    }
    return candidates;
  }

  private static Set<String> subjectNamespaces(Resource referrer) {
    Set<String> namespaces = new HashSet<>();
    if (referrer.kind().equals("RoleBinding")
        && referrer.root().at("subjects") instanceof Sequence subjects) {
      for (Value subject : subjects.items()) {
        String namespace = subject.text("namespace");
        if (namespace != null && "ServiceAccount".equals(subject.text("kind"))) {
          namespaces.add(namespace);
        }
      }
    }
    return namespaces;
  }

  /** One object and those that it may refer to. */
  private static final class Referrer {
    private final Resource referrer;
    private final List<Resource> candidates;

    Referrer(Resource referrer, List<Resource> candidates) {
      this.referrer = referrer;
      this.candidates = candidates;
    }

    void repair(NameRow row) {
      FieldSpec anyKind =
          new FieldSpec(Gvk.ANY, row.field().path(), row.field().create(), row.field().steps());
      Value repaired =
          FieldFilter.apply(
              referrer.id(), referrer.root(), anyKind, Made.NOTHING, found -> set(found, row));
      referrer.set(repaired, step());
    }

    private Step step() {
      return new Step("name reference", referrer.changes().getLast().step().position());
    }

    private Value set(Value found, NameRow row) {
      return switch (found) {
        case Value.Null n -> found;
        case Mapping mapping -> setMapping(mapping, row);
        case Sequence sequence -> setAll(sequence, row);
        case Value.Text t -> setScalar(found, row);
        case Value.Num n -> setScalar(found, row);
        case Value.Bool b -> setScalar(found, row);
      };
    }

    private Value setAll(Sequence sequence, NameRow row) {
      List<Value> items = new ArrayList<>();
      boolean changed = false;
      for (Value item : sequence.items()) {
        if (item instanceof Sequence) {
          throw new Misfit("found a list in a list of names");
        }
        Value next = set(item, row);
        changed |= next != item;
        items.add(next);
      }
      return changed ? new Sequence(items) : sequence;
    }

    private Value setScalar(Value found, NameRow row) {
      String name = Scalars.text(found);
      Resource named = select(name, candidates, row, false);
      return named == null || named.name().equals(name)
          ? found
          : Scalars.retext(found, named.name());
    }

    private Value setMapping(Mapping mapping, NameRow row) {
      Value nameField = mapping.get("name");
      if (nameField == null) {
        throw new Misfit("there is a mapping without a name");
      }
      String name = Scalars.text(nameField);
      Resource named = select(name, inNamespaceOf(mapping), row, true);
      if (named == null || (named.name().equals(name) && named.namespace().isEmpty())) {
        return mapping;
      }
      Mapping result =
          named.name().equals(name)
              ? mapping
              : mapping.with("name", Scalars.retext(nameField, named.name()));
      if (named.namespace().isEmpty()
          || named.namespace().equals(Scalars.text(result.get("namespace")))) {
        return result;
      }
      return result.with("namespace", Value.of(named.namespace()));
    }

    private List<Resource> inNamespaceOf(Mapping mapping) {
      Value namespace = mapping.get("namespace");
      if (namespace == null) {
        return candidates;
      }
      String name = Scalars.text(namespace);
      List<Resource> originally = sieve(candidates, one -> in(name, one.originalId()));
      return originally.isEmpty() ? sieve(candidates, one -> in(name, one.id())) : originally;
    }

    private static boolean in(String namespace, ResId id) {
      String effective = id.effectiveNamespace();
      return effective.equals(namespace) && !effective.equals(ResId.NO_NAMESPACE);
    }

    private @Nullable Resource select(
        String name, List<Resource> from, NameRow row, boolean withNamespace) {
      List<Resource> left = sieve(from, one -> one.wasCalled(name) && one.wasOfKind(row.target()));
      if (left.isEmpty()) {
        return null;
      }
      Gvk role = roleReference(row);
      left = sieve(left, one -> (role == null || one.wasOfKind(role)) && nearEnough(one));
      if (left.size() != 1) {
        left = sieve(left, one -> one.sameContext(referrer, true));
        left = left.size() > 1 ? sieve(left, one -> one.sameContext(referrer, false)) : left;
      }
      if (left.size() > 1 && !interchangeable(left, withNamespace)) {
        throw ambiguous(name, left);
      }
      return left.isEmpty() ? null : left.get(0);
    }

    private boolean nearEnough(Resource one) {
      ResId id = referrer.id();
      return id.clusterScoped()
          || one.id().clusterScoped()
          || one.kind().equals("ServiceAccount")
          || id.sameNamespace(one.id());
    }

    private @Nullable Gvk roleReference(NameRow row) {
      Value role = referrer.root().at("roleRef");
      if (!row.field().path().endsWith("roleRef/name") || role == null) {
        return null;
      }
      Value group = role.at("apiGroup");
      Value kind = role.at("kind");
      return group == null || kind == null
          ? null
          : new Gvk(Scalars.text(group), "", Scalars.text(kind));
    }

    private static boolean interchangeable(List<Resource> all, boolean withNamespace) {
      Resource first = all.get(0);
      return all.stream()
          .allMatch(
              one ->
                  one.name().equals(first.name())
                      && (!withNamespace || one.namespace().equals(first.namespace())));
    }

    private KustomizeException ambiguous(String name, List<Resource> all) {
      List<String> ids = all.stream().map(one -> one.id().toString()).toList();
      return new KustomizeException(
          Code.SELECTION,
          referrer.changes().get(0).step().position(),
          referrer.id() + " refers to '" + name + "', which is now one of " + ids + ".",
          "Give them different names, or put the referrer beside the one that it means.");
    }

    private static List<Resource> sieve(List<Resource> from, Predicate<Resource> keep) {
      List<Resource> kept = new ArrayList<>(1);
      for (Resource one : from) {
        if (keep.test(one)) {
          kept.add(one);
        }
      }
      return kept;
    }
  }
}
