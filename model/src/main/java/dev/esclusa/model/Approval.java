package dev.esclusa.model;

import java.time.Instant;

/**
 * A person's yes to exactly one binding.
 *
 * @param approver principal id
 * @param signature armored SSHSIG over the binding's canonical bytes
 */
public record Approval(
    Binding binding, String approver, String method, Instant approvedAt, String signature) {}
