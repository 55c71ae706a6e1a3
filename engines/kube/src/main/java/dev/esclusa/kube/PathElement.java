package dev.esclusa.kube;

import dev.esclusa.tree.Json;
import dev.esclusa.tree.TreeException;
import dev.esclusa.tree.Value;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One step of a path into an object, as FieldsV1 writes it (structured-merge-diff,
 * fieldpath/serialize-pe.go): {@code f:spec}, {@code k:{"name":"app"}}, {@code v:"finalizer"},
 * {@code i:0}.
 */
public sealed interface PathElement extends Comparable<PathElement> {
  /** A field of a mapping. */
  record Named(String name) implements PathElement {
    @Override
    public String toString() {
      return "." + name;
    }
  }

  /** The item of a list that has these values in its key fields. */
  record Keyed(SortedMap<String, Value> key) implements PathElement {
    public Keyed {
      key = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(key));
    }

    @Override
    public String toString() {
      StringBuilder text = new StringBuilder("[");
      key.forEach(
          (name, value) ->
              text.append(text.length() > 1 ? "," : "").append(name).append('=').append(value));
      return text.append(']').toString();
    }
  }

  /** The item of a set that equals this. */
  record Item(Value value) implements PathElement {
    @Override
    public String toString() {
      return "[=" + value + "]";
    }
  }

  /** The item at this place. */
  record Index(int index) implements PathElement {
    @Override
    public String toString() {
      return "[" + index + "]";
    }
  }

  /** Empty for a step of a kind that this version of the format does not know. */
  static Optional<PathElement> parse(String text) {
    if (text.length() < 2 || text.charAt(1) != ':') {
      throw KubeException.unreadable(
          "'" + text + "' is no step of a FieldsV1 path", "write f:NAME, k:{..}, v:VALUE or i:N");
    }
    String rest = text.substring(2);
    try {
      return switch (text.charAt(0)) {
        case 'f' -> Optional.of(new Named(rest));
        case 'k' -> Optional.of(new Keyed(new TreeMap<>(Json.read(rest).asMapping().entries())));
        case 'v' -> Optional.of(new Item(Json.read(rest)));
        case 'i' -> Optional.of(new Index(Integer.parseInt(rest)));
        default -> Optional.empty();
      };
    } catch (NumberFormatException | TreeException e) {
      throw KubeException.unreadable(
          "'" + text + "' is no step of a FieldsV1 path", "write JSON after the colon");
    }
  }

  /** As FieldsV1 writes it. */
  default String text() {
    return switch (this) {
      case Named(String name) -> "f:" + name;
      case Keyed(SortedMap<String, Value> key) -> "k:" + escaped(Value.mapping(key));
      case Item(Value value) -> "v:" + escaped(value);
      case Index(int index) -> "i:" + index;
    };
  }

  /** Go's JSON encoder escapes what could end an HTML script. */
  private static String escaped(Value value) {
    return value.toString().replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026");
  }

  @Override
  default int compareTo(PathElement other) {
    int byKind = Integer.compare(order(this), order(other));
    if (byKind != 0) {
      return byKind;
    }
    return switch (this) {
      case Named(String name) -> name.compareTo(((Named) other).name());
      case Keyed(SortedMap<String, Value> key) -> compare(key, ((Keyed) other).key());
      case Item(Value value) -> compare(value, ((Item) other).value());
      case Index(int index) -> Integer.compare(index, ((Index) other).index());
    };
  }

  private static int order(PathElement element) {
    return switch (element) {
      case Named n -> 0;
      case Keyed k -> 1;
      case Item i -> 2;
      case Index i -> 3;
    };
  }

  private static int compare(SortedMap<String, Value> one, SortedMap<String, Value> other) {
    Iterator<Map.Entry<String, Value>> rest = other.entrySet().iterator();
    for (Map.Entry<String, Value> entry : one.entrySet()) {
      if (!rest.hasNext()) {
        return 1;
      }
      Map.Entry<String, Value> against = rest.next();
      int byName = entry.getKey().compareTo(against.getKey());
      int order = byName != 0 ? byName : compare(entry.getValue(), against.getValue());
      if (order != 0) {
        return order;
      }
    }
    return rest.hasNext() ? -1 : 0;
  }

  private static int compare(Value one, Value other) {
    if (one instanceof Value.Num a && other instanceof Value.Num b) {
      return a.decimal().compareTo(b.decimal());
    }
    if (one instanceof Value.Text(String a) && other instanceof Value.Text(String b)) {
      return a.compareTo(b);
    }
    int byKind = Integer.compare(order(one), order(other));
    return byKind != 0 ? byKind : one.toString().compareTo(other.toString());
  }

  private static int order(Value value) {
    return switch (value) {
      case Value.Num n -> 0;
      case Value.Text t -> 1;
      case Value.Bool b -> 2;
      case Value.Sequence s -> 3;
      case Value.Mapping m -> 4;
      case Value.Null n -> 5;
    };
  }
}
