package dev.esclusa.observe;

import java.util.List;

/**
 * What Git has to say so that a drift is none any more: proposed as text, for people to commit.
 *
 * @param patch a unified difference that {@code git apply} takes; empty where no line of Git can be
 *     named
 * @param notes what a person has to do beside it, or instead
 */
public record Adoption(String patch, List<String> notes) {
  public Adoption {
    notes = List.copyOf(notes);
  }
}
