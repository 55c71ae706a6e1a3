package dev.esclusa.tree;

import dev.esclusa.tree.Value.Mapping;
import dev.esclusa.tree.Value.Sequence;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Copies of a value with one place changed; everything beside the path is shared. */
final class Edit {
  private Edit() {}

  static Value set(@Nullable Value here, Pointer pointer, int depth, Value value) {
    if (depth == pointer.tokens().size()) {
      return value;
    }
    String token = pointer.tokens().get(depth);
    return switch (here) {
      case null -> Mapping.EMPTY.with(token, set(null, pointer, depth + 1, value));
      case Mapping mapping ->
          mapping.with(token, set(mapping.get(token), pointer, depth + 1, value));
      case Sequence sequence -> setItem(sequence, token, pointer, depth, value);
      case Value other ->
          throw new TreeException(
              "TRE-0011",
              null,
              pointer + " leads through " + other.kindText() + ".",
              "Set a place inside mappings and sequences.");
    };
  }

  private static Value setItem(
      Sequence sequence, String token, Pointer pointer, int depth, Value value) {
    List<Value> items = new ArrayList<>(sequence.items());
    int index = token.equals("-") ? items.size() : Pointer.index(token);
    if (index < 0 || index > items.size()) {
      throw new TreeException(
          "TRE-0011",
          null,
          pointer + " names item '" + token + "' of a sequence of " + items.size() + ".",
          "Use an index that exists, or '-' to append.");
    }
    if (index == items.size()) {
      items.add(set(null, pointer, depth + 1, value));
    } else {
      items.set(index, set(items.get(index), pointer, depth + 1, value));
    }
    return new Sequence(items);
  }

  static Value remove(Value here, Pointer pointer, int depth) {
    if (pointer.isRoot()) {
      throw new TreeException(
          "TRE-0011", null, "The root cannot be removed.", "Remove a place inside it.");
    }
    String token = pointer.tokens().get(depth);
    Value child = here.at(Pointer.of(token));
    if (child == null) {
      return here;
    }
    boolean last = depth == pointer.tokens().size() - 1;
    Value shorter = last ? child : remove(child, pointer, depth + 1);
    if (!last && shorter == child) {
      return here;
    }
    if (here instanceof Mapping mapping) {
      return last ? mapping.without(token) : mapping.with(token, shorter);
    }
    List<Value> items = new ArrayList<>(here.asSequence().items());
    int index = Pointer.index(token);
    if (last) {
      items.remove(index);
    } else {
      items.set(index, shorter);
    }
    return new Sequence(items);
  }
}
