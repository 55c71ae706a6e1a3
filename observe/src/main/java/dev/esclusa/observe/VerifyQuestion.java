package dev.esclusa.observe;

import dev.esclusa.model.ApplyResult;
import dev.esclusa.model.Plan;
import java.time.Instant;

/**
 * What a verification is read from.
 *
 * @param after the same desired state planned again after the apply: what is still to do
 * @param deadline until when health may take its time
 * @param overtaken whether a newer apply of the target has begun
 */
public record VerifyQuestion(
    ApplyResult result,
    Plan after,
    HealthAssessor.Assessment assessment,
    Instant now,
    Instant deadline,
    boolean overtaken) {}
