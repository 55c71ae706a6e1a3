package dev.esclusa.kustomize;

import dev.esclusa.kustomize.KustomizeException.Code;
import dev.esclusa.tree.Value;
import dev.esclusa.tree.Value.Mapping;
import dev.esclusa.tree.Value.Sequence;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds the fields of a table row in an object and gives each a new value (api/filters/fieldspec).
 * Lists on the way are walked whether the row says {@code []} or not.
 */
final class FieldFilter {
  private final FieldSpec spec;
  private final Made made;
  private final Setter setter;

  /** What is made where the row lets a missing field be made. */
  enum Made {
    NOTHING,
    SCALAR,
    MAPPING
  }

  /** The new value of a field; the same instance where nothing changes. */
  interface Setter {
    Value set(Value found);
  }

  private FieldFilter(FieldSpec spec, Made made, Setter setter) {
    this.spec = spec;
    this.made = made;
    this.setter = setter;
  }

  static Value apply(ResId id, Value object, FieldSpec spec, Made made, Setter setter) {
    if (!spec.gvk().selects(id)) {
      return object;
    }
    try {
      return new FieldFilter(spec, made, setter).walk(object, 0);
    } catch (Misfit e) {
      throw new KustomizeException(
          Code.FIELD,
          null,
          "The field " + spec.path() + " of " + id + ": " + e.fault + ".",
          "Mend the object, or take the field out of the table.",
          e);
    }
  }

  static Value applyAll(ResId id, Value object, List<FieldSpec> specs, Made made, Setter setter) {
    Value result = object;
    for (FieldSpec spec : specs) {
      result = apply(id, result, spec, made, setter);
    }
    return result;
  }

  /** A value of another kind than the path wants. */
  static final class Misfit extends RuntimeException {
    private static final long serialVersionUID = 1L;
    final String fault;

    Misfit(String fault) {
      super(fault);
      this.fault = fault;
    }
  }

  /** A scalar that may be replaced by text. */
  static Value scalar(Value found) {
    if (!Scalars.isScalar(found)) {
      throw new Misfit("found " + found.kindText() + " where a scalar is wanted");
    }
    return found;
  }

  /** Puts an entry into the mapping that the path leads to. */
  static Setter entry(String key, Value value) {
    return found -> {
      if (found instanceof Mapping mapping) {
        checkKey(key, mapping);
        return value.equals(mapping.get(key)) ? mapping : mapping.with(key, value);
      }
      if (found.isNull()) {
        return found;
      }
      throw new Misfit("found " + found.kindText() + " where a mapping is wanted");
    };
  }

  /** Upstream writes new keys unquoted, and then cannot print the object. */
  private static void checkKey(String key, Mapping mapping) {
    if (!mapping.has(key) && !(Scalars.plain(key) instanceof Value.Text)) {
      throw new Misfit("the key " + key + " would be read as " + Scalars.plain(key).kindText());
    }
  }

  static Setter text(String text) {
    Value value = Value.of(text);
    return found -> scalar(found).equals(value) ? found : value;
  }

  private Value walk(Value here, int depth) {
    if (depth == spec.steps().size()) {
      return setter.set(here);
    }
    return switch (here) {
      case Mapping mapping -> walkMapping(mapping, depth);
      case Sequence sequence -> walkSequence(sequence, depth);
      case Value.Null n -> here;
      case Value.Text t -> throw walkedIntoScalar();
      case Value.Num n -> throw walkedIntoScalar();
      case Value.Bool b -> throw walkedIntoScalar();
    };
  }

  private static Misfit walkedIntoScalar() {
    return new Misfit("found a scalar where a mapping or a sequence is wanted");
  }

  private Value walkMapping(Mapping mapping, int depth) {
    String step = spec.steps().get(depth);
    boolean list = step.endsWith("[]");
    String key = list ? step.substring(0, step.length() - 2) : step;
    if (key.isEmpty()) {
      throw new Misfit("the path has an empty part");
    }
    refuseOtherPart(key);
    Value kind = created(depth, list);
    Value field = mapping.get(key);
    if (field == null) {
      if (kind == null || list) {
        return mapping;
      }
      field = kind;
    } else if (field.isNull() && kind != null) {
      field = kind;
    }
    Value changed = walk(field, depth + 1);
    return changed == mapping.get(key) ? mapping : mapping.with(key, changed);
  }

  /** Parts that name no field of a mapping (yaml.PathGetter). */
  private static void refuseOtherPart(String key) {
    if (key.equals("*")) {
      throw new Misfit("the path has a wildcard");
    }
    boolean ofSequence = key.equals("-") || (key.startsWith("[") && key.endsWith("]"));
    if (ofSequence || isNumber(key)) {
      throw new Misfit("found a mapping where " + key + " wants a sequence");
    }
  }

  private static boolean isNumber(String key) {
    int start = key.startsWith("-") || key.startsWith("+") ? 1 : 0;
    return key.length() > start && key.substring(start).chars().allMatch(c -> c >= '0' && c <= '9');
  }

  /** What stands in for a field that is missing or null; null where nothing does. */
  private @Nullable Value created(int depth, boolean list) {
    if (list) {
      return Value.sequence();
    }
    if (!spec.create() || made == Made.NOTHING) {
      return null;
    }
    boolean last = depth == spec.steps().size() - 1;
    return !last || made == Made.MAPPING ? Value.mapping() : Value.NULL;
  }

  private Value walkSequence(Sequence sequence, int depth) {
    return mapped(sequence, item -> walk(item, depth));
  }

  /** The list with each item changed; the same one where none was. */
  static Sequence mapped(Sequence sequence, Setter setter) {
    List<Value> changed = null;
    List<Value> items = sequence.items();
    for (int i = 0; i < items.size(); i++) {
      Value item = setter.set(items.get(i));
      if (item != items.get(i)) {
        changed = changed == null ? new ArrayList<>(items) : changed;
        changed.set(i, item);
      }
    }
    return changed == null ? sequence : new Sequence(changed);
  }
}
