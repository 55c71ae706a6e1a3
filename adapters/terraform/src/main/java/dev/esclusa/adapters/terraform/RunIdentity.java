package dev.esclusa.adapters.terraform;

import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * What a run may show to the outside, as environment variables: credentials of a cloud, of a state
 * backend. A plan and an apply have different ones, a render has none. Prints no value.
 */
public record RunIdentity(Map<String, String> environment) {
  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,199}");

  /** What would change which program or library runs, or what it writes down. */
  private static final Pattern RESERVED =
      Pattern.compile(
          "LD_.*|DYLD_.*|GODEBUG|GOTRACEBACK|PATH|HOME|TMPDIR|SHELL|ENV|BASH_ENV|IFS|PWD"
              + "|CHECKPOINT_DISABLE|TF_LOG.*|TF_CLI_.*|TF_DATA_DIR|TF_WORKSPACE|TF_PLUGIN_.*"
              + "|TF_REATTACH_PROVIDERS|TF_IN_AUTOMATION|TF_INPUT|TF_FORK|TF_TEMP_LOG_PATH"
              + "|TF_ENCRYPTION|TF_SKIP_.*|TF_ACC.*");

  public RunIdentity {
    environment = Map.copyOf(environment);
    for (Map.Entry<String, String> variable : environment.entrySet()) {
      String name = variable.getKey();
      if (!NAME.matcher(name).matches()
          || RESERVED.matcher(name).matches()
          || variable.getValue().indexOf('\0') >= 0) {
        throw RunnerProblem.refusedVariable(name).asException();
      }
    }
  }

  public static RunIdentity none() {
    return new RunIdentity(Map.of());
  }

  /** This one's variables and those, which win. */
  RunIdentity with(Map<String, String> more) {
    Map<String, String> all = new TreeMap<>(environment);
    all.putAll(more);
    return new RunIdentity(all);
  }

  @Override
  public String toString() {
    return "RunIdentity" + environment.keySet().stream().sorted().toList();
  }
}
