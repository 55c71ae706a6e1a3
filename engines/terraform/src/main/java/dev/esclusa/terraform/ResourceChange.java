package dev.esclusa.terraform;

import dev.esclusa.tree.Pointer;
import dev.esclusa.tree.Value;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One entry of {@code resource_changes} or {@code resource_drift}. Its values are as the engine
 * gave them, secrets included; they are no part of {@code toString}.
 *
 * @param address {@code module.net.aws_subnet.app[0]}
 * @param previousAddress where the object stood before a move, else null
 * @param deposed the key of a deposed object, else null
 * @param mode {@code managed} or {@code data}
 * @param actions the words of the plan, also those that {@link Step} does not know
 * @param actionReason {@code replace_because_cannot_update}, or null
 * @param replacePaths the attributes that force a replacement
 * @param importing whether the object is imported
 * @param importingId the id that it is imported by, where the plan names it
 * @param before null when the object does not exist yet
 * @param after null when the object will not exist
 * @param unknown what becomes known only by an apply
 */
public record ResourceChange(
    String address,
    @Nullable String previousAddress,
    @Nullable String deposed,
    String mode,
    String type,
    String providerName,
    Step step,
    List<String> actions,
    @Nullable String actionReason,
    List<Pointer> replacePaths,
    boolean importing,
    @Nullable String importingId,
    @Nullable String generatedConfig,
    @Nullable Value before,
    @Nullable Value after,
    Mask unknown,
    Mask sensitiveBefore,
    Mask sensitiveAfter) {
  public ResourceChange {
    actions = List.copyOf(actions);
    replacePaths = List.copyOf(replacePaths);
  }

  public boolean managed() {
    return mode.equals("managed");
  }

  public boolean moved() {
    return previousAddress != null && !previousAddress.equals(address);
  }

  /** Whether an apply of it would change neither the world nor what the engine records of it. */
  public boolean pureNoOp() {
    return step == Step.NO_OP && !moved() && !importing;
  }

  /** Whether it changes this attribute, as far as a provider sees a difference. */
  boolean changes(String attribute) {
    return !unknown.key(attribute).marksNothing()
        || !NormalForm.of(PlanReader.entries(before).get(attribute))
            .equals(NormalForm.of(PlanReader.entries(after).get(attribute)));
  }

  /** What either mask of the plan marks. */
  public Mask sensitive() {
    return sensitiveBefore.or(sensitiveAfter);
  }

  /** The highest places that become known only by an apply. */
  public List<Pointer> unknownPointers() {
    return unknown.pointers(after);
  }

  /** The highest places that the plan marks as sensitive before the change. */
  public List<Pointer> sensitiveBeforePointers() {
    return sensitiveBefore.pointers(before);
  }

  /** The highest places that the plan marks as sensitive after the change. */
  public List<Pointer> sensitiveAfterPointers() {
    return sensitiveAfter.pointers(after);
  }

  /** The address without instance keys, as the configuration has it. */
  public String configAddress() {
    return configAddress(address);
  }

  /** Of the module that it is in, with the keys of its instances; empty for the root module. */
  String moduleAddress() {
    int end = 0;
    while (address.startsWith("module.", end)) {
      int dot = outside(end + "module.".length());
      if (dot < 0) {
        break;
      }
      end = dot + 1;
    }
    return end == 0 ? "" : address.substring(0, end - 1);
  }

  /** The next dot that is in no key, or -1. */
  private int outside(int from) {
    boolean quoted = false;
    int depth = 0;
    for (int i = from; i < address.length(); i++) {
      char c = address.charAt(i);
      if (quoted && c == '\\') {
        i++;
      } else if (c == '"') {
        quoted = !quoted;
      } else if (!quoted && c == '[') {
        depth++;
      } else if (!quoted && c == ']') {
        depth--;
      } else if (!quoted && depth == 0 && c == '.') {
        return i;
      }
    }
    return -1;
  }

  static String configAddress(String address) {
    if (address.indexOf('[') < 0) {
      return address;
    }
    StringBuilder kept = new StringBuilder();
    boolean inside = false;
    boolean quoted = false;
    for (int i = 0; i < address.length(); i++) {
      char c = address.charAt(i);
      if (quoted && c == '\\') {
        i++;
      } else if (inside && c == '"') {
        quoted = !quoted;
      } else if (!inside && c == '[') {
        inside = true;
      } else if (inside && !quoted && c == ']') {
        inside = false;
      } else if (!inside) {
        kept.append(c);
      }
    }
    return kept.toString();
  }

  @Override
  public String toString() {
    return address + (deposed == null ? "" : " (deposed " + deposed + ")") + ": " + actions;
  }
}
