package dev.esclusa.server;

import dev.esclusa.control.Journal;
import dev.esclusa.control.Ledger;
import dev.esclusa.control.Recorded;
import dev.esclusa.model.ChangeId;
import dev.esclusa.model.Envelope;
import dev.esclusa.model.Stream;
import dev.esclusa.tree.Json;
import dev.esclusa.tree.Records;
import io.javalin.http.sse.SseClient;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/** Facts as they come, to whoever listens. A listener that does not keep up is hung up on. */
final class Events {
  private static final int QUEUE_MAX = 10_000;

  private final Access access;
  private final Views views;
  private final Set<Listener> listeners = ConcurrentHashMap.newKeySet();

  Events(Access access, Views views, Ledger ledger) {
    this.access = access;
    this.views = views;
    ledger.follow(this::told);
  }

  /** One fact, in short. */
  record Event(
      long index,
      @Nullable String change,
      @Nullable String target,
      String type,
      @Nullable String state,
      Instant at,
      String words) {}

  private static final class Listener {
    final Access.Caller caller;
    final @Nullable String change;
    final @Nullable String target;
    final LinkedBlockingQueue<Journal.Entry> queue = new LinkedBlockingQueue<>(QUEUE_MAX);
    volatile boolean overrun;

    Listener(Access.Caller caller, @Nullable String change, @Nullable String target) {
      this.caller = caller;
      this.change = change;
      this.target = target;
    }
  }

  private void told(Journal.Entry entry) {
    for (Listener listener : listeners) {
      if (!listener.queue.offer(entry)) {
        listener.overrun = true;
      }
    }
  }

  /** Serves one client on its own virtual thread until it goes. */
  void serve(SseClient client) {
    Listener listener =
        new Listener(
            access.caller(client.ctx()),
            client.ctx().queryParam("change"),
            client.ctx().queryParam("target"));
    listeners.add(listener);
    client.onClose(() -> listeners.remove(listener));
    try {
      client.sendComment("listening");
      while (!client.terminated() && !listener.overrun) {
        Journal.Entry entry = listener.queue.poll(10, java.util.concurrent.TimeUnit.SECONDS);
        if (entry == null) {
          client.sendComment("still here");
        } else {
          send(client, listener, entry);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      listeners.remove(listener);
      client.close();
    }
  }

  private void send(SseClient client, Listener listener, Journal.Entry entry) {
    Envelope envelope = entry.envelope();
    Recorded change = changeOf(envelope.stream());
    String target = null;
    if (envelope.target() != null) {
      if (!access.mayRead(listener.caller, views.project(envelope.target()))) {
        return;
      }
      target = change == null ? envelope.target().text() : views.summary(change).target();
    }
    boolean wanted =
        (listener.change == null
                || (change != null && change.id().text().startsWith(listener.change)))
            && (listener.target == null
                || (target != null && Api.sameTarget(target, listener.target)));
    if (wanted) {
      client.sendEvent(
          "fact",
          Json.text(
              Records.toValue(
                  new Event(
                      entry.index(),
                      change == null ? null : change.id().text(),
                      target,
                      envelope.type(),
                      change == null ? null : change.change().state(),
                      envelope.recordedAt(),
                      Words.of(envelope.fact())))));
    }
  }

  private @Nullable Recorded changeOf(Stream stream) {
    return stream.text().startsWith("change/")
        ? views.plane().ledger().change(new ChangeId(stream.text().substring("change/".length())))
        : null;
  }
}
