package dev.esclusa.plan;

import dev.esclusa.kube.ApplyOrder;
import dev.esclusa.kube.Guarded;
import dev.esclusa.kube.KubeObject;
import dev.esclusa.kube.Normalise;
import dev.esclusa.kube.ObjectSchema;
import dev.esclusa.kube.SensitiveFields;
import dev.esclusa.model.Address;
import dev.esclusa.model.Ownership;
import dev.esclusa.tree.Pointer;
import dev.esclusa.tree.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the bodies of an authority's objects mean; the only place of this room that asks. */
final class Words {
  private static final String SYNC_OPTIONS = "argocd.argoproj.io/sync-options";
  private static final Pointer LABELS = Pointer.of("metadata", "labels");
  private static final Set<String> ASKING = Set.of("replace=true", "force=true");

  private Words() {}

  /** What a deletion of an object needs. */
  enum Deletion {
    FREE,
    CONFIRM,
    NEVER
  }

  /**
   * An object as it is compared: without what the authority writes by itself, defaults filled in.
   */
  static Value normalised(Address address, Value body) {
    return switch (address) {
      case Address.Kubernetes _ -> Normalise.of(body);
      case Address.Terraform _, Address.Configuration _ -> body;
    };
  }

  /** An object of which only what Git says counts, spelled as it is compared. */
  static Value asWritten(Address address, Value body) {
    return switch (address) {
      case Address.Kubernetes _ -> Normalise.asWritten(body, ObjectSchema.of(body));
      case Address.Terraform _, Address.Configuration _ -> body;
    };
  }

  /**
   * The leaves that nobody may see. What only looks like a secret, a literal environment variable
   * with a telling name, is one here.
   */
  static List<Pointer> secrets(Address address, @Nullable Value body) {
    if (body == null || !(address instanceof Address.Kubernetes)) {
      return List.of();
    }
    SensitiveFields found = SensitiveFields.of(body);
    List<Pointer> all = new ArrayList<>(found.secret());
    all.addAll(found.suspicious());
    return all;
  }

  /** The marker is part of adoption, no difference of its own. */
  static boolean isMarker(Address address, Pointer field) {
    return address instanceof Address.Kubernetes
        && (field.equals(LABELS.child(Ownership.INSTALLATION_LABEL))
            || field.equals(LABELS.child(Ownership.TARGET_LABEL)));
  }

  static int wave(Address address, Value body) {
    return address instanceof Address.Kubernetes ? ApplyOrder.wave(body) : 0;
  }

  static Deletion deletion(Address address, Value body) {
    if (!(address instanceof Address.Kubernetes)) {
      return Deletion.FREE;
    }
    return switch (Guarded.deletion(body)) {
      case FREE -> Deletion.FREE;
      case CONFIRM -> Deletion.CONFIRM;
      case NEVER -> Deletion.NEVER;
    };
  }

  /** Argo CD's Replace and Force; a Namespace or a CRD is never made anew for them. */
  static boolean asksForReplacement(Address address, Value desired) {
    if (!(address instanceof Address.Kubernetes it)
        || Set.of("Namespace", "CustomResourceDefinition").contains(it.kind())) {
      return false;
    }
    @Nullable String options = KubeObject.of(desired).annotation(SYNC_OPTIONS);
    List<String> asked = options == null ? List.of() : Arrays.asList(options.split(",", -1));
    return asked.stream().anyMatch(one -> ASKING.contains(one.strip().toLowerCase(Locale.ROOT)));
  }
}
