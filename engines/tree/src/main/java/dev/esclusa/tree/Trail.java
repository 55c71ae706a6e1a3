package dev.esclusa.tree;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where a reading codec stands, so that its refusals can name the pointer. */
final class Trail {
  private final List<String> tokens = new ArrayList<>();

  void enter(String token) {
    tokens.add(token);
  }

  void leave() {
    tokens.removeLast();
  }

  Value.Mapping mapping(Value value) {
    return value instanceof Value.Mapping mapping ? mapping : refuseKind("a mapping", value);
  }

  Value.Sequence sequence(Value value) {
    return value instanceof Value.Sequence sequence ? sequence : refuseKind("a sequence", value);
  }

  String text(Value value, String wanted) {
    return value instanceof Value.Text(String text) ? text : refuseKind(wanted, value);
  }

  <T> T refuseKind(String wanted, Value seen) {
    throw refused(
        "TRE-0010",
        "Found " + seen.kindText() + " where " + wanted + " is wanted",
        "Write " + wanted + ".",
        null);
  }

  TreeException misfit(String wanted, String seen, @Nullable Throwable origin) {
    return refused("TRE-0014", "'" + seen + "' is not " + wanted, "Write " + wanted + ".", origin);
  }

  TreeException refused(String code, String fault, String fix, @Nullable Throwable origin) {
    String place = tokens.isEmpty() ? "the root" : new Pointer(tokens).toString();
    return new TreeException(code, null, fault + " at " + place + ".", fix, origin);
  }
}
