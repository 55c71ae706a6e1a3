package dev.esclusa.sandbox;

import dev.esclusa.tempo.RealTempo;
import dev.esclusa.tempo.Tempo;
import dev.esclusa.tree.Value;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A running embedded Kubernetes API server: real enough for kubectl and fabric8, on loopback only,
 * with a simulator in the place of controllers, scheduler and nodes.
 */
public final class Sandbox implements AutoCloseable {
  private final Store store;
  private final Registry registry;
  private final Callers callers;
  private final Certificate certificate;
  private final HttpFace http;
  private final Controllers controllers;
  private final Tempo tempo;
  private final @Nullable RealTempo ownTempo;

  private Sandbox(SandboxOptions options, Tempo tempo, @Nullable RealTempo ownTempo) {
    this.tempo = tempo;
    this.ownTempo = ownTempo;
    Path folder = options.folder();
    this.store =
        new Store(
            folder == null ? null : new StateFile(folder.resolve("state.jsonl")),
            options.eventsKept());
    this.registry = new Registry(store);
    Path tokens = folder == null ? null : folder.resolve("tokens.csv");
    this.callers =
        new Callers(
            options.users(), tokens, () -> HexFormat.of().formatHex(tempo.chance().bytes(16)));
    this.certificate =
        Certificate.at(folder == null ? null : folder.resolve("tls.pem"), tempo.now());
    Wiring wiring = new Wiring(store, registry, tempo, options);
    this.controllers = wiring.controllers();
    controllers.start(options.simulated());
    this.http =
        new HttpFace(options.port(), certificate.serverContext(), callers, wiring.router()::route);
  }

  /** Returns when the sandbox answers. */
  public static Sandbox start(SandboxOptions options) {
    RealTempo tempo = new RealTempo();
    return started(options, tempo, tempo);
  }

  /**
   * With time and chance of the caller's; watches end by its clock, simulated pods become ready by
   * it.
   */
  public static Sandbox start(SandboxOptions options, Tempo tempo) {
    return started(options, tempo, null);
  }

  private static Sandbox started(
      SandboxOptions options, Tempo tempo, @Nullable RealTempo ownTempo) {
    Path folder = options.folder();
    if (folder != null) {
      try {
        Files.createDirectories(folder);
      } catch (IOException failure) {
        throw new UncheckedIOException("cannot make " + folder, failure);
      }
    }
    return new Sandbox(options, tempo, ownTempo);
  }

  /** {@code https://127.0.0.1:38211} */
  public String url() {
    return "https://127.0.0.1:" + http.port();
  }

  /** The certificate to trust, PEM. */
  public String certificate() {
    return certificate.pem();
  }

  /** The bearer token of one of the users named in the options. */
  public String token(String user) {
    String token = callers.token(user);
    if (token == null) throw new IllegalArgumentException("the sandbox has no user '" + user + "'");
    return token;
  }

  /** A kubeconfig with this user's credentials inside. */
  public String kubeconfig(String user) {
    return Kubeconfig.text(url(), certificate.pem(), user, token(user));
  }

  /** An object as it is stored; the namespace is empty for cluster-scoped ones. */
  public Optional<Value> object(String apiVersion, String kind, String namespace, String name) {
    ResourceType type = registry.findKind(apiVersion, kind);
    return type == null
        ? Optional.empty()
        : Optional.ofNullable(store.get(type.key(namespace, name)));
  }

  /** All objects of a kind in a namespace or, with "", in all. */
  public List<Value> objects(String apiVersion, String kind, String namespace) {
    ResourceType type = registry.findKind(apiVersion, kind);
    return type == null
        ? List.of()
        : List.copyOf(store.list(type.group(), type.plural(), namespace).objects());
  }

  /** Looks again after every write until the condition holds; false when it does not in time. */
  public boolean await(Duration patience, BooleanSupplier condition) throws InterruptedException {
    Instant until = tempo.now().plus(patience);
    while (true) {
      long seen = store.revision();
      if (condition.getAsBoolean()) return true;
      Instant now = tempo.now();
      if (!now.isBefore(until)) return false;
      store.awaitAfter(seen, Duration.between(now, until));
    }
  }

  /** The revision of the last write. */
  public long revision() {
    return store.revision();
  }

  @Override
  public void close() {
    store.end();
    http.close();
    controllers.close();
    store.close();
    if (ownTempo != null) ownTempo.close();
  }
}
