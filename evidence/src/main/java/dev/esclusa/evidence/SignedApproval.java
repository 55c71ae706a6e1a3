package dev.esclusa.evidence;

import dev.esclusa.model.Binding;
import dev.esclusa.tree.Canonical;
import dev.esclusa.tree.Value;
import org.jspecify.annotations.Nullable;

/**
 * One approval as a signature over bytes.
 *
 * @param index of its leaf in the log
 * @param principal who signed, as {@code allowed_signers} names them
 * @param message the canonical bytes of the binding
 * @param signature armored SSHSIG
 */
public record SignedApproval(
    long index, String principal, String namespace, byte[] message, String signature) {

  static @Nullable SignedApproval in(Bundle.FactLeaf leaf) {
    Bundle.Payload payload = leaf.payload();
    Value content = payload == null ? null : Canonical.read(payload.bytes());
    boolean has = content instanceof Value.Mapping it && it.has("approval");
    return content == null || !has ? null : in(leaf.entry().index(), content);
  }

  /** Of a payload that holds one. */
  static SignedApproval in(long index, Value content) {
    return of(index, part(content.asMapping(), "approval").asMapping());
  }

  /** The binding is part of canonical bytes, so its own canonical bytes are a part of them. */
  private static SignedApproval of(long index, Value.Mapping approval) {
    return new SignedApproval(
        index,
        part(approval, "approver").asText(),
        Binding.NAMESPACE,
        Canonical.bytes(part(approval, "binding")),
        part(approval, "signature").asText());
  }

  private static Value part(Value.Mapping approval, String key) {
    Value part = approval.get(key);
    return part == null ? Value.NULL : part;
  }
}
