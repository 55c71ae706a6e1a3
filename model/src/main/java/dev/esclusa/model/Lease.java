package dev.esclusa.model;

import java.time.Instant;

/**
 * The right to write to one target for a while.
 *
 * @param fencingToken rises with every new holder; writers with a lower one are refused
 */
public record Lease(TargetUid target, String holder, long fencingToken, Instant expiresAt) {}
