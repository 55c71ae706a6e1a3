package dev.esclusa.adapters.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.esclusa.model.Address;
import dev.esclusa.model.Cluster;
import dev.esclusa.model.Resource;
import dev.esclusa.tempo.RealTempo;
import dev.esclusa.tempo.Tempo;
import dev.esclusa.tree.Json;
import dev.esclusa.tree.Value;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Somebody else who uses the same API server. */
final class Outside implements AutoCloseable {
  private final RealTempo tempo;
  private final Transport transport;
  private final ClusterApi api;

  private Outside(RealTempo tempo, Transport transport) {
    this.tempo = tempo;
    this.transport = transport;
    this.api = new ClusterApi(transport, new Problems("outside"));
  }

  static Outside of(Path folder) {
    RealTempo tempo = new RealTempo();
    Cluster cluster = new Cluster("outside", Map.of("kubeconfig", "kubeconfig"));
    return new Outside(tempo, new Transport(Connection.of(cluster, folder, Map.of()), tempo));
  }

  Tempo tempo() {
    return tempo;
  }

  boolean ready() {
    try {
      return transport.send(Transport.Ask.get("/readyz")).ok()
          && transport.send(Transport.Ask.get("/api/v1/namespaces/default")).ok();
    } catch (NoAnswer e) {
      return false;
    }
  }

  void namespace(String name) {
    Value body =
        Value.mapping(
            "apiVersion", "v1", "kind", "Namespace", "metadata", Value.mapping("name", name));
    ok(new Transport.Ask("POST", "/api/v1/namespaces", "application/json", Json.text(body)));
  }

  /** As {@code kubectl apply --server-side --force-conflicts} would. */
  Value put(Resource resource, String manager) {
    String path = path(resource.address(), resource.body());
    return ok(
        new Transport.Ask(
            "PATCH",
            path + "?force=true&fieldManager=" + manager,
            "application/apply-patch+yaml",
            Json.text(resource.body())));
  }

  /** As {@code kubectl patch --type=merge} would. */
  Value patch(Resource resource, Value patch, String manager) {
    return ok(
        new Transport.Ask(
            "PATCH",
            path(resource.address(), resource.body()) + "?fieldManager=" + manager,
            "application/merge-patch+json",
            Json.text(patch)));
  }

  void patchStatus(Resource resource, Value patch) {
    ok(
        new Transport.Ask(
            "PATCH",
            path(resource.address(), resource.body()) + "/status",
            "application/merge-patch+json",
            Json.text(patch)));
  }

  void delete(Resource resource) {
    ok(
        new Transport.Ask(
            "DELETE", path(resource.address(), resource.body()), "application/json", "{}"));
  }

  @Nullable Value live(Resource resource) {
    Address.Kubernetes address = (Address.Kubernetes) resource.address();
    String apiVersion = String.valueOf(resource.body().text("apiVersion"));
    return api.kinds()
        .find(apiVersion, address.kind())
        .map(it -> api.read(it, address))
        .orElse(null);
  }

  private String path(Address address, Value body) {
    Address.Kubernetes at = (Address.Kubernetes) address;
    String apiVersion = String.valueOf(body.text("apiVersion"));
    return ClusterApi.path(api.kinds().find(apiVersion, at.kind()).orElseThrow(), at);
  }

  private Value ok(Transport.Ask ask) {
    try {
      Reply reply = transport.send(ask);
      assertThat(reply.ok())
          .as("%s %s: %s %s", ask.method(), ask.path(), reply.code(), reply.message())
          .isTrue();
      return reply.json();
    } catch (NoAnswer e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    transport.close();
    tempo.close();
  }
}
