package dev.esclusa.documents;

import dev.esclusa.tree.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * HCL 2 native syntax (github.com/hashicorp/hcl, spec.md), structurally: blocks by type and labels
 * as lists, literals as values, every other expression as its source in {@code ${...}}. The shape
 * is that of hcl2json 0.6. Nothing is evaluated.
 */
final class HclReader {
  private final SourceText source;
  private final HclExpressions expressions;
  private final HclCursor in;

  HclReader(SourceText source) {
    this.source = source;
    this.in = new HclCursor(source);
    this.expressions = new HclExpressions(in);
  }

  /** A body while it grows: values, bodies under a label, and lists of bodies. */
  private static final class Body {
    private final Map<String, Object> members = new LinkedHashMap<>();
    private final List<String> attributes = new ArrayList<>();

    Value value() {
      Map<String, Value> values = new LinkedHashMap<>();
      members.forEach((name, member) -> values.put(name, HclReader.value(member)));
      return Value.of(values);
    }
  }

  /** Blocks of the same type and labels. */
  private record Blocks(List<Value> bodies) {}

  private static Value value(Object member) {
    return switch (member) {
      case Body body -> body.value();
      case Blocks blocks -> Value.sequence(blocks.bodies().toArray(Value[]::new));
      case Value value -> value;
      default -> throw new IllegalStateException("no part of HCL: " + member.getClass());
    };
  }

  Value read() {
    Value whole = body(false, 0);
    if (in.at() < in.length()) {
      throw in.wanted("an attribute or a block");
    }
    return whole;
  }

  private Value body(boolean inBraces, int depth) {
    source.checkDepth(in.at(), depth);
    Body body = new Body();
    in.skipLines();
    while (in.at() < in.length() && !(inBraces && in.looksAt("}"))) {
      item(body, depth);
      if (in.lineEnds()) {
        in.skipLines();
      } else if (in.at() < in.length() && !(inBraces && in.looksAt("}"))) {
        throw in.wanted("the end of the line");
      }
    }
    return body.value();
  }

  private void item(Body body, int depth) {
    int start = in.at();
    String name = in.identifier();
    in.skipSpaces();
    if (in.looksAt("=") && !in.looksAt("==")) {
      if (body.attributes.contains(name)) {
        throw source.wrong(start, "'" + name + "' is set twice.", "Keep one of them.");
      }
      in.move(1);
      body.attributes.add(name);
      body.members.put(name, expressions.read());
      return;
    }
    List<String> path = new ArrayList<>(List.of(name));
    while (!in.looksAt("{")) {
      path.add(in.looksAt("\"") ? expressions.label() : in.identifier());
      in.skipSpaces();
    }
    in.move(1);
    Value block = body(true, depth + 1);
    if (!in.looksAt("}")) {
      throw source.wrong(start, "The block '" + name + "' has no end.", "Write } where it ends.");
    }
    in.move(1);
    put(body, path, block, start);
  }

  private void put(Body body, List<String> path, Value block, int start) {
    Body here = body;
    for (String key : path.subList(0, path.size() - 1)) {
      Object member = here.members.computeIfAbsent(key, k -> new Body());
      if (!(member instanceof Body inner)) {
        throw mixed(path, start);
      }
      here = inner;
    }
    Object last = here.members.computeIfAbsent(path.getLast(), k -> new Blocks(new ArrayList<>()));
    if (!(last instanceof Blocks blocks)) {
      throw mixed(path, start);
    }
    blocks.bodies().add(block);
  }

  private DocumentException mixed(List<String> path, int start) {
    return source.wrong(
        start,
        "'" + path.getFirst() + "' is used with and without labels, or as an attribute too.",
        "Give each of them the same number of labels.");
  }
}
