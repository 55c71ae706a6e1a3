package dev.esclusa.adapters.kubernetes;

import dev.esclusa.kube.KubeKind;
import dev.esclusa.model.Address;
import dev.esclusa.model.Ownership;
import dev.esclusa.tree.Json;
import dev.esclusa.tree.Value;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The requests that are made of one API server, and what its answers must look like to be believed.
 */
final class ClusterApi {
  private static final int PAGE = 500;

  private final Transport transport;
  private final Problems problems;
  private final Kinds kinds;

  ClusterApi(Transport transport, Problems problems) {
    this.transport = transport;
    this.problems = problems;
    this.kinds = new Kinds(transport, problems);
  }

  Kinds kinds() {
    return kinds;
  }

  Transport transport() {
    return transport;
  }

  Problems problems() {
    return problems;
  }

  /** How an apply is meant. */
  enum Mode {
    DRY_RUN,
    DRY_RUN_FORCED,
    PERSIST,
    PERSIST_FORCED
  }

  /** Kubernetes docs, "Server-Side Apply". */
  static Transport.Ask applying(KubeKind kind, Address.Kubernetes address, Value body, Mode mode) {
    String query =
        "?fieldManager="
            + Ownership.FIELD_MANAGER
            + "&fieldValidation=Strict"
            + switch (mode) {
              case DRY_RUN -> "&dryRun=All";
              case DRY_RUN_FORCED -> "&dryRun=All&force=true";
              case PERSIST -> "";
              case PERSIST_FORCED -> "&force=true";
            };
    return new Transport.Ask(
        "PATCH",
        path(kind, address) + query,
        "application/apply-patch+yaml",
        Json.text(Bodies.sent(body, kind.namespaced())));
  }

  static Transport.Ask deleting(
      KubeKind kind, Address.Kubernetes address, String uid, String version, String propagation) {
    Value options =
        Value.mapping(
            "apiVersion",
            "v1",
            "kind",
            "DeleteOptions",
            "preconditions",
            Value.mapping("uid", uid, "resourceVersion", version),
            "propagationPolicy",
            propagation);
    return new Transport.Ask("DELETE", path(kind, address), "application/json", Json.text(options));
  }

  /** Takes the marker off the object in exactly this state. */
  static Transport.Ask unmarking(
      KubeKind kind, Address.Kubernetes address, String uid, String version) {
    Value patch =
        Value.mapping(
            "metadata",
            Value.mapping(
                "uid",
                uid,
                "resourceVersion",
                version,
                "labels",
                Value.mapping(
                    Ownership.INSTALLATION_LABEL, Value.NULL, Ownership.TARGET_LABEL, Value.NULL)));
    return new Transport.Ask(
        "PATCH",
        path(kind, address) + "?fieldManager=" + Ownership.FIELD_MANAGER,
        "application/merge-patch+json",
        Json.text(patch));
  }

  /** The object as it is; null when the server itself says that it is not there. */
  @Nullable Value read(KubeKind kind, Address.Kubernetes address) {
    Reply reply;
    try {
      reply = transport.sendSafely(Transport.Ask.get(path(kind, address)));
    } catch (NoAnswer e) {
      throw problems.unreachable(e);
    }
    if (reply.code() == 404
        && reply.reason().equals("NotFound")
        && reply.aboutName().equals(address.name())) {
      return null;
    }
    if (reply.unknownPath() && !kinds.stillServed(kind)) {
      return null; // the kind went away, and all of its objects with it
    }
    if (!reply.ok()) {
      throw problems.refusedRead(address.text(), reply);
    }
    return believed(reply, kind, address);
  }

  /** The object in an answer, once it is the one that was asked for. */
  Value believed(Reply reply, KubeKind kind, Address.Kubernetes address) {
    Value.Mapping body = reply.json();
    if (body == null) {
      throw problems.nonsense(address.text(), "no JSON object but " + reply.type());
    }
    if (!Bodies.is(body, address, kind.namespaced())) {
      throw problems.nonsense(
          address.text(), "it is about " + body.text("kind") + " " + body.text("metadata", "name"));
    }
    return body;
  }

  /** Part of a list, and the state that it shows. */
  record Listed(List<Value> items, String version) {}

  /**
   * All objects of a kind that the selector names; all or a problem, never a part.
   *
   * @param namespace absent for all namespaces
   */
  Listed list(KubeKind kind, @Nullable String namespace, String selector) {
    List<Value> all = new ArrayList<>();
    String next = "";
    String version = "";
    do {
      Value.Mapping page = page(kind, namespace, selector, next);
      if (page.get("items") instanceof Value.Sequence(List<Value> items)) {
        items.forEach(it -> all.add(named(it, kind)));
      } else if (!(page.get("items") instanceof Value.Null)) {
        throw problems.nonsense("the list of " + kind.plural(), "it has no items");
      }
      version = text(page, "resourceVersion");
      next = text(page, "continue");
    } while (!next.isEmpty());
    if (version.isEmpty()) {
      throw problems.nonsense("the list of " + kind.plural(), "it has no resourceVersion");
    }
    return new Listed(all, version);
  }

  private Value.Mapping page(
      KubeKind kind, @Nullable String namespace, String selector, String next) {
    String path =
        collection(kind, namespace)
            + "?limit="
            + PAGE
            + "&labelSelector="
            + encoded(selector)
            + (next.isEmpty() ? "" : "&continue=" + encoded(next));
    Reply reply;
    try {
      reply = transport.sendSafely(Transport.Ask.get(path));
    } catch (NoAnswer e) {
      throw problems.unreachable(e);
    }
    if (!reply.ok()) {
      throw problems.refusedRead("the list of " + kind.plural(), reply);
    }
    Value.Mapping page = reply.json();
    if (page == null
        || !kind.listKind().equals(page.text("kind"))
        || !kind.apiVersion().equals(page.text("apiVersion"))) {
      throw problems.nonsense(
          "the list of " + kind.plural(),
          (page == null
                  ? "no JSON object but \"" + reply.type() + "\""
                  : page.text("apiVersion") + " " + page.text("kind"))
              + ", wanted "
              + kind.apiVersion()
              + " "
              + kind.listKind());
    }
    return page;
  }

  /** Items of a list do not repeat what they are. */
  static Value named(Value item, KubeKind kind) {
    return item instanceof Value.Mapping mapping && !mapping.has("kind")
        ? merged(kind, mapping)
        : item;
  }

  private static Value merged(KubeKind kind, Value.Mapping item) {
    Value.Mapping all = Value.mapping("apiVersion", kind.apiVersion(), "kind", kind.kind());
    for (var entry : item.entries().entrySet()) {
      all = all.with(entry.getKey(), entry.getValue());
    }
    return all;
  }

  static String watchPath(KubeKind kind, String selector, String version, long seconds) {
    return collection(kind, null)
        + "?watch=true&allowWatchBookmarks=true&timeoutSeconds="
        + seconds
        + "&resourceVersion="
        + encoded(version)
        + "&labelSelector="
        + encoded(selector);
  }

  private static String text(Value.Mapping page, String key) {
    String found = page.text("metadata", key);
    return found == null ? "" : found;
  }

  static String path(KubeKind kind, Address.Kubernetes address) {
    return collection(kind, address.namespace()) + "/" + encoded(address.name());
  }

  private static String collection(KubeKind kind, @Nullable String namespace) {
    return (kind.group().isEmpty() ? "/api/" : "/apis/")
        + kind.apiVersion()
        + (kind.namespaced() && namespace != null ? "/namespaces/" + encoded(namespace) : "")
        + "/"
        + kind.plural();
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
