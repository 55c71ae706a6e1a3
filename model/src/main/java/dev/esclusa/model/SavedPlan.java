package dev.esclusa.model;

import dev.esclusa.tree.Digest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A plan that the authority itself made and keeps, good for one apply. Two plans of one transition
 * have other bytes and one meaning: approvals bind the meaning, the apply runs the bytes.
 *
 * @param digest SHA-256 of its bytes, whoever reads them compares
 * @param meaning semantic hash over what it does; equal for equal transitions
 * @param engine name and version of what made it, e.g. {@code terraform 1.11.4}
 * @param concerns what the authority's own form shows and the list of changes does not
 * @param summary for people: how much it does, and to what; outside of the meaning
 * @param unstable calls in the configuration that give another value each time, with their places;
 *     outside of the meaning; absent where there are none
 */
public record SavedPlan(
    Digest digest,
    Digest meaning,
    String engine,
    List<Concern> concerns,
    List<String> summary,
    @Nullable List<String> unstable) {
  /** One that says nothing more. */
  public SavedPlan(Digest digest, Digest meaning, String engine, List<Concern> concerns) {
    this(digest, meaning, engine, concerns, List.of());
  }

  /** One of a stable configuration. */
  public SavedPlan(
      Digest digest, Digest meaning, String engine, List<Concern> concerns, List<String> summary) {
    this(digest, meaning, engine, concerns, summary, null);
  }

  /** One reason why it is dangerous, and how much. */
  public record Concern(Risk.Level level, String words) {}

  public SavedPlan {
    Shape.LINE.check("engine", engine);
    concerns = List.copyOf(concerns);
    summary = List.copyOf(summary);
    unstable = unstable == null || unstable.isEmpty() ? null : List.copyOf(unstable);
  }
}
