package dev.esclusa.approval;

import dev.esclusa.model.Binding;

/**
 * A yes as it arrives.
 *
 * @param approver who claims to say it, as the caller authenticated them
 * @param method how it was signed, e.g. {@code sshsig}
 * @param signature over the binding's canonical bytes in {@link Binding#NAMESPACE}
 */
public record Submission(Binding binding, String approver, String method, String signature) {}
