package dev.esclusa.kustomize;

import dev.esclusa.kustomize.FieldFilter.Misfit;
import dev.esclusa.kustomize.Rules.FieldOptions;
import dev.esclusa.kustomize.Shape.Listed;
import dev.esclusa.tree.Document;
import dev.esclusa.tree.Value;
import dev.esclusa.tree.Value.Mapping;
import dev.esclusa.tree.Value.Sequence;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes a replacement's value to every field that its path finds, and makes them where it may
 * (kyaml PathMatcher).
 */
final class FieldWriter {
  private final Value value;
  private final FieldOptions options;
  private final Listed path;
  private final List<String> parts;
  private final BuildState build;
  private int written;
  private boolean looksOnly;

  FieldWriter(Value value, FieldOptions options, Listed path, BuildState build) {
    this(value, options, path, Paths.splitBracketed(path.text()), build);
  }

  /** For a part of the path. */
  FieldWriter(
      Value value, FieldOptions options, Listed path, List<String> parts, BuildState build) {
    this.value = value;
    this.options = options;
    this.path = path;
    this.parts = parts;
    this.build = build;
  }

  Value write(Value root) {
    Value result = walk(root, 0, false);
    if (written == 0) {
      throw new Misfit(options.create() ? "cannot be made" : "is not there");
    }
    return result;
  }

  /** Whether the path led to a field, even one that the value does not fit. */
  boolean found() {
    return written > 0;
  }

  /** {@code fresh} marks a scalar that was just made: it has no type yet. */
  private Value walk(Value here, int depth, boolean fresh) {
    if (depth == parts.size()) {
      written++;
      return looksOnly ? here : set(here, fresh);
    }
    String part = parts.get(depth);
    if (Paths.isIndex(part)) {
      return walkIndex(here, Integer.parseInt(part), depth);
    }
    if (Paths.isElement(part)) {
      return walkElements(here, part, depth);
    }
    if (part.equals("*")) {
      return walkAll(here, depth);
    }
    return walkField(here, part, depth);
  }

  private Value walkField(Value here, String key, int depth) {
    if (here.isNull() && !options.create()) {
      return here;
    }
    if (!(here instanceof Mapping) && !here.isNull()) {
      throw new Misfit("'" + key + "' is looked for in " + here.kindText());
    }
    Mapping mapping = here.isNull() ? Value.mapping() : here.asMapping();
    Value field = mapping.get(key);
    if (leadsIntoText(field, depth)) {
      return here;
    }
    if (field == null && !options.create()) {
      return here;
    }
    Value changed =
        field == null ? walk(made(depth + 1), depth + 1, true) : walk(field, depth + 1, false);
    return changed == field ? here : mapping.with(key, changed);
  }

  /**
   * Behind a wildcard kustomize 5.8 finds fields inside of a text and does not write them
   * (PathMatcher.handleStructuredDataInScalar).
   */
  private boolean leadsIntoText(@Nullable Value field, int depth) {
    if (!build.behaviour().since58()
        || !(field instanceof Value.Text(String text))
        || depth + 1 == parts.size()) {
      return false;
    }
    Document document = StructuredText.document(text, build);
    if (document == null) {
      throw new Misfit("'" + parts.get(depth) + "' is a text that is no JSON or YAML");
    }
    FieldWriter inside =
        new FieldWriter(value, options, path, parts.subList(depth + 1, parts.size()), build);
    inside.looksOnly = true;
    inside.walk(document.root(), 0, false);
    written += inside.written;
    return true;
  }

  /** An empty value of the kind that the part of the path behind it wants. */
  private Value made(int next) {
    if (next == parts.size()) {
      return value instanceof Mapping
          ? Value.mapping()
          : value instanceof Sequence ? Value.sequence() : Value.NULL;
    }
    boolean list = Paths.isElement(parts.get(next)) || Paths.isIndex(parts.get(next));
    return list ? Value.sequence() : Value.mapping();
  }

  private Value walkIndex(Value here, int index, int depth) {
    List<Value> items = items(here, Integer.toString(index));
    if (index == items.size() && options.create()) {
      items.add(walk(made(depth + 1), depth + 1, true));
      return new Sequence(items);
    }
    if (index >= items.size()) {
      throw new Misfit("there is no item " + index + " of " + items.size());
    }
    items.set(index, walk(items.get(index), depth + 1, false));
    return new Sequence(items);
  }

  private Value walkAll(Value here, int depth) {
    List<Value> items = items(here, "*");
    items.replaceAll(item -> walk(item, depth + 1, false));
    return new Sequence(items);
  }

  private Value walkElements(Value here, String part, int depth) {
    int equals = part.indexOf('=');
    if (equals < 0) {
      throw new Misfit("'" + part + "' is no [key=value]");
    }
    String key = part.substring(1, equals);
    String wanted = part.substring(equals + 1, part.length() - 1);
    Pattern pattern = Pattern.found(wanted, path.position());
    List<Value> items = items(here, part);
    int before = written;
    for (int i = 0; i < items.size(); i++) {
      if (matches(items.get(i), key, pattern)) {
        // Behind a scalar item upstream ignores the rest of the path.
        int next = key.isEmpty() ? parts.size() : depth + 1;
        items.set(i, walk(items.get(i), next, false));
      }
    }
    if (written == before && options.create()) {
      Value made =
          key.isEmpty() ? Scalars.plain(wanted) : Value.mapping(key, Scalars.plain(wanted));
      items.add(walk(made, key.isEmpty() ? parts.size() : depth + 1, false));
    }
    return new Sequence(items);
  }

  private static boolean matches(Value item, String key, Pattern pattern) {
    Value seen = key.isEmpty() ? item : item instanceof Mapping mapping ? mapping.get(key) : null;
    return seen != null && pattern.matches(Scalars.text(seen).strip());
  }

  private static List<Value> items(Value here, String part) {
    if (here instanceof Sequence sequence) {
      return new ArrayList<>(sequence.items());
    }
    throw new Misfit("'" + part + "' is looked for in " + here.kindText());
  }

  private Value set(Value target, boolean fresh) {
    @Nullable String text = joined(target);
    if (!Scalars.isScalar(target)) {
      return value;
    }
    String content = text == null ? Scalars.text(value) : text;
    if (fresh && Scalars.isScalar(value) && !isAnnotation()) {
      return Scalars.plain(content);
    }
    if (fresh) {
      return Scalars.isScalar(value) ? new Value.Text(content) : value;
    }
    return Scalars.retype(target, content);
  }

  /** Annotations end as text, as it was written. */
  private boolean isAnnotation() {
    return parts.size() == 3
        && parts.get(0).equals("metadata")
        && parts.get(1).equals("annotations");
  }

  /** The target's text with the value in it; null without a delimiter. */
  private @Nullable String joined(Value target) {
    if (options.delimiter().isEmpty()) {
      return null;
    }
    if (!Scalars.isScalar(target)) {
      throw new Misfit("it is " + target.kindText() + "; a delimiter cuts text only");
    }
    String old = Scalars.text(target);
    String more = Scalars.text(value);
    build.checkText((long) old.length() + more.length(), path.position());
    List<String> all = TextParts.split(old, options.delimiter());
    if (options.index() < 0) {
      all.add(0, more);
    } else if (options.index() >= all.size()) {
      all.add(more);
    } else {
      all.set(options.index(), more);
    }
    return String.join(options.delimiter(), all);
  }
}
