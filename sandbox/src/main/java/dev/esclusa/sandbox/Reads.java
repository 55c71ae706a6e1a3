package dev.esclusa.sandbox;

import dev.esclusa.tree.Json;
import dev.esclusa.tree.TreeException;
import dev.esclusa.tree.Value;
import dev.esclusa.tree.Value.Mapping;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/** The verbs get and list. */
final class Reads {
  private final Store store;
  private final Views views;

  Reads(Store store, Views views) {
    this.store = store;
    this.views = views;
  }

  Answer get(ResourceType type, ResourcePath path, Request request) {
    checkRevision(request);
    return Answer.ok(views.one(type, existing(type, path), request));
  }

  Mapping existing(ResourceType type, ResourcePath path) {
    Mapping found = store.get(type.key(path.namespace(), path.name()));
    if (found == null) throw Refusal.notFound(type, path.name());
    return found;
  }

  /**
   * Pages go on from the current state after the last name; the revision stays that of the first
   * page.
   */
  Answer list(ResourceType type, ResourcePath path, Request request) {
    checkRevision(request);
    Selection selection = Selection.of(type, path, request);
    Store.Listing listing = store.list(type.group(), type.plural(), path.namespace());
    Continuation from = Continuation.parse(request.parameter("continue"), listing.revision());
    List<Mapping> found =
        listing.objects().stream()
            .filter(object -> from.isBefore(object) && selection.selects(object))
            .toList();
    Long limit = request.number("limit");
    if (limit == null || limit <= 0 || found.size() <= limit) {
      return Answer.ok(views.list(type, found, new Views.Page(from.revision, null, null), request));
    }
    List<Mapping> page = found.subList(0, limit.intValue());
    Continuation next = new Continuation(from.revision, place(page.getLast()));
    Long remaining = unselective(request) ? (long) found.size() - page.size() : null;
    return Answer.ok(
        views.list(type, page, new Views.Page(from.revision, next.token(), remaining), request));
  }

  /** As in kube-apiserver, a count is only given where it costs nothing. */
  private static boolean unselective(Request request) {
    return request.parameter("labelSelector").isEmpty()
        && request.parameter("fieldSelector").isEmpty();
  }

  /**
   * Any state that is at least as new will do; a state of the future is refused, after a wait
   * elsewhere.
   */
  private void checkRevision(Request request) {
    String wanted = request.parameter("resourceVersion");
    if (wanted.isEmpty() || wanted.equals("0")) return;
    Long revision = Revisions.parse(wanted);
    long current = store.revision();
    if (revision > current) throw Refusal.tooLargeRevision(revision, current);
    if (request.parameter("resourceVersionMatch").equals("Exact") && revision < current) {
      throw Refusal.expired("The provided resource version is too old.");
    }
  }

  private static String place(Mapping object) {
    return Meta.namespace(object) + "/" + Meta.name(object);
  }

  /** Where a page ended: {@code after} is namespace and name of its last object. */
  private record Continuation(long revision, String after) {
    static Continuation parse(String token, long current) {
      if (token.isEmpty()) return new Continuation(current, "");
      try {
        Value decoded = Json.read(Base64.getUrlDecoder().decode(token));
        return new Continuation(
            decoded.asMapping().at("rv") instanceof Value.Num rv ? rv.longValue() : current,
            Meta.textOr(decoded.asMapping(), "", "start"));
      } catch (IllegalArgumentException | TreeException foreign) {
        throw Refusal.badRequest("continue key is not valid: " + foreign.getMessage());
      }
    }

    boolean isBefore(Mapping object) {
      return after.isEmpty() || order(after).compareTo(order(place(object))) < 0;
    }

    /** A slash must sort before every character of a name. */
    private static String order(String place) {
      return place.replace('/', '\0');
    }

    String token() {
      Mapping token = Value.mapping("v", "meta.k8s.io/v1", "rv", revision, "start", after);
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(Json.text(token).getBytes(StandardCharsets.UTF_8));
    }
  }
}
