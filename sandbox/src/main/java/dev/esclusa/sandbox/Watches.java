package dev.esclusa.sandbox;

import dev.esclusa.tree.Json;
import dev.esclusa.tree.Value;
import dev.esclusa.tree.Value.Mapping;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** The verb watch: a stream of JSON lines that goes on from a revision. */
final class Watches {
  private static final Duration DEFAULT_TIMEOUT = Duration.ofMinutes(45);
  private static final Duration BOOKMARK_INTERVAL = Duration.ofSeconds(60);

  private final Store store;
  private final Views views;
  private final InstantSource clock;

  Watches(Store store, Views views, InstantSource clock) {
    this.store = store;
    this.views = views;
    this.clock = clock;
  }

  Answer watch(ResourceType type, ResourcePath path, Request request) {
    // Clients that try a WebSocket first go on with plain HTTP after an empty answer, and hang on a
    // stream.
    if ("websocket".equalsIgnoreCase(request.headers().getFirst("Upgrade"))) {
      return new Answer.Plain(200, "application/json", new byte[0]);
    }
    Selection selection = Selection.of(type, path, request);
    Accept.of(request.headers().get("Accept"));
    Long timeoutSeconds = request.number("timeoutSeconds");
    Duration timeout =
        timeoutSeconds == null || timeoutSeconds <= 0
            ? DEFAULT_TIMEOUT
            : Duration.ofSeconds(timeoutSeconds);
    String from = request.parameter("resourceVersion");
    long since = from.isEmpty() ? 0 : Revisions.parse(from);
    return new Answer.Stream(
        out -> new Session(selection, request, out).run(since, clock.instant().plus(timeout)));
  }

  /** One running watch. */
  private final class Session {
    private final Selection selection;
    private final Request request;
    private final OutputStream out;
    private final boolean bookmarks;
    private boolean first = true;

    Session(Selection selection, Request request, OutputStream out) {
      this.selection = selection;
      this.request = request;
      this.out = out;
      this.bookmarks = request.flag("allowWatchBookmarks");
    }

    void run(long since, Instant until) throws IOException, InterruptedException {
      boolean initialWanted =
          request.flag("sendInitialEvents")
              || since == 0 && !request.query().containsKey("sendInitialEvents");
      long at = initialWanted ? initial() : since == 0 ? store.revision() : since;
      Instant nextBookmark = clock.instant().plus(BOOKMARK_INTERVAL);
      while (!store.isClosed()) {
        Instant now = clock.instant();
        if (!now.isBefore(until)) break;
        Instant wake = bookmarks && nextBookmark.isBefore(until) ? nextBookmark : until;
        Store.Events news = store.awaitAfter(at, Duration.between(now, wake));
        if (news.gone()) {
          gone(at, news.revision());
          return;
        }
        for (Event event : news.events()) show(event);
        at = Math.max(at, news.revision());
        if (bookmarks && !clock.instant().isBefore(nextBookmark)) {
          bookmark(at, false);
          nextBookmark = clock.instant().plus(BOOKMARK_INTERVAL);
        }
        out.flush();
      }
      if (bookmarks) bookmark(at, false);
    }

    private long initial() throws IOException {
      Store.Listing listing =
          store.list(selection.type().group(), selection.type().plural(), selection.namespace());
      for (Mapping object : listing.objects()) if (selection.selects(object)) send("ADDED", object);
      if (request.flag("sendInitialEvents") && bookmarks) bookmark(listing.revision(), true);
      out.flush();
      return listing.revision();
    }

    /** An object that starts or stops to match comes and goes for this watcher. */
    private void show(Event event) throws IOException {
      if (!selection.covers(event.key())) return;
      boolean was = matches(event.before());
      boolean is = matches(event.after());
      if (is) send(was ? "MODIFIED" : "ADDED", event.shown());
      else if (was) send("DELETED", removed(event));
    }

    private boolean matches(@Nullable Mapping object) {
      return object != null && selection.selects(object);
    }

    private static Mapping removed(Event event) {
      Mapping before = event.before();
      return before == null ? event.shown() : Meta.withRevision(before, event.revision());
    }

    private void send(String type, Mapping object) throws IOException {
      line(type, views.watched(selection.type(), object, request, first));
      first = false;
    }

    private void bookmark(long revision, boolean initialEnd) throws IOException {
      line("BOOKMARK", views.bookmark(selection.type(), revision, initialEnd, request));
    }

    private void gone(long since, long current) throws IOException {
      Refusal expired =
          Refusal.expired("too old resource version: " + since + " (" + current + ")");
      line("ERROR", expired.status());
      out.flush();
    }

    private void line(String type, Value object) throws IOException {
      out.write(Json.write(Value.mapping("type", type, "object", object)));
      out.write('\n');
    }
  }
}
