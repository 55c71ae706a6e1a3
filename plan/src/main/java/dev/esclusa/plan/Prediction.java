package dev.esclusa.plan;

import dev.esclusa.model.Address;
import dev.esclusa.model.Ownership;
import dev.esclusa.model.ResourceChange;
import dev.esclusa.model.SavedPlan;
import dev.esclusa.tree.Pointer;
import dev.esclusa.tree.Value;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an authority says would happen. Bodies are whole, secrets included: they never leave the
 * runner unredacted.
 *
 * @param artifact a saved plan that the authority keeps for exactly this transition
 * @param mark the authority's own name of the state it predicted from, e.g. lineage and serial
 * @param unresolved what is otherwise than it was accepted, which this transition would not undo;
 *     secrets masked
 * @param authorityPlan the authority's own form of the plan, secrets masked; absent where it has
 *     none
 */
public record Prediction(
    Instant observedAt,
    List<Predicted> resources,
    @Nullable SavedPlan artifact,
    @Nullable String mark,
    List<ResourceChange> unresolved,
    @Nullable Value authorityPlan) {

  /**
   * One object.
   *
   * @param desired the object as Git wants it; absent when Git no longer wants it
   * @param live absent when it is not there
   * @param predicted the object after the apply, defaults filled in; absent when it would be gone
   *     or is not known yet
   * @param taken fields that other writers hold and would lose
   * @param unpredictedBecause why the result is not known yet; begins with {@link #IMMUTABLE} when
   *     the authority refuses to change the object in place
   * @param said the authority's own account of what it will do, secrets masked; absent where that
   *     follows from the bodies
   */
  public record Predicted(
      Address address,
      @Nullable Value desired,
      @Nullable Live live,
      @Nullable Value predicted,
      List<TakenField> taken,
      @Nullable String unpredictedBecause,
      @Nullable ResourceChange said) {
    /** How a reason begins that says: this object can only be made anew. */
    public static final String IMMUTABLE = "immutable: ";

    public Predicted {
      taken = List.copyOf(taken);
    }

    /** One whose change follows from the bodies. */
    public Predicted(
        Address address,
        @Nullable Value desired,
        @Nullable Live live,
        @Nullable Value predicted,
        List<TakenField> taken,
        @Nullable String unpredictedBecause) {
      this(address, desired, live, predicted, taken, unpredictedBecause, null);
    }

    /** Whether the authority refuses to change the object in place. */
    public boolean immutable() {
      return unpredictedBecause != null && unpredictedBecause.startsWith(IMMUTABLE);
    }
  }

  /**
   * An object that is there.
   *
   * @param uid the authority's identity of this very object
   * @param version the authority's name of its present state
   * @param owner whose marker it carries
   */
  public record Live(Value body, String uid, String version, @Nullable Ownership owner) {}

  /**
   * @param manager e.g. {@code kubectl-scale}
   */
  public record TakenField(Pointer pointer, String manager) {}

  public Prediction {
    resources = List.copyOf(resources);
    unresolved = List.copyOf(unresolved);
  }

  /** One of an authority that has no form of its own for plans. */
  public Prediction(
      Instant observedAt,
      List<Predicted> resources,
      @Nullable SavedPlan artifact,
      @Nullable String mark,
      List<ResourceChange> unresolved) {
    this(observedAt, resources, artifact, mark, unresolved, null);
  }

  /** One in which everything that differs would be undone. */
  public Prediction(
      Instant observedAt,
      List<Predicted> resources,
      @Nullable SavedPlan artifact,
      @Nullable String mark) {
    this(observedAt, resources, artifact, mark, List.of());
  }
}
