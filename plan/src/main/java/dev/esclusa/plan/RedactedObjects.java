package dev.esclusa.plan;

import dev.esclusa.model.Address;
import dev.esclusa.model.Masked;
import dev.esclusa.model.Masked.SecretOrigin;
import dev.esclusa.model.PlanObjects;
import dev.esclusa.plan.Prediction.Live;
import dev.esclusa.plan.Prediction.Predicted;
import dev.esclusa.tree.Pointer;
import dev.esclusa.tree.Value;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The objects of a plan as rules may read them: whole, normalised, secrets masked. */
final class RedactedObjects {
  private final PlanInput input;

  private RedactedObjects(PlanInput input) {
    this.input = input;
  }

  static PlanObjects of(PlanInput input, List<String> changedFiles) {
    RedactedObjects objects = new RedactedObjects(input);
    return new PlanObjects(
        input.prediction().resources().stream()
            .filter(it -> it.said() == null) // the authority's own account is all there is
            .map(objects::seen)
            .sorted(Comparator.comparing(PlanObjects.Seen::address))
            .toList(),
        input.prediction().authorityPlan(),
        changedFiles.stream().sorted().toList());
  }

  private PlanObjects.Seen seen(Predicted one) {
    Value desired = one.desired();
    Live live = one.live();
    Address address = one.address();
    return new PlanObjects.Seen(
        address,
        desired == null
            ? null
            : redacted(address, Words.asWritten(address, desired), SecretOrigin.LITERAL_IN_GIT),
        live == null
            ? null
            : redacted(address, Words.normalised(address, live.body()), SecretOrigin.LIVE));
  }

  private Value redacted(Address address, Value whole, SecretOrigin origin) {
    Value body = whole;
    for (Pointer pointer : Words.secrets(address, whole)) {
      @Nullable Value secret = whole.at(pointer);
      if (secret != null && !Masked.isMasked(secret)) {
        Masked mask = input.redaction().mask(address, pointer, secret, origin);
        body = body.with(pointer, mask.toValue());
      }
    }
    return body;
  }
}
