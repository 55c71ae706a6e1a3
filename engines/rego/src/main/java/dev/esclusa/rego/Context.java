package dev.esclusa.rego;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The documents that references see and what was worked out from them so far. {@code with} derives
 * another, with nothing worked out yet; the same replacement gives the same one again.
 */
final class Context {
  /** Stands for a document that was worked out and is undefined; told by identity. */
  static final RegoValue UNDEFINED = RegoArray.owning(new RegoValue[] {RegoNull.NULL});

  final Run run;
  final Program program;
  final @Nullable RegoValue input;
  final @Nullable RegoValue data;
  final @Nullable Context parent;

  /** Paths under data that {@code with} replaced: no rule at or below them is asked. */
  final List<List<RegoValue>> replaced;

  /** What calls of functions were replaced by, by name; empty for most. */
  final Map<String, Mock> mocks;

  private @Nullable RegoValue @Nullable [] documents; // made when first needed
  private @Nullable Object @Nullable [] tables;
  private @Nullable Derived @Nullable [] derived;
  private int derivedNext;

  /** How many replacements are remembered: policies test with many and use few at once. */
  private static final int DERIVED = 8;

  /** What a replacement led to. */
  private record Derived(List<Replacement> replacements, Context context) {}

  /**
   * One document or function with what stands in its place.
   *
   * @param path of the document
   * @param name of the function, else empty
   * @param instead the function to call, else null
   */
  record Replacement(
      WithTarget.Kind kind,
      List<RegoValue> path,
      String name,
      @Nullable String instead,
      @Nullable RegoValue value) {}

  /** Instead of a function: another function, or a value. */
  record Mock(@Nullable String function, @Nullable RegoValue value) {}

  Context(
      Run run,
      Program program,
      @Nullable RegoValue input,
      @Nullable RegoValue data,
      @Nullable Context parent,
      List<List<RegoValue>> replaced,
      Map<String, Mock> mocks) {
    this.run = run;
    this.program = program;
    this.input = input;
    this.data = data;
    this.parent = parent;
    this.replaced = replaced;
    this.mocks = mocks;
  }

  /** The document of the group, {@link #UNDEFINED}, or null when not worked out yet. */
  @Nullable RegoValue document(int group) {
    @Nullable RegoValue[] known = documents;
    return known == null ? null : known[group];
  }

  void document(int group, RegoValue value) {
    @Nullable RegoValue[] known = documents;
    if (known == null) {
      known = new RegoValue[program.groupCount()];
      documents = known;
    }
    known[group] = value;
  }

  @Nullable Object table(int group) {
    @Nullable Object[] known = tables;
    return known == null ? null : known[group];
  }

  void table(int group, Object table) {
    @Nullable Object[] known = tables;
    if (known == null) {
      known = new Object[program.groupCount()];
      tables = known;
    }
    known[group] = table;
  }

  /** The context that the same replacements gave before, while it is remembered. */
  @Nullable Context derived(List<Replacement> replacements) {
    @Nullable Derived[] known = derived;
    if (known != null) {
      for (Derived each : known) {
        if (each != null && each.replacements.equals(replacements)) {
          return each.context;
        }
      }
    }
    return null;
  }

  void derived(List<Replacement> replacements, Context context) {
    @Nullable Derived[] known = derived;
    if (known == null) {
      known = new Derived[DERIVED];
      derived = known;
    }
    known[derivedNext++ % DERIVED] = new Derived(replacements, context);
  }

  /** Whether {@code with} replaced the document at this path or one above. */
  boolean isReplaced(List<RegoValue> path) {
    for (List<RegoValue> target : replaced) {
      if (target.size() <= path.size() && path.subList(0, target.size()).equals(target)) {
        return true;
      }
    }
    return false;
  }

  /** The base document at this path; null when there is none. */
  @Nullable RegoValue base(List<RegoValue> path) {
    RegoValue here = data;
    for (int i = 0; i < path.size() && here != null; i++) {
      here = stored(here, path.get(i));
    }
    return here;
  }

  /**
   * A part of a base document. As in OPA's store, paths are text: {@code data.a[2]} finds the
   * member {@code "2"}, and {@code data.a["2"]} the third element.
   */
  static @Nullable RegoValue stored(RegoValue from, RegoValue key) {
    RegoValue found = from.get(key);
    if (found != null) {
      return found;
    }
    if (from instanceof RegoObject && key instanceof RegoNumber number) {
      return from.get(number.text());
    }
    if (from instanceof RegoArray && key instanceof RegoString text) {
      String digits = text.value();
      boolean index = digits.length() < 10 && digits.matches("0|[1-9][0-9]*");
      return index ? from.get(RegoNumber.of(Long.parseLong(digits))) : null;
    }
    return null;
  }

  /** The same without replaced functions, for what runs in place of one. */
  Context withoutMocks() {
    return new Context(run, program, input, data, this, replaced, Map.of());
  }
}
