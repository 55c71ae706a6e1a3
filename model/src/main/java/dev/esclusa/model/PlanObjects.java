package dev.esclusa.model;

import dev.esclusa.tree.Canonical;
import dev.esclusa.tree.Digest;
import dev.esclusa.tree.Records;
import dev.esclusa.tree.Value;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a plan is about, whole and redacted: what rules read beside the changes themselves. It is
 * kept with the plan, so that a decision can be made again.
 *
 * @param objects in address order
 * @param authorityPlan the authority's own form of its plan, secrets masked, where it has one
 * @param changedFiles paths that differ from what is in place; empty when nothing is in place
 */
public record PlanObjects(
    List<Seen> objects, @Nullable Value authorityPlan, List<String> changedFiles) {
  /** No object and no file. */
  public static final PlanObjects NONE = new PlanObjects(List.of(), null, List.of());

  /**
   * One object.
   *
   * @param wanted as Git asks for it; absent when it no longer does
   * @param live as it is, without what the authority keeps for itself; absent when it is not there
   */
  public record Seen(Address address, @Nullable Value wanted, @Nullable Value live) {}

  public PlanObjects {
    objects = List.copyOf(objects);
    changedFiles = List.copyOf(changedFiles);
  }

  public Digest hash() {
    return Canonical.hash("esclusa/plan-objects/v1", Records.toValue(this));
  }
}
