package dev.esclusa.rego;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One {@code with target as value}, compiled.
 *
 * @param kind what is replaced
 * @param path below input or data; empty for the whole
 * @param name of a function to replace, else empty
 * @param function the function to call instead, else null
 * @param value what to put in place, where no function is named
 */
record WithTarget(
    Kind kind, Expr[] path, String name, @Nullable String function, @Nullable Expr value) {
  enum Kind {
    INPUT,
    DATA,
    FUNCTION
  }

  /** The documents with all targets replaced; null when a value is undefined. */
  static @Nullable Context derive(Frame frame, WithTarget[] targets) {
    Context from = frame.context;
    List<Context.Replacement> replacements = new ArrayList<>(targets.length);
    for (WithTarget target : targets) {
      RegoValue value = target.value == null ? null : target.value.value(frame);
      List<RegoValue> path = path(frame, target.path);
      if ((value == null && target.function == null) || path == null) {
        return null;
      }
      replacements.add(
          new Context.Replacement(target.kind, path, target.name, target.function, value));
    }
    Context known = from.derived(replacements);
    if (known == null) {
      known = derive(from, replacements);
      from.derived(replacements, known);
    }
    return known;
  }

  private static Context derive(Context from, List<Context.Replacement> replacements) {
    RegoValue input = from.input;
    RegoValue data = from.data;
    List<List<RegoValue>> replaced = from.replaced;
    Map<String, Context.Mock> mocks = from.mocks;
    for (Context.Replacement each : replacements) {
      switch (each.kind()) {
        case INPUT -> input = merged(input, each.path(), 0, given(each.value()));
        case DATA -> {
          data = merged(data, each.path(), 0, given(each.value()));
          replaced = new ArrayList<>(replaced);
          replaced.add(each.path());
        }
        case FUNCTION -> {
          mocks = new HashMap<>(mocks);
          mocks.put(each.name(), new Context.Mock(each.instead(), each.value()));
        }
      }
    }
    return new Context(from.run, from.program, input, data, from, replaced, mocks);
  }

  private static RegoValue given(@Nullable RegoValue value) {
    if (value == null) {
      throw new IllegalStateException("a replaced document without a value");
    }
    return value;
  }

  private static @Nullable List<RegoValue> path(Frame frame, Expr[] parts) {
    List<RegoValue> path = new ArrayList<>(parts.length);
    for (Expr part : parts) {
      RegoValue key = part.value(frame);
      if (key == null) {
        return null;
      }
      path.add(key);
    }
    return path;
  }

  private static RegoValue merged(
      @Nullable RegoValue into, List<RegoValue> path, int index, RegoValue value) {
    if (index == path.size()) {
      return value;
    }
    RegoValue key = path.get(index);
    if (into == null) {
      return RegoObject.builder().put(key, merged(null, path, index + 1, value)).build();
    }
    if (into instanceof RegoObject object) {
      return object.with(key, merged(object.get(key), path, index + 1, value));
    }
    throw new RegoException(
        RegoException.WITH_MERGE,
        "real and replacement data could not be merged",
        "Replace the whole document, or a path through objects");
  }
}
