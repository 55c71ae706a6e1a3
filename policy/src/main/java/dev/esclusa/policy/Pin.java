package dev.esclusa.policy;

import dev.esclusa.model.ChangeId;
import java.time.Instant;

/**
 * A rollback that holds a target at an older commit.
 *
 * @param until newer commits wait for this instant
 */
public record Pin(ChangeId rollback, Instant until) {}
