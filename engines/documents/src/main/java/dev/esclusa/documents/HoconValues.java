package dev.esclusa.documents;

import dev.esclusa.documents.HoconNode.Items;
import dev.esclusa.documents.HoconNode.Joined;
import dev.esclusa.documents.HoconNode.Members;
import dev.esclusa.documents.HoconNode.Nothing;
import dev.esclusa.documents.HoconNode.Substitution;
import dev.esclusa.documents.HoconNode.Word;
import dev.esclusa.tree.Value;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Puts what substitutions name in their place. Texts become numbers and truths where they look like
 * one, quoted or not, since Conftest gives them so.
 */
final class HoconValues {
  /** Substitutions of substitutions grow without end; no file that people write comes near. */
  private static final int MOST = 1_000_000;

  private static final Set<String> TRUE = Set.of("t", "T", "true", "TRUE", "True");
  private static final Set<String> FALSE = Set.of("f", "F", "false", "FALSE", "False");

  private final SourceText source;
  private final Members root;
  private final Set<Joined> resolving = new HashSet<>();
  private int made;
  private int depth;

  HoconValues(SourceText source, Members root) {
    this.source = source;
    this.root = root;
  }

  Value value() {
    Value value = value(root);
    return value == null ? Value.mapping() : typed(value);
  }

  /** Without types; null for what an optional substitution leaves out. */
  private @Nullable Value value(HoconNode node) {
    source.checkDepth(0, ++depth);
    if (++made > MOST) {
      throw new DocumentException(
          "DOC-0003",
          source.at(0),
          "The substitutions of the file make more than " + MOST + " values.",
          "Substitute less.");
    }
    Value value =
        switch (node) {
          case Word word -> Value.of(word.text());
          case Nothing nothing -> Value.NULL;
          case Members members -> object(members);
          case Items items -> Value.of(present(items.items()));
          case Substitution substitution -> named(substitution, null);
          case Joined joined -> joined(joined);
        };
    depth--;
    return value;
  }

  private Value object(Members members) {
    Map<String, Value> values = new LinkedHashMap<>();
    members
        .members()
        .forEach(
            (name, member) -> {
              Value value = value(member);
              if (value != null) {
                values.put(name, value);
              }
            });
    return Value.mapping(values);
  }

  private List<Value> present(List<HoconNode> nodes) {
    List<Value> values = new ArrayList<>();
    for (HoconNode node : nodes) {
      Value value = value(node);
      if (value != null) {
        values.add(value);
      }
    }
    return values;
  }

  private @Nullable Value joined(Joined joined) {
    boolean first = resolving.add(joined);
    Value sum = null;
    boolean texts = false;
    StringBuilder text = new StringBuilder();
    for (HoconNode part : joined.parts()) {
      Value value =
          part instanceof Substitution substitution
              ? named(substitution, joined)
              : part instanceof Word(String blank, boolean isBlank) && isBlank
                  ? Value.of(blank)
                  : value(part);
      if (value != null && (sum == null || !isBlank(part))) {
        texts |= !(value instanceof Value.Mapping || value instanceof Value.Sequence);
        sum = sum == null || isScalar(sum) ? value : both(joined, sum, value);
      }
      if (value != null && isScalar(value)) {
        text.append(value.isNull() ? "null" : value.asText());
      }
    }
    if (first) {
      resolving.remove(joined);
    }
    if (joined.parts().size() == 1 || sum == null || !texts) {
      return sum == null && joined.before() != null ? value(joined.before()) : sum;
    }
    return Value.of(text.toString());
  }

  private static boolean isBlank(HoconNode part) {
    return part instanceof Word word && word.blank();
  }

  private static boolean isScalar(Value value) {
    return !(value instanceof Value.Mapping || value instanceof Value.Sequence);
  }

  private Value both(Joined joined, Value one, Value other) {
    if (one instanceof Value.Mapping first && other instanceof Value.Mapping second) {
      return merged(first, second);
    }
    if (one instanceof Value.Sequence(List<Value> first)
        && other instanceof Value.Sequence(List<Value> second)) {
      List<Value> all = new ArrayList<>(first);
      all.addAll(second);
      made += all.size();
      return Value.of(all);
    }
    throw source.wrong(
        0,
        "The value of " + String.join(".", joined.key()) + " joins a list, an object or a text.",
        "Join values of one kind.");
  }

  private Value merged(Value.Mapping one, Value.Mapping other) {
    Map<String, Value> all = new LinkedHashMap<>(one.entries());
    other
        .entries()
        .forEach(
            (name, value) ->
                all.merge(
                    name,
                    value,
                    (a, b) ->
                        a instanceof Value.Mapping x && b instanceof Value.Mapping y
                            ? merged(x, y)
                            : b));
    made += all.size();
    return Value.mapping(all);
  }

  /**
   * @param inside the value that the substitution is a part of: its own key means what was before
   */
  private @Nullable Value named(Substitution wanted, @Nullable Joined inside) {
    HoconNode found = root;
    for (String name : wanted.path()) {
      HoconNode here = found instanceof Members members ? members.members().get(name) : null;
      if (here == null) {
        found = null;
        break;
      }
      found = here;
    }
    if (inside != null && wanted.path().equals(inside.key())) {
      found = inside.before();
    } else if (found instanceof Joined joined && resolving.contains(joined)) {
      throw source.wrong(
          wanted.at(),
          "${" + String.join(".", wanted.path()) + "} needs itself.",
          "Break the circle.");
    }
    if (found != null) {
      return value(found);
    }
    if (wanted.optional()) {
      return null;
    }
    throw source.wrong(
        wanted.at(),
        "Nothing in the file is called " + String.join(".", wanted.path()) + ".",
        "Define it, or write ${?...} where it may be absent.");
  }

  private static Value typed(Value value) {
    return switch (value) {
      case Value.Text(String text) -> typed(text);
      case Value.Mapping mapping -> {
        Map<String, Value> members = new LinkedHashMap<>();
        mapping.entries().forEach((name, member) -> members.put(name, typed(member)));
        yield Value.mapping(members);
      }
      case Value.Sequence(List<Value> items) ->
          Value.of(items.stream().map(HoconValues::typed).toList());
      default -> value;
    };
  }

  private static Value typed(String text) {
    if (TRUE.contains(text) || FALSE.contains(text)) {
      return Value.of(TRUE.contains(text));
    }
    if (text.length() > 400
        || !text.matches("[+-]?(?:[0-9]+[.]?[0-9]*|[.][0-9]+)(?:[eE][+-]?[0-9]{1,4})?")) {
      return Value.of(text);
    }
    double number = Double.parseDouble(text);
    return Double.isInfinite(number)
        ? Value.of(text)
        : Numbers.of(new BigDecimal(number == 0 ? "0" : Double.toString(number)));
  }
}
