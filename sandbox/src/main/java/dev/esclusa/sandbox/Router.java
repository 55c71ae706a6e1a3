package dev.esclusa.sandbox;

import dev.esclusa.kube.KubeException;
import dev.esclusa.sandbox.Preparation.Part;
import dev.esclusa.tree.Value;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Decides what a request is about, whether its caller may, and who answers. */
final class Router {
  private static final Set<String> PLAIN_PATHS =
      Set.of("/healthz", "/livez", "/readyz", "/version");

  private final Store store;
  private final Registry registry;
  private final Discovery discovery;
  private final OpenApi openApi;
  private final Reads reads;
  private final Watches watches;
  private final Writes writes;
  private final Deletes deletes;
  private final Scales scales;
  private final Reviews reviews;
  private final Admin admin;
  private final Traffic traffic = new Traffic();

  Router(
      Store store,
      Registry registry,
      Discovery discovery,
      OpenApi openApi,
      Reads reads,
      Watches watches,
      Writes writes,
      Deletes deletes,
      Scales scales,
      Reviews reviews,
      Admin admin) {
    this.store = store;
    this.registry = registry;
    this.discovery = discovery;
    this.openApi = openApi;
    this.reads = reads;
    this.watches = watches;
    this.writes = writes;
    this.deletes = deletes;
    this.scales = scales;
    this.reviews = reviews;
    this.admin = admin;
  }

  /** A change is answered only when it is on disk. */
  Answer route(Request request) {
    try {
      Answer special = special(request);
      Answer answer = special != null ? special : resource(request);
      if (!request.method().equals("GET")) store.settle();
      return answer;
    } catch (KubeException refused) {
      throw Refusal.badRequest(refused.reason());
    }
  }

  private @Nullable Answer special(Request request) {
    String path = request.path();
    if (PLAIN_PATHS.contains(path) || path.startsWith("/livez/") || path.startsWith("/readyz/")) {
      return path.equals("/version") ? Answer.ok(Versions.info()) : Answer.text(200, "ok");
    }
    if (path.startsWith("/sandbox/")) return admin.answer(request);
    if (!request.method().equals("GET")) return null;
    if (path.startsWith("/openapi/")) return openApi.answer(request);
    if (path.equals("/metrics")) return traffic.answer();
    if (path.startsWith("/metrics") || path.startsWith("/logs")) throw Refusal.gap(path);
    return discovery.answer(request);
  }

  private Answer resource(Request request) {
    ResourcePath path = ResourcePath.parse(request.path());
    if (path == null) return notFound();
    ResourceType type = registry.find(path.group(), path.version(), path.plural());
    if (type == null) return notServed(path);
    if (type.namespaced() && path.namespace().isEmpty() && !path.name().isEmpty())
      throw Refusal.noSuchResource();
    String verb = verb(type, path, request);
    traffic.count(path, verb, request);
    authorise(type, path, verb, request);
    if (Reviews.covers(type)) return reviews.create(type, request);
    if (path.subresource().isEmpty()) return whole(type, path, verb, request);
    return subresource(type, path, request);
  }

  /**
   * An unknown resource of a known version is a Status; an unknown group or version has no paths at
   * all.
   */
  private Answer notServed(ResourcePath path) {
    if (path.group().equals("metrics.k8s.io")) throw Refusal.gap("metrics (kubectl top)");
    if (path.group().equals("autoscaling")) throw Refusal.gap("autoscaling/v1; use autoscaling/v2");
    if (registry.serves(path.group(), path.version())) throw Refusal.noSuchResource();
    return notFound();
  }

  private static Answer notFound() {
    return Answer.text(404, "404 page not found\n");
  }

  private Answer whole(ResourceType type, ResourcePath path, String verb, Request request) {
    return switch (verb) {
      case "get" -> reads.get(type, path, request);
      case "list" -> reads.list(type, path, request);
      case "watch" -> watches.watch(type, path, request);
      case "create" -> writes.create(type, path, request);
      case "update" -> writes.update(type, path, Part.MAIN, request);
      case "patch" -> writes.patch(type, path, Part.MAIN, request);
      case "delete" -> deletes.delete(type, path, request);
      case "deletecollection" -> deletes.deleteCollection(type, path, request);
      default -> throw Refusal.methodNotAllowed();
    };
  }

  private Answer subresource(ResourceType type, ResourcePath path, Request request) {
    String name = path.subresource();
    boolean finalize = name.equals("finalize") && type.is("", "namespaces");
    if (!finalize && !type.subresources().contains(name)) throw Refusal.noSuchResource();
    if (name.equals("scale")) {
      return request.method().equals("GET")
          ? scales.get(type, path)
          : scales.write(type, path, request);
    }
    Part part = finalize ? Part.SPEC : name.equals("status") ? Part.STATUS : null;
    if (part == null) throw Refusal.gap(gap(type, name));
    return switch (request.method()) {
      case "GET" -> reads.get(type, path, request);
      case "PUT" -> writes.update(type, path, part, request);
      case "PATCH" -> writes.patch(type, path, part, request);
      default -> throw Refusal.methodNotAllowed();
    };
  }

  private static String gap(ResourceType type, String subresource) {
    return switch (subresource) {
      case "log" -> "pod logs (kubectl logs): its pods run nothing";
      case "exec", "attach", "portforward", "proxy" -> subresource + ": its pods run nothing";
      case "eviction" -> "evictions (kubectl drain); delete the pod instead";
      case "token" -> "service account tokens; use the token of a sandbox user";
      default -> "the subresource " + type.plural() + "/" + subresource;
    };
  }

  private static String verb(ResourceType type, ResourcePath path, Request request) {
    boolean named = !path.name().isEmpty();
    String verb =
        switch (request.method()) {
          case "GET", "HEAD" ->
              named && !isWatch(request) ? "get" : isWatch(request) ? "watch" : "list";
          case "POST" -> "create";
          case "PUT" -> "update";
          case "PATCH" -> "patch";
          case "DELETE" -> named ? "delete" : "deletecollection";
          default -> throw Refusal.methodNotAllowed();
        };
    boolean wrongPlace =
        path.subresource().isEmpty()
            && named == verb.equals("create")
            && (named || !verb.equals("list"));
    boolean collective = List.of("deletecollection", "watch", "list").contains(verb);
    if (path.subresource().isEmpty()
        && (wrongPlace && !collective || !type.verbs().contains(verb))) {
      throw Refusal.methodNotAllowed();
    }
    return verb;
  }

  private static boolean isWatch(Request request) {
    return request.flag("watch");
  }

  private static void authorise(
      ResourceType type, ResourcePath path, String verb, Request request) {
    Caller caller = request.caller();
    String namespace = type.is("", "namespaces") ? path.name() : path.namespace();
    if (caller.may(verb, namespace, type)) return;
    String where =
        namespace.isEmpty() ? " at the cluster scope" : " in the namespace \"" + namespace + "\"";
    String subresource = path.subresource().isEmpty() ? "" : "/" + path.subresource();
    throw Refusal.forbidden(
        type,
        path.name(),
        "User \"%s\" cannot %s resource \"%s\" in API group \"%s\"%s"
            .formatted(caller.name(), verb, type.plural() + subresource, type.group(), where));
  }

  /** What this server says it is. */
  static final class Versions {
    private Versions() {}

    static Value info() {
      return Value.mapping(
          "major", "1",
          "minor", "34",
          "gitVersion", "v1.34.4+esclusa-sandbox",
          "gitCommit", "",
          "gitTreeState", "clean",
          "buildDate", "1970-01-01T00:00:00Z",
          "goVersion", "none",
          "compiler", "javac",
          "platform", "java/" + Runtime.version().feature());
    }
  }
}
