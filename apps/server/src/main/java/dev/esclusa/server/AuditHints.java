package dev.esclusa.server;

import dev.esclusa.control.ControlPlane;
import dev.esclusa.control.Recorded;
import dev.esclusa.control.TargetRecord;
import dev.esclusa.model.Address;
import dev.esclusa.model.Authority;
import dev.esclusa.model.Change;
import dev.esclusa.model.Fact;
import dev.esclusa.model.Managed;
import dev.esclusa.model.ProblemException;
import dev.esclusa.model.TargetUid;
import dev.esclusa.stack.StateBackend;
import dev.esclusa.stack.StateVersion;
import dev.esclusa.terraform.StateFile;
import dev.esclusa.terraform.TerraformException;
import dev.esclusa.tree.Value;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes hints of what an audit log tells. A record that names a target and an address is one; one
 * in the words of a cloud is told by the ids and ARNs that the states of our stacks hold.
 */
final class AuditHints {
  private final ControlPlane plane;
  private final StateBackend states;
  private final Map<TargetUid, Known> known = new HashMap<>();

  /** Which object a thing is, by its id or ARN, as one version of a state has it. */
  private record Known(long version, Map<String, Set<String>> addresses) {}

  AuditHints(ControlPlane plane, StateBackend states) {
    this.plane = plane;
    this.states = states;
  }

  /** What is about nothing of ours is passed over. */
  synchronized void take(AuditRecord record) {
    String target = record.target();
    for (TargetRecord one : plane.ledger().targets()) {
      if (one.registered() < 0 || one.removed()) {
        continue;
      }
      if (target == null) {
        touched(one, record);
      } else if (Api.sameTarget(plane.story().declared(one).target().name().text(), target)) {
        hint(one, record.address(), record.actor());
      }
    }
  }

  private void touched(TargetRecord target, AuditRecord record) {
    Managed managed = plane.story().declared(target);
    if (!managed.target().authority().equals(new Authority("terraform"))
        || ourOwn(target, record.at())) {
      return;
    }
    Map<String, Set<String>> things = things(target.uid());
    Set<String> addresses = new HashSet<>();
    for (String thing : record.things()) {
      addresses.addAll(things.getOrDefault(thing, Set.of()));
    }
    addresses.stream().sorted().forEach(it -> hint(target, it, record.actor()));
  }

  /** Without an actor, or an address, it is only a reason to look. */
  private void hint(TargetRecord target, @Nullable String address, @Nullable String actor) {
    if (address == null || actor == null) {
      plane.desk().look(target.uid());
    } else {
      plane.desk().hint(target.uid(), address(plane, target, address), actor);
    }
  }

  /** One that the target owns, of whatever kind; else it can only be one of a stack. */
  static Address address(ControlPlane plane, TargetRecord target, String text) {
    return plane.story().inventory(target).addresses().stream()
        .filter(it -> it.text().equals(text))
        .findFirst()
        .orElseGet(() -> new Address.Terraform(text));
  }

  /** An apply of ours leaves its traces in the log too; what drifts later was not done by it. */
  private boolean ourOwn(TargetRecord target, @Nullable Instant at) {
    return at != null
        && plane.ledger().changes().stream()
            .filter(it -> it.target().equals(target.uid()))
            .anyMatch(it -> during(it, at));
  }

  private static boolean during(Recorded change, Instant at) {
    Instant from = at(change, Fact.ApplyStarted.class);
    Instant to = at(change, Fact.ApplyFinished.class);
    boolean goesOn =
        change.change() instanceof Change.Applying || change.change() instanceof Change.InDoubt;
    return from != null
        && !at.isBefore(from.minusSeconds(1)) // logs tell whole seconds
        && (to == null ? goesOn : !at.isAfter(to));
  }

  private static @Nullable Instant at(Recorded change, Class<? extends Fact.OfChange> type) {
    long index = change.indexOf(type);
    return change.marks().stream()
        .filter(it -> it.index() == index)
        .map(Recorded.Mark::at)
        .findFirst()
        .orElse(null);
  }

  private Map<String, Set<String>> things(TargetUid stack) {
    StateVersion version = states.current(stack).orElse(null);
    if (version == null) {
      return Map.of(); // a foreign backend; or nothing was made yet
    }
    Known last = known.get(stack);
    if (last == null || last.version() != version.number()) {
      last = new Known(version.number(), read(stack, version.number()));
      known.put(stack, last);
    }
    return last.addresses();
  }

  private Map<String, Set<String>> read(TargetUid stack, long version) {
    Map<String, Set<String>> addresses = new HashMap<>();
    try {
      for (StateFile.Instance one : StateFile.read(states.content(stack, version)).instances()) {
        if (one.mode().equals("managed")) {
          for (String field : List.of("id", "arn")) {
            if (one.attributes().at(field) instanceof Value.Text(String text)
                && text.length() >= 4) {
              addresses.computeIfAbsent(text, _ -> new HashSet<>()).add(one.address());
            }
          }
        }
      }
    } catch (ProblemException | TerraformException e) {
      return Map.of(); // a state that cannot be read is told where it is used
    }
    return addresses;
  }
}
