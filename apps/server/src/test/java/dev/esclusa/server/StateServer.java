package dev.esclusa.server;

import dev.esclusa.stack.AesKeyWrap;
import dev.esclusa.stack.ArtifactStore;
import dev.esclusa.stack.Artifacts;
import dev.esclusa.stack.EnvelopeSeal;
import dev.esclusa.stack.StateBackend;
import dev.esclusa.stack.StateLimits;
import dev.esclusa.stack.StateStore;
import dev.esclusa.tempo.Chance;
import io.javalin.Javalin;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;

/** A server that holds states and nothing else, on a port of loopback that survives restarts. */
final class StateServer implements AutoCloseable {
  static final StateLimits LIMITS = new StateLimits(1_000_000, 10);

  final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-21T18:00:00Z"));
  private final Chance chance = Chance.secure();
  private final EnvelopeSeal seal =
      new EnvelopeSeal(AesKeyWrap.parse("(test)", AesKeyWrap.newLine(chance), chance), chance);
  private final StateStore store;
  final Artifacts artifacts;
  StateBackend backend;
  private Javalin http;

  StateServer(StateStore store, ArtifactStore artifacts) {
    this.store = store;
    this.artifacts = new Artifacts(artifacts, seal, now::get);
    backend = backend();
    http = started(0);
  }

  private StateBackend backend() {
    return new StateBackend(store, seal, now::get, chance, LIMITS);
  }

  private Javalin started(int port) {
    return Javalin.create(
            config -> {
              config.concurrency.useVirtualThreads = true;
              config.startup.showJavalinBanner = false;
              config.http.maxRequestSize = 1024;
              new StateEndpoint(backend).routes(config);
            })
        .start("127.0.0.1", port);
  }

  int port() {
    return http.port();
  }

  /** Nothing but store and keys is left of the one before. */
  void restart() {
    int port = port();
    stop();
    start(port);
  }

  void stop() {
    http.stop();
  }

  void start(int port) {
    backend = backend();
    http = started(port);
  }

  String url(String stack) {
    return "http://127.0.0.1:" + port() + "/state/" + stack;
  }

  @Override
  public void close() {
    http.stop();
  }
}
