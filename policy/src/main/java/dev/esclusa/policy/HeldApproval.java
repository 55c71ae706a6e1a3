package dev.esclusa.policy;

import dev.esclusa.model.Approval;
import dev.esclusa.model.Problem;
import org.jspecify.annotations.Nullable;

/**
 * An approval as it was given, and whether it still holds on its own.
 *
 * @param voidBecause why its signature or its signer no longer counts (key withdrawn, person
 *     excluded), absent while they do
 */
public record HeldApproval(Approval approval, @Nullable Problem voidBecause) {}
