package dev.esclusa.terraform;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What one run of an engine came to, by its events. Texts in it come from the engine and its
 * provisioners: {@link #scrubbed} before showing or keeping them.
 *
 * @param engineVersion empty when the engine did not come so far
 * @param operations in the order in which they began; a replacement is two of them
 * @param counted the engine's own count, absent when it failed before the end
 * @param outputsChange whether any output changes
 * @param texts the last lines that mean nothing to us
 * @param unknownTypes event types that this version does not know
 * @param omitted how many entries found no room in the lists
 */
public record RunReport(
    String engineVersion,
    List<Event.Planned> planned,
    List<Event.Drifted> drifted,
    List<Operation> operations,
    Event.@Nullable Counted counted,
    boolean outputsChange,
    List<Diagnostic> diagnostics,
    List<Event.Provisioned> provisions,
    List<String> texts,
    Set<String> unknownTypes,
    long omitted) {
  public RunReport {
    planned = List.copyOf(planned);
    drifted = List.copyOf(drifted);
    operations = List.copyOf(operations);
    diagnostics = List.copyOf(diagnostics);
    provisions = List.copyOf(provisions);
    texts = List.copyOf(texts);
    unknownTypes = Set.copyOf(unknownTypes);
  }

  /**
   * One operation on one object.
   *
   * @param idValue the id of the object, once it is known
   */
  public record Operation(
      String address,
      Step step,
      Phase phase,
      @Nullable Instant startedAt,
      long elapsedSeconds,
      @Nullable String idValue) {
    /** How far an operation came. */
    public enum Phase {
      STARTED,
      COMPLETED,
      ERRORED
    }
  }

  public List<Diagnostic> errors() {
    return diagnostics.stream().filter(Diagnostic::error).toList();
  }

  /** Begun and neither completed nor failed: nobody knows what became of these addresses. */
  public Set<String> inDoubt() {
    Set<String> found = new LinkedHashSet<>();
    for (Operation operation : operations) {
      if (operation.phase() == Operation.Phase.STARTED && operation.step() != Step.READ) {
        found.add(operation.address());
      }
    }
    return found;
  }

  /** Replacements whose old object is gone and whose new one was never begun, or the other way. */
  public Set<String> halfReplaced() {
    Set<String> deleted = completed(Step.DELETE);
    Set<String> created = completed(Step.CREATE);
    Set<String> found = new TreeSet<>();
    for (Event.Planned plan : planned) {
      boolean half = deleted.contains(plan.address()) != created.contains(plan.address());
      if (plan.step().replaces() && half) {
        found.add(plan.address());
      }
    }
    return found;
  }

  private Set<String> completed(Step step) {
    Set<String> found = new HashSet<>();
    for (Operation it : operations) {
      if (it.step() == step && it.phase() == Operation.Phase.COMPLETED) {
        found.add(it.address());
      }
    }
    return found;
  }

  /** Planned and never begun; moves, imports and forgets have no beginning. */
  public Set<String> skipped() {
    Set<String> begun = new TreeSet<>();
    operations.forEach(it -> begun.add(it.address()));
    Set<String> found = new LinkedHashSet<>();
    for (Event.Planned plan : planned) {
      boolean acts = plan.step() != Step.NO_OP && plan.step() != Step.FORGET;
      if (acts && !begun.contains(plan.address())) {
        found.add(plan.address());
      }
    }
    return found;
  }

  /**
   * Addresses of which every operation that began is done, and no part of a replacement is open.
   */
  public Set<String> completed() {
    Set<String> found = new LinkedHashSet<>();
    for (Operation operation : operations) {
      if (operation.step() != Step.READ) {
        found.add(operation.address());
      }
    }
    found.removeAll(failed());
    found.removeAll(inDoubt());
    found.removeAll(halfReplaced());
    return found;
  }

  /** Addresses whose operation failed. */
  public Set<String> failed() {
    Set<String> found = new LinkedHashSet<>();
    for (Operation operation : operations) {
      if (operation.phase() == Operation.Phase.ERRORED) {
        found.add(operation.address());
      }
    }
    return found;
  }

  /** Whether a plan run came to its end and saw neither drift nor anything to do. */
  public boolean clean() {
    return counted != null
        && errors().isEmpty()
        && drifted.isEmpty()
        && planned.isEmpty()
        && unknownTypes.isEmpty()
        && omitted == 0
        && !outputsChange;
  }

  /** The same with every free text passed through a scrubber. */
  public RunReport scrubbed(UnaryOperator<String> scrubber) {
    List<Event.Provisioned> spoken = new ArrayList<>();
    for (Event.Provisioned it : provisions) {
      spoken.add(
          new Event.Provisioned(
              it.address(), it.provisioner(), it.phase(), scrubber.apply(it.output())));
    }
    return new RunReport(
        engineVersion,
        planned,
        drifted,
        operations.stream().map(it -> scrubbed(it, scrubber)).toList(),
        counted,
        outputsChange,
        diagnostics.stream().map(it -> it.scrubbed(scrubber)).toList(),
        spoken,
        texts.stream().map(scrubber).toList(),
        unknownTypes,
        omitted);
  }

  private static Operation scrubbed(Operation operation, UnaryOperator<String> scrubber) {
    String id = operation.idValue();
    return new Operation(
        operation.address(),
        operation.step(),
        operation.phase(),
        operation.startedAt(),
        operation.elapsedSeconds(),
        id == null ? null : scrubber.apply(id));
  }
}
