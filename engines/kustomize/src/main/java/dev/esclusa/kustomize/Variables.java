package dev.esclusa.kustomize;

import dev.esclusa.kustomize.FieldFilter.Made;
import dev.esclusa.kustomize.FieldFilter.Misfit;
import dev.esclusa.kustomize.KustomizeException.Code;
import dev.esclusa.kustomize.Rules.Var;
import dev.esclusa.tree.Value;
import dev.esclusa.tree.Value.Mapping;
import dev.esclusa.tree.Value.Sequence;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Puts the values of vars where {@code $(NAME)} stands (filters/refvar). */
final class Variables {
  private static final com.google.re2j.Pattern INDEXED =
      com.google.re2j.Pattern.compile("^(.*)\\[(\\d+)\\]$");

  private final Map<String, Value> values = new TreeMap<>();
  private final Map<String, Var> vars = new LinkedHashMap<>();
  private final BuildState build;

  private Variables(BuildState build) {
    this.build = build;
  }

  static void resolve(
      Collection<Var> vars, ObjectSet objects, List<FieldSpec> fields, BuildState build) {
    Variables all = new Variables(build);
    for (Var var : vars) {
      all.vars.put(var.name(), var);
      all.values.put(var.name(), value(var, objects));
    }
    if (all.values.isEmpty()) {
      return;
    }
    for (Resource resource : objects) {
      for (FieldSpec field : fields) {
        Value replaced =
            FieldFilter.apply(resource.id(), resource.root(), field, Made.NOTHING, all::replaced);
        resource.set(replaced, new Step("vars", vars.iterator().next().position()));
      }
    }
  }

  private static Value value(Var var, ObjectSet objects) {
    for (Resource resource : objects) {
      if (resource.feeds(var.name())) {
        Value found;
        try {
          found = FieldLookup.find(resource.root(), path(var.fieldPath()));
        } catch (Misfit e) {
          throw refuse(var, "the field " + var.fieldPath() + ": " + e.fault);
        }
        if (found == null) {
          throw refuse(var, resource.id() + " has no field " + var.fieldPath());
        }
        return found;
      }
    }
    throw refuse(var, "there is no " + var.gvk().kind() + " " + var.objectName());
  }

  private static KustomizeException refuse(Var var, String fault) {
    return new KustomizeException(
        Code.SELECTION,
        var.position(),
        "The var " + var.name() + " has no value: " + fault + ".",
        "Mend its objref and fieldref.");
  }

  /** {@code ports[0]} is {@code ports}, {@code 0}. */
  private static List<String> path(String text) {
    List<String> path = new ArrayList<>();
    for (String part : Paths.splitBracketed(text)) {
      com.google.re2j.Matcher indexed = INDEXED.matcher(part);
      if (!indexed.find()) {
        path.add(part);
        continue;
      }
      if (!indexed.group(1).isEmpty()) {
        path.add(indexed.group(1));
      }
      path.add(indexed.group(2));
    }
    return path;
  }

  private Value replaced(Value found) {
    return switch (found) {
      case Value.Text(String text) -> inText(text, found);
      case Mapping mapping -> inMapping(mapping);
      case Sequence sequence -> inSequence(sequence);
      case Value.Null n -> found;
      case Value.Bool b -> found;
      case Value.Num n -> found;
    };
  }

  private Value inMapping(Mapping mapping) {
    Mapping result = mapping;
    for (Map.Entry<String, Value> entry : mapping.entries().entrySet()) {
      if (entry.getValue() instanceof Value.Text(String text)) {
        Value next = inText(text, entry.getValue());
        result = next == entry.getValue() ? result : result.with(entry.getKey(), next);
      }
    }
    return result;
  }

  private Value inSequence(Sequence sequence) {
    List<Value> items = new ArrayList<>();
    boolean changed = false;
    for (Value item : sequence.items()) {
      if (!(item instanceof Value.Text(String text))) {
        throw new Misfit("found " + item.kindText() + " in a list where vars may stand");
      }
      Value next = inText(text, item);
      changed |= next != item;
      items.add(next);
    }
    return changed ? new Sequence(items) : sequence;
  }

  private Value inText(String text, Value unchanged) {
    if (text.indexOf('$') < 0) {
      return unchanged;
    }
    StringBuilder result = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c != '$' || i + 1 == text.length()) {
        result.append(c);
        continue;
      }
      char next = text.charAt(i + 1);
      int close = next == '(' ? text.indexOf(')', i + 2) : -1;
      if (close < 0) {
        // "$$" is an escaped dollar; anything else is no reference and stays as it is
        result.append(next == '$' ? "$" : "$" + next);
        i++;
        continue;
      }
      String name = text.substring(i + 2, close);
      Value value = scalar(name);
      if (value != null && i == 0 && close == text.length() - 1) {
        return value;
      }
      result.append(value == null ? "$(" + name + ")" : Scalars.text(value));
      build.checkText(result.length(), null);
      i = close;
    }
    return result.toString().equals(text) ? unchanged : Value.of(result.toString());
  }

  /** Null where there is no such var, or its value is no scalar. */
  private @Nullable Value scalar(String name) {
    Value value = values.get(name);
    return value == null || !Scalars.isScalar(value) ? null : value;
  }
}
