package dev.esclusa.adapters.kubernetes;

import dev.esclusa.model.Address;
import dev.esclusa.model.Ownership;
import dev.esclusa.model.TargetUid;
import dev.esclusa.tree.Pointer;
import dev.esclusa.tree.Value;
import org.jspecify.annotations.Nullable;

/** Identity, state and marker of an object. */
final class Bodies {
  static final Pointer UID = Pointer.of("metadata", "uid");
  static final Pointer VERSION = Pointer.of("metadata", "resourceVersion");
  private static final Pointer NAMESPACE = Pointer.of("metadata", "namespace");
  private static final Pointer LABELS = Pointer.of("metadata", "labels");

  private Bodies() {}

  static String uid(Value body) {
    return text(body, "metadata", "uid");
  }

  static String version(Value body) {
    return text(body, "metadata", "resourceVersion");
  }

  static boolean terminating(Value body) {
    return body.text("metadata", "deletionTimestamp") != null;
  }

  static @Nullable Ownership owner(Value body) {
    String installation = body.text("metadata", "labels", Ownership.INSTALLATION_LABEL);
    String target = body.text("metadata", "labels", Ownership.TARGET_LABEL);
    return installation == null || target == null || installation.isEmpty() || target.isEmpty()
        ? null
        : new Ownership(installation, new TargetUid(target));
  }

  static Value marked(Value body, Ownership ownership) {
    Value labelled =
        body.at(LABELS) instanceof Value.Mapping ? body : body.with(LABELS, Value.mapping());
    return labelled
        .with(LABELS.child(Ownership.INSTALLATION_LABEL), Value.of(ownership.installation()))
        .with(LABELS.child(Ownership.TARGET_LABEL), Value.of(ownership.target().text()));
  }

  /** As it is sent: an object of the whole cluster has no namespace, whatever was filled in. */
  static Value sent(Value body, boolean namespaced) {
    return namespaced ? body : body.without(NAMESPACE);
  }

  /** The same address for an object that came back without the namespace that was asked for. */
  static boolean is(Value body, Address.Kubernetes address, boolean namespaced) {
    return address.kind().equals(body.text("kind"))
        && group(body).equals(address.group())
        && address.name().equals(body.text("metadata", "name"))
        && (!namespaced
            || String.valueOf(address.namespace()).equals(body.text("metadata", "namespace")));
  }

  static String group(Value body) {
    String apiVersion = text(body, "apiVersion");
    int slash = apiVersion.indexOf('/');
    return slash < 0 ? "" : apiVersion.substring(0, slash);
  }

  private static String text(Value body, String... keys) {
    String found = body.text(keys);
    return found == null ? "" : found;
  }
}
