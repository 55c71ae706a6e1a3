package dev.esclusa.desired;

import dev.esclusa.model.DesiredState;
import dev.esclusa.model.Problem;
import dev.esclusa.tree.ReadSet;
import java.util.List;

/** What Git asks of a target, or why that cannot be said; and what was looked at for it. */
public sealed interface DesiredOutcome {
  /** A commit in which it still holds gives the same outcome. */
  ReadSet readSet();

  record Ready(DesiredState state, ReadSet readSet) implements DesiredOutcome {}

  /**
   * @param problems at least one, in the order of the files; at most a hundred
   */
  record Broken(List<Problem> problems, ReadSet readSet) implements DesiredOutcome {
    public Broken {
      problems = List.copyOf(problems);
    }
  }
}
