package dev.esclusa.plan;

/**
 * The port through which an authority is asked what it would make of a desired state, without doing
 * it. Requests and answers are canonical values, so that the other side may be far away.
 */
public interface Predictor {
  /**
   * Predicts every desired resource, and reports the live state of every inventoried one that is
   * not desired any more.
   *
   * @throws dev.esclusa.model.ProblemException with fault ENVIRONMENT when the authority cannot be
   *     reached or answers nonsense; CALLER when it refuses a resource as invalid
   */
  Prediction predict(PredictionRequest request);
}
