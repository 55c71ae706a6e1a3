package dev.esclusa.apply;

import dev.esclusa.model.Problem;

/**
 * The port through which an apply has one step predicted again: because nobody could predict it
 * earlier, because the authority says that the object moved, or because a crash lies between.
 */
public interface Foresight {
  Sight look(Step step, Why why);

  /** Why it is asked. */
  enum Why {
    UNPREDICTED,
    STALE,
    RESUMED
  }

  /** What the second look saw. */
  sealed interface Sight {
    /**
     * The step would still do what the plan says.
     *
     * @param instruction the same effect on the object's present version
     */
    record Same(Instruction instruction) implements Sight {}

    /** It would do something else. */
    record Moved(String because) implements Sight {}

    record Unreachable(Problem problem) implements Sight {}
  }

  /** Sees nothing, so nothing that needs a second look goes on. */
  static Foresight none() {
    return (step, why) ->
        new Sight.Moved(step.address().text() + " would need a second look, and nobody can look");
  }
}
