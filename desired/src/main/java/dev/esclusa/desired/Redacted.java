package dev.esclusa.desired;

import dev.esclusa.kube.SensitiveFields;
import dev.esclusa.model.Masked;
import dev.esclusa.model.Masked.SecretOrigin;
import dev.esclusa.model.Redaction;
import dev.esclusa.model.Resource;
import dev.esclusa.tree.Pointer;
import dev.esclusa.tree.Value;
import java.util.ArrayList;
import java.util.List;

/**
 * Bodies as they may be hashed and shown. What is only suspicious is masked too: a hash over a
 * short password could be guessed.
 */
final class Redacted {
  private Redacted() {}

  static Value body(Resource resource, Redaction redaction) {
    Value whole = resource.body();
    SensitiveFields sensitive = SensitiveFields.of(whole);
    List<Pointer> pointers = new ArrayList<>(sensitive.secret());
    pointers.addAll(sensitive.suspicious());
    Value body = whole;
    for (Pointer pointer : pointers) {
      Value seen = whole.at(pointer);
      if (seen != null) {
        Masked mask =
            redaction.mask(resource.address(), pointer, seen, SecretOrigin.LITERAL_IN_GIT);
        body = body.with(pointer, mask.toValue());
      }
    }
    return body;
  }
}
