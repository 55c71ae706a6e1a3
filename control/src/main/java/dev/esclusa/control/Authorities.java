package dev.esclusa.control;

import dev.esclusa.apply.Actuator;
import dev.esclusa.model.Target;
import dev.esclusa.observe.Observer;
import dev.esclusa.plan.Predictor;

/** The port that knows which outside system serves a target. */
public interface Authorities {
  /**
   * @throws dev.esclusa.model.ProblemException CALLER when no adapter serves the target's authority
   *     or its place is not declared; ENVIRONMENT when it cannot be reached
   */
  Served of(Target target);

  /**
   * The three ways to one authority.
   *
   * @param recovery what may be done with an apply whose runner was lost
   */
  record Served(Predictor predictor, Actuator actuator, Observer observer, Recovery recovery) {}

  /** Whether an interrupted apply may be taken up again by the system itself. */
  enum Recovery {
    /** Steps can be read back one by one and the rest goes on. */
    RESUMES,
    /** Only a person can say what happened. */
    NEEDS_VERDICT
  }
}
