package dev.esclusa.kustomize;

import dev.esclusa.kustomize.KustomizeException.Code;
import dev.esclusa.kustomize.Rules.Var;
import dev.esclusa.tree.Position;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a kustomization has gathered: objects, field tables and vars (accumulator.ResAccumulator).
 */
final class Accumulation {
  private final ObjectSet objects = new ObjectSet();
  private FieldTables tables = FieldTables.EMPTY;
  private final Map<String, Var> vars = new LinkedHashMap<>();

  ObjectSet objects() {
    return objects;
  }

  FieldTables tables() {
    return tables;
  }

  Collection<Var> vars() {
    return new TreeMap<>(vars).values();
  }

  void addTables(FieldTables more, Position place) {
    try {
      tables = tables.and(more);
    } catch (KustomizeException e) {
      throw e.at(place);
    }
  }

  void addAll(Accumulation child, Position place) {
    objects.addAll(child.objects.all(), place);
    addTables(child.tables, place);
    child.vars.values().forEach(this::addVar);
  }

  /** Each var marks the object that it reads from, whatever that is called later. */
  void addVars(List<Var> more) {
    for (Var var : more) {
      Resource source = source(var);
      if (source != null) {
        source.addVar(var.name());
      }
    }
    more.forEach(this::addVar);
  }

  private @Nullable Resource source(Var var) {
    ResId wanted =
        new ResId(
            var.gvk().group(),
            var.gvk().version(),
            var.gvk().kind(),
            var.objectName(),
            var.namespace(),
            false);
    Resource found = null;
    for (Resource resource : objects) {
      if (fits(resource, wanted)) {
        if (found != null) {
          throw new KustomizeException(
              Code.SELECTION,
              var.position(),
              "The var " + var.name() + " may read " + found.id() + " or " + resource.id() + ".",
              "Write the namespace into its objref.");
        }
        found = resource;
      }
    }
    return found;
  }

  private static boolean fits(Resource resource, ResId wanted) {
    return fits(resource.id(), wanted)
        || resource.formerIds().stream().anyMatch(former -> fits(former, wanted));
  }

  private static boolean fits(ResId id, ResId wanted) {
    return wanted.namespace().isEmpty() ? wanted.sameKindAndName(id) : wanted.same(id);
  }

  private void addVar(Var var) {
    Var other = vars.putIfAbsent(var.name(), var);
    if (other != null) {
      throw new KustomizeException(
          Code.CONFLICT,
          var.position(),
          "The var " + var.name() + " stands at " + other.position() + " too.",
          "Keep one of them.");
    }
  }
}
