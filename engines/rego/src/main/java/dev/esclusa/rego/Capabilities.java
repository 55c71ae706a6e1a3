package dev.esclusa.rego;

import java.util.ArrayList;
import java.util.List;

/**
 * Answers of the world outside a policy: the only way to time, randomness, network and environment.
 * Calls are named as the built-in ({@code time.now_ns}, {@code rand.intn}, {@code http.send},
 * {@code opa.runtime}, {@code uuid.rfc4122}, {@code net.lookup_ip_addr}, ...).
 */
@FunctionalInterface
public interface Capabilities {
  /** Refuses every call. */
  Capabilities NONE =
      (builtin, arguments) -> {
        throw new RegoException(
            RegoException.BUILTIN,
            builtin + ": is off, its answer would not be the same again",
            "Give the value as input or data, or switch the capability on");
      };

  RegoValue answer(String builtin, List<RegoValue> arguments);

  /** One answer that was given. */
  record Recorded(String builtin, List<RegoValue> arguments, RegoValue answer) {}

  /** Passes calls on and keeps each in the list. */
  static Capabilities recording(Capabilities inner, List<Recorded> record) {
    return (builtin, arguments) -> {
      RegoValue answer = inner.answer(builtin, arguments);
      record.add(new Recorded(builtin, List.copyOf(arguments), answer));
      return answer;
    };
  }

  /** Gives the answers of an earlier run again; refuses what was not asked then. */
  static Capabilities replaying(List<Recorded> record) {
    List<Recorded> left = new ArrayList<>(record);
    return (builtin, arguments) -> {
      for (int i = 0; i < left.size(); i++) {
        Recorded earlier = left.get(i);
        if (earlier.builtin.equals(builtin) && earlier.arguments.equals(arguments)) {
          return left.remove(i).answer;
        }
      }
      return NONE.answer(builtin, arguments);
    };
  }
}
