package dev.esclusa.sandbox;

import dev.esclusa.tree.Value;
import dev.esclusa.tree.Value.Mapping;
import dev.esclusa.tree.Value.Sequence;
import java.util.ArrayList;
import java.util.List;

/** Status conditions; the time of a condition moves only when its status does. */
final class Conditions {
  private Conditions() {}

  /** The conditions of {@code status} with this one set. */
  static Sequence with(
      Mapping status, String type, String value, String reason, String message, Identity identity) {
    return with(
        status,
        Value.mapping("type", type, "status", value, "reason", reason, "message", message),
        identity);
  }

  /** The same for Deployments, whose conditions also say when anything of them changed. */
  static Sequence dated(
      Mapping status, String type, String value, String reason, String message, Identity identity) {
    Mapping wanted =
        Value.mapping("type", type, "status", value, "reason", reason, "message", message);
    List<Mapping> conditions = Meta.mappingsAt(status, "conditions");
    int at = indexOf(conditions, type);
    Mapping before = at < 0 ? Meta.EMPTY : conditions.get(at);
    boolean same = wanted.equals(before.without("lastTransitionTime").without("lastUpdateTime"));
    String now = identity.timestamp();
    String updated = same ? Meta.textOr(before, now, "lastUpdateTime") : now;
    return with(status, wanted.with("lastUpdateTime", Value.of(updated)), identity);
  }

  private static Sequence with(Mapping status, Mapping wanted, Identity identity) {
    String type = Meta.textOr(wanted, "", "type");
    List<Mapping> conditions = new ArrayList<>(Meta.mappingsAt(status, "conditions"));
    int at = indexOf(conditions, type);
    Mapping before = at < 0 ? Meta.EMPTY : conditions.get(at);
    boolean sameStatus = Meta.textOr(wanted, "", "status").equals(before.text("status"));
    String now = identity.timestamp();
    String since = sameStatus ? Meta.textOr(before, now, "lastTransitionTime") : now;
    Mapping condition = wanted.with("lastTransitionTime", Value.of(since));
    if (at < 0) conditions.add(condition);
    else conditions.set(at, condition);
    return new Sequence(List.copyOf(conditions));
  }

  static boolean isTrue(Mapping status, String type) {
    List<Mapping> conditions = Meta.mappingsAt(status, "conditions");
    int at = indexOf(conditions, type);
    return at >= 0 && "True".equals(conditions.get(at).text("status"));
  }

  private static int indexOf(List<Mapping> conditions, String type) {
    for (int at = 0; at < conditions.size(); at++)
      if (type.equals(conditions.get(at).text("type"))) return at;
    return -1;
  }
}
