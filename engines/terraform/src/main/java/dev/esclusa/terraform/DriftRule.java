package dev.esclusa.terraform;

import dev.esclusa.tree.Pointer;
import java.util.regex.Pattern;

/**
 * A rule that explains some drift: who, and where. Patterns are globs with {@code *}: {@code
 * aws_subnet.*} for addresses, {@code /tags/kubernetes.io~1*} for pointers. Whether a rule still
 * holds (its date, its owner) is for the caller to say.
 *
 * @param name what to call it in a finding: the rule's reason, or the controller's name
 */
public record DriftRule(Meaning meaning, String addresses, String pointers, String name) {
  /** What a matching rule makes of a finding. */
  public enum Meaning {
    /** Somebody accepts it, for a time. */
    IGNORE,
    /** A controller that is known writes it. */
    CONTROLLER
  }

  boolean fits(String address, Pointer pointer) {
    return glob(addresses).matcher(address).matches()
        && glob(pointers).matcher(pointer.toString()).matches();
  }

  private static Pattern glob(String glob) {
    StringBuilder pattern = new StringBuilder();
    for (String part : glob.split("\\*+", -1)) {
      pattern.append(pattern.isEmpty() ? "" : ".*").append(Pattern.quote(part));
    }
    return Pattern.compile(pattern.toString(), Pattern.DOTALL);
  }
}
