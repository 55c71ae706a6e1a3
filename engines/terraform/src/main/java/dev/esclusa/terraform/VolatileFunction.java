package dev.esclusa.terraform;

import dev.esclusa.tree.Value;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Functions that give another value at each call, known by what they give. */
enum VolatileFunction {
  TIMESTAMP(
      "timestamp() or plantimestamp()",
      "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\\.[0-9]+)?Z"),
  UUID("uuid()", "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"),
  BCRYPT("bcrypt()", "\\$2[aby]\\$[0-9]{2}\\$[./A-Za-z0-9]{53}");

  private final String call;
  private final Pattern result;

  VolatileFunction(String call, String result) {
    this.call = call;
    this.result = Pattern.compile(result);
  }

  /** The call, where both values hold what it gives; else empty. */
  static String guess(@Nullable Value first, @Nullable Value second) {
    if (first instanceof Value.Text(String one) && second instanceof Value.Text(String other)) {
      for (VolatileFunction function : values()) {
        if (function.result.matcher(one).find() && function.result.matcher(other).find()) {
          return function.call;
        }
      }
    }
    return "";
  }
}
