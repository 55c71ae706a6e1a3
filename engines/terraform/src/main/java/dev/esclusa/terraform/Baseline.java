package dev.esclusa.terraform;

import dev.esclusa.tree.Canonical;
import dev.esclusa.tree.Digest;
import dev.esclusa.tree.Pointer;
import dev.esclusa.tree.Value;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What a person accepted last, by approving an apply or an acceptance: of each managed object and
 * attribute a digest. An engine forgets drift as soon as it wrote it into the state; a baseline
 * does not. Every digest goes through the masking, so that no value can be guessed from it.
 *
 * @param rulesVersion the noise rules that it was made with
 */
public record Baseline(long rulesVersion, Map<String, ObjectDigests> objects) {
  private static final String DOMAIN = "esclusa.terraform.baseline.v1";

  public Baseline {
    objects = Map.copyOf(objects);
  }

  /** One object: the digest of each attribute that tells something. */
  public record ObjectDigests(String type, Map<String, Digest> attributes) {
    public ObjectDigests {
      attributes = Map.copyOf(attributes);
    }
  }

  /** Accepts what the engine found in the world when it made the plan. */
  public static Baseline found(PlanDocument plan, Masking masking) {
    return of(Snapshot.found(plan), masking);
  }

  /** Accepts what the state recorded before the engine looked. */
  public static Baseline recorded(PlanDocument plan, Masking masking) {
    return of(Snapshot.recorded(plan), masking);
  }

  /** Accepts what a state records, as after an approved apply. */
  public static Baseline of(StateFile state, Masking masking) {
    return of(state.snapshot(), masking);
  }

  static Baseline of(Snapshot snapshot, Masking masking) {
    Map<String, ObjectDigests> objects = new TreeMap<>();
    for (String address : snapshot.addresses()) {
      StateObject object = snapshot.object(address);
      if (object != null) {
        objects.put(address, new ObjectDigests(object.type(), digests(snapshot, address, masking)));
      }
    }
    return new Baseline(NoiseRules.builtIn().version(), objects);
  }

  /** An attribute that is zero to the provider has none. */
  static Map<String, Digest> digests(Snapshot snapshot, String address, Masking masking) {
    Map<String, Digest> digests = new TreeMap<>();
    snapshot
        .attributes(address)
        .forEach(
            (name, value) -> {
              Value form = NormalForm.of(value);
              if (!form.isNull()) {
                Value mask = masking.mask(address, Pointer.of(name), form);
                digests.put(name, Canonical.hash(DOMAIN, mask));
              }
            });
    return digests;
  }

  /**
   * The baseline after an approved apply: what the plan changed is accepted as it is now, all else
   * stays as it was accepted before, so that an apply does not swallow drift that it did not undo.
   *
   * @param applied the plan that was applied
   * @param now the state after it
   */
  public Baseline after(PlanDocument applied, StateFile now, Masking masking) {
    return after(applied, now.snapshot(), masking);
  }

  /** The same, where a later plan tells what is there now. */
  public Baseline after(PlanDocument applied, PlanDocument now, Masking masking) {
    return after(applied, Snapshot.found(now), masking);
  }

  /**
   * The same after an apply that did not come to its end.
   *
   * @param completed the addresses that it finished, {@link RunReport#completed}
   */
  public Baseline afterPart(
      PlanDocument applied, PlanDocument now, Set<String> completed, Masking masking) {
    return after(applied, Snapshot.found(now), completed::contains, masking);
  }

  private Baseline after(PlanDocument applied, Snapshot now, Masking masking) {
    return after(applied, now, it -> true, masking);
  }

  private Baseline after(
      PlanDocument applied, Snapshot now, Predicate<String> done, Masking masking) {
    Map<String, ObjectDigests> next = new TreeMap<>(objects);
    for (ResourceChange change : applied.changes()) {
      boolean acted = !change.pureNoOp() && done.test(change.address());
      if (Snapshot.current(change) && acted) {
        ObjectDigests old = object(change.address(), change.previousAddress());
        if (change.previousAddress() != null) {
          next.remove(change.previousAddress());
        }
        StateObject object = now.object(change.address());
        if (object == null) {
          next.remove(change.address());
        } else {
          Map<String, Digest> digests = digests(now, change.address(), masking);
          Map<String, Digest> kept =
              old == null || change.step().creates()
                  ? digests
                  : merged(change, old.attributes(), digests, now, masking);
          next.put(change.address(), new ObjectDigests(object.type(), kept));
        }
      }
    }
    return new Baseline(NoiseRules.builtIn().version(), next);
  }

  /** Of what a change leaves alone, the old digests; after a move, under the new address. */
  private static Map<String, Digest> merged(
      ResourceChange change,
      Map<String, Digest> old,
      Map<String, Digest> fresh,
      Snapshot now,
      Masking masking) {
    String previous = change.previousAddress();
    Map<String, Digest> asBefore =
        previous == null
            ? fresh
            : digests(
                now,
                change.address(),
                (who, pointer, value) -> masking.mask(previous, pointer, value));
    Map<String, Digest> merged = new TreeMap<>(fresh);
    TreeSet<String> names = new TreeSet<>(fresh.keySet());
    names.addAll(old.keySet());
    for (String name : names) {
      Digest then = old.get(name);
      boolean same = Objects.equals(then, asBefore.get(name));
      if (!same && !change.importing() && !change.changes(name)) {
        if (then == null) {
          merged.remove(name);
        } else {
          merged.put(name, then);
        }
      }
    }
    return merged;
  }

  /** The baseline after a person accepted these findings as they are now. */
  public Baseline accepting(Collection<DriftFinding> findings, PlanDocument now, Masking masking) {
    Snapshot found = Snapshot.found(now);
    Map<String, ObjectDigests> next = new TreeMap<>(objects);
    for (DriftFinding finding : findings) {
      ObjectDigests old = next.get(finding.address());
      StateObject object = found.object(finding.address());
      if (object == null || finding.deleted()) {
        next.remove(finding.address());
      } else {
        Map<String, Digest> attributes = new TreeMap<>(old == null ? Map.of() : old.attributes());
        Digest digest = digests(found, finding.address(), masking).get(finding.attribute());
        if (digest == null) {
          attributes.remove(finding.attribute());
        } else {
          attributes.put(finding.attribute(), digest);
        }
        next.put(finding.address(), new ObjectDigests(object.type(), attributes));
      }
    }
    return new Baseline(rulesVersion, next);
  }

  /** What was accepted of an object, also under the address that it had before a move. */
  @Nullable ObjectDigests object(String address, @Nullable String previousAddress) {
    ObjectDigests object = objects.get(address);
    return object == null && previousAddress != null ? objects.get(previousAddress) : object;
  }
}
