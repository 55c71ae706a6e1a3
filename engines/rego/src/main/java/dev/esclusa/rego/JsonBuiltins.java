package dev.esclusa.rego;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Cutting and patching JSON by paths, and JSON Schema. */
final class JsonBuiltins {
  private static final String PATHS = "(array[(string | array[any])] | set[(string | array[any])])";
  private static final String DOCUMENT = "(string | object[any: any])";

  /** Members that paths name; a node without members names everything below it. */
  private static final class PathTree {
    final Map<RegoValue, PathTree> members = new HashMap<>();
    boolean whole;

    void add(List<RegoValue> path) {
      PathTree node = this;
      for (RegoValue key : path) {
        if (node.whole) {
          return;
        }
        node = node.members.computeIfAbsent(key, k -> new PathTree());
      }
      node.whole |= !path.isEmpty();
    }

    @Nullable PathTree at(RegoValue key) {
      return members.get(key);
    }
  }

  private JsonBuiltins() {}

  static void declare(BuiltinTable table) {
    table.add(
        "json.filter(object: object[any: any], paths: " + PATHS + ") -> filtered: object[any: any]",
        (call, x) -> filtered(call, Operand.object(x, 1), tree(x)));
    table.add(
        "json.remove(object: object[any: any], paths: " + PATHS + ") -> output: object[any: any]",
        (call, x) -> without(call, Operand.object(x, 1), tree(x)));
    table.add(
        "json.patch(target: any, patches: array[{op: string, path: any, ...any: any}]) -> output:"
            + " any",
        (call, x) -> JsonPatch.apply(call, x[0], Operand.array(x, 2)));
    // OPA counts both as non-deterministic because schemas may name remote ones; ours never load
    // any
    table.add(
        "json.verify_schema(schema: " + DOCUMENT + ") -> output: [boolean, (null | string)]",
        JsonBuiltins::verifySchema);
    table.add(
        "json.match_schema(document: "
            + DOCUMENT
            + ", schema: "
            + DOCUMENT
            + ") -> output: [boolean, array[{desc: string, error: string, field: string, type:"
            + " string}]]",
        JsonBuiltins::matchSchema);
  }

  private static PathTree tree(RegoValue[] operands) {
    PathTree tree = new PathTree();
    for (RegoValue path : Operand.elements(operands, 2, "set", "array")) {
      tree.add(path(path));
    }
    return tree;
  }

  /** A JSON pointer (the leading slash is optional) or an array of keys. */
  static List<RegoValue> path(RegoValue value) {
    return switch (value) {
      case RegoString text -> pointer(text.value());
      case RegoArray keys -> List.of(keys.items());
      default ->
          throw Operand.refused(
              2,
              "must be one of {set, array} containing string paths or array of path segments but"
                  + " got "
                  + value.typeName());
    };
  }

  private static List<RegoValue> pointer(String text) {
    if (text.isEmpty()) {
      return List.of();
    }
    List<RegoValue> keys = new ArrayList<>();
    for (String part : text.replaceFirst("^/+", "").split("/", -1)) {
      keys.add(RegoString.of(part.replace("~1", "/").replace("~0", "~")));
    }
    return keys;
  }

  private static RegoValue filtered(BuiltinCall call, RegoValue value, PathTree paths) {
    call.step(1);
    return switch (value) {
      case RegoObject object -> {
        RegoObject.Builder out = RegoObject.builder();
        for (int i = 0; i < object.size(); i++) {
          PathTree next = paths.at(object.keyAt(i));
          if (next != null) {
            out.put(
                object.keyAt(i),
                next.whole ? object.valueAt(i) : filtered(call, object.valueAt(i), next));
          }
        }
        yield out.build();
      }
      case RegoArray array -> {
        List<RegoValue> out = new ArrayList<>();
        for (int i = 0; i < array.size(); i++) {
          PathTree next = paths.at(RegoString.of(Integer.toString(i)));
          if (next != null) {
            out.add(next.whole ? array.at(i) : filtered(call, array.at(i), next));
          }
        }
        yield RegoArray.of(out);
      }
      case RegoSet set -> {
        RegoSet.Builder out = RegoSet.builder();
        for (RegoValue item : set) {
          PathTree next = paths.at(item);
          if (next != null) {
            out.add(next.whole ? item : filtered(call, item, next));
          }
        }
        yield out.build();
      }
      default -> value;
    };
  }

  private static RegoValue without(BuiltinCall call, RegoValue value, @Nullable PathTree paths) {
    call.step(1);
    if (paths == null) {
      return value;
    }
    return switch (value) {
      case RegoObject object -> {
        RegoObject.Builder out = RegoObject.builder();
        for (int i = 0; i < object.size(); i++) {
          PathTree next = paths.at(object.keyAt(i));
          if (next == null || !next.whole) {
            out.put(object.keyAt(i), without(call, object.valueAt(i), next));
          }
        }
        yield out.build();
      }
      case RegoArray array -> {
        List<RegoValue> out = new ArrayList<>();
        for (int i = 0; i < array.size(); i++) {
          PathTree next = paths.at(RegoString.of(Integer.toString(i)));
          if (next == null || !next.whole) {
            out.add(without(call, array.at(i), next));
          }
        }
        yield RegoArray.of(out);
      }
      case RegoSet set -> {
        RegoSet.Builder out = RegoSet.builder();
        for (RegoValue item : set) {
          PathTree next = paths.at(item);
          if (next == null || !next.whole) {
            out.add(without(call, item, next));
          }
        }
        yield out.build();
      }
      default -> value;
    };
  }

  private static RegoValue verifySchema(BuiltinCall call, RegoValue[] operands) {
    try {
      JsonSchema.compile(document(call, operands[0]), call);
      return RegoArray.of(RegoBoolean.TRUE, RegoNull.NULL);
    } catch (BuiltinFailure bad) {
      return RegoArray.of(RegoBoolean.FALSE, RegoValue.of("jsonschema: " + bad.reason()));
    }
  }

  private static RegoValue matchSchema(BuiltinCall call, RegoValue[] operands) {
    RegoValue document = document(call, operands[0]);
    JsonSchema schema =
        call.remembered(
            List.of("json.match_schema", operands[1]),
            () -> JsonSchema.compile(document(call, operands[1]), call));
    List<JsonSchemaRun.Finding> findings = schema.validate(document, call);
    RegoValue[] out = new RegoValue[findings.size()];
    for (int i = 0; i < out.length; i++) {
      JsonSchemaRun.Finding finding = findings.get(i);
      out[i] =
          RegoObject.of(
              "error", RegoValue.of(finding.field() + ": " + finding.description()),
              "type", RegoValue.of(finding.type()),
              "field", RegoValue.of(finding.field()),
              "desc", RegoValue.of(finding.description()));
    }
    return RegoArray.of(RegoValue.of(out.length == 0), RegoArray.owning(out));
  }

  private static RegoValue document(BuiltinCall call, RegoValue value) {
    return switch (value) {
      case RegoString text -> {
        try {
          yield RegoJson.read(GoBytes.of(text.value()));
        } catch (RegoException bad) {
          throw new BuiltinFailure("invalid JSON string");
        }
      }
      case RegoObject object -> RegoJson.read(object.json());
      case RegoArray array -> RegoJson.read(array.json());
      default -> throw new BuiltinFailure("wrong type, expected string or object");
    };
  }
}
