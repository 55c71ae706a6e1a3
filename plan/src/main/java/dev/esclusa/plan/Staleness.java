package dev.esclusa.plan;

import dev.esclusa.model.Action;
import dev.esclusa.model.Address;
import dev.esclusa.model.FieldChange;
import dev.esclusa.model.Plan;
import dev.esclusa.model.Precondition;
import dev.esclusa.model.Problem;
import dev.esclusa.model.ResourceChange;
import dev.esclusa.model.SavedPlan;
import dev.esclusa.model.Target;
import dev.esclusa.tree.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Whether a plan still says what would happen. */
public sealed interface Staleness {
  /** Predicting again gives the same plan. */
  record Fresh() implements Staleness {}

  /**
   * @param differences what is otherwise now, in words
   */
  record Stale(List<String> differences) implements Staleness {
    public Stale {
      differences = List.copyOf(differences);
    }

    /** What a person is told of a plan that went stale. */
    public Problem problem(Target target) {
      return Problem.environment(
          "PLN-0005",
          "the plan of target "
              + target.name()
              + " is stale: "
              + String.join("; ", differences)
              + ".",
          "Nothing to do: it is planned again. The approvals of the old plan are void.");
    }
  }

  /** The hashes decide; the words are for people. */
  static Staleness compare(Plan old, Plan now) {
    boolean sameDesire = old.desiredHash().equals(now.desiredHash());
    if (old.hash().equals(now.hash()) && sameDesire) {
      return new Fresh();
    }
    List<String> words = new ArrayList<>();
    if (!sameDesire) {
      words.add("Git asks for something else now");
    }
    words.addAll(differences(old, now));
    if (sameDesire && sameState(old, now)) {
      words.addAll(unstable(now));
    }
    if (words.isEmpty()) {
      words.add("the plan's hash is " + now.hash() + " now, was " + old.hash());
    }
    return new Stale(words);
  }

  private static boolean sameState(Plan old, Plan now) {
    return ofPreconditions(old, now).isEmpty();
  }

  /** Where neither Git nor the state moved, what may have: no two such plans are equal. */
  private static List<String> unstable(Plan now) {
    SavedPlan saved = now.artifact();
    List<String> calls = saved == null ? null : saved.unstable();
    return calls == null
        ? List.of()
        : List.of(
            "Git and the state are the same; the configuration calls what gives another value each"
                + " time: "
                + String.join(", ", calls));
  }

  private static List<String> differences(Plan old, Plan now) {
    List<String> words = new ArrayList<>();
    Map<Address, ResourceChange> before = byAddress(old.changes());
    Map<Address, ResourceChange> after = byAddress(now.changes());
    TreeSet<Address> all = new TreeSet<>(before.keySet());
    all.addAll(after.keySet());
    for (Address address : all) {
      words.addAll(ofObject(address, before.get(address), after.get(address)));
    }
    words.addAll(ofUnresolved(old, now));
    words.addAll(ofPreconditions(old, now));
    return words;
  }

  /** What moved in the world and this plan would leave as it is. */
  private static List<String> ofUnresolved(Plan old, Plan now) {
    Map<Address, ResourceChange> before = byAddress(old.leftAlone());
    Map<Address, ResourceChange> after = byAddress(now.leftAlone());
    TreeSet<Address> all = new TreeSet<>(before.keySet());
    all.addAll(after.keySet());
    List<String> words = new ArrayList<>();
    for (Address address : all) {
      ResourceChange was = before.get(address);
      ResourceChange is = after.get(address);
      if (was == null) {
        words.add(address.text() + " drifted meanwhile in a way that this plan would not undo");
      } else if (is == null) {
        words.add(address.text() + " is as it was accepted again");
      } else {
        words.addAll(ofObject(address, was, is));
      }
    }
    return words;
  }

  private static Map<Address, ResourceChange> byAddress(List<ResourceChange> changes) {
    Map<Address, ResourceChange> map = new LinkedHashMap<>();
    changes.forEach(it -> map.put(it.address(), it));
    return map;
  }

  /** What differs between two plans for one object; its place in the order is no difference. */
  static List<String> ofObject(
      Address address, @Nullable ResourceChange old, @Nullable ResourceChange now) {
    if (old == null || now == null) {
      return List.of(address.text() + (old == null ? " joins the plan" : " leaves the plan"));
    }
    List<String> words = new ArrayList<>();
    if (old.action() != now.action()) {
      words.add(address.text() + ": " + phrase(now.action()) + " now, " + was(old.action()));
    }
    if (old.guarded() != now.guarded()) {
      words.add(address.text() + (now.guarded() ? " is guarded now" : " is not guarded any more"));
    }
    words.addAll(ofFields(address, old, now));
    return words;
  }

  private static String phrase(Action action) {
    return switch (action) {
      case NOTHING -> "nothing to do";
      case CREATE -> "to be created";
      case UPDATE -> "to be updated";
      case REPLACE -> "to be replaced";
      case DELETE -> "to be deleted";
      case ADOPT -> "to be adopted";
      case FORGET -> "to be forgotten";
    };
  }

  private static String was(Action action) {
    return "was " + phrase(action);
  }

  private static List<String> ofFields(Address address, ResourceChange old, ResourceChange now) {
    List<String> words = new ArrayList<>();
    Map<String, FieldChange> before = fields(old);
    Map<String, FieldChange> after = fields(now);
    TreeSet<String> all = new TreeSet<>(before.keySet());
    all.addAll(after.keySet());
    for (String pointer : all) {
      FieldChange was = before.get(pointer);
      FieldChange is = after.get(pointer);
      if (was == null || is == null) {
        words.add(
            address.text()
                + " "
                + pointer
                + (was == null ? " is changed now too" : " needs no change any more"));
      } else if (!was.equals(is)) {
        words.add(address.text() + " " + pointer + ": " + difference(was, is));
      }
    }
    return words;
  }

  private static Map<String, FieldChange> fields(ResourceChange change) {
    Map<String, FieldChange> map = new LinkedHashMap<>();
    change.fields().forEach(it -> map.put(it.pointer().toString(), it));
    return map;
  }

  private static String difference(FieldChange was, FieldChange is) {
    boolean sameBefore = Objects.equals(was.before(), is.before());
    boolean sameAfter = Objects.equals(was.after(), is.after());
    if (sameBefore && sameAfter) {
      return "held by " + holder(is) + " now, was held by " + holder(was);
    }
    return sameBefore
        ? "would become " + shown(is.after()) + " now, not " + shown(was.after())
        : "is " + shown(is.before()) + " now, was " + shown(was.before());
  }

  private static String holder(FieldChange field) {
    return field.takenFrom() == null ? "nobody else" : field.takenFrom();
  }

  private static String shown(@Nullable Value value) {
    return PlanText.shown(value);
  }

  private static List<String> ofPreconditions(Plan old, Plan now) {
    List<String> words = new ArrayList<>();
    Map<Address, Precondition> before = new LinkedHashMap<>();
    old.preconditions().forEach(it -> before.put(it.address(), it));
    for (Precondition is : now.preconditions()) {
      Precondition was = before.get(is.address());
      if (was instanceof Precondition.Exists a
          && is instanceof Precondition.Exists b
          && !a.uid().equals(b.uid())) {
        words.add(
            is.address().text()
                + " is another object now (uid "
                + b.uid()
                + ", was "
                + a.uid()
                + ")");
      } else if (was instanceof Precondition.Unmoved a
          && is instanceof Precondition.Unmoved b
          && !a.mark().equals(b.mark())) {
        words.add("the state is " + b.mark() + " now, was " + a.mark());
      }
    }
    return words;
  }
}
