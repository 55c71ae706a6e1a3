package dev.esclusa.acceptance;

import dev.esclusa.tree.Json;
import dev.esclusa.tree.Limits;
import dev.esclusa.tree.ScalarProfile;
import dev.esclusa.tree.Value;
import dev.esclusa.tree.Yaml;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Somebody who reaches into the cluster past Esclusa, as kubectl edit does. */
final class ClusterCaller {
  private static final Map<String, String> PLURALS =
      Map.of("Deployment", "deployments", "PodDisruptionBudget", "poddisruptionbudgets");

  private final String server;
  private final String token;
  private final HttpClient http;

  private ClusterCaller(String server, String token, HttpClient http) {
    this.server = server;
    this.token = token;
    this.http = http;
  }

  /** From a kubeconfig with one cluster and one user with a token. */
  static ClusterCaller of(String kubeconfig) throws Exception {
    Value config =
        Yaml.read(
                "kubeconfig",
                kubeconfig.getBytes(StandardCharsets.UTF_8),
                ScalarProfile.KUBECTL,
                Limits.DEFAULT)
            .getFirst()
            .root();
    Value cluster = config.at("clusters").asSequence().items().getFirst().at("cluster");
    Value user = config.at("users").asSequence().items().getFirst().at("user");
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    store.setCertificateEntry(
        "cluster",
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(authority(cluster))));
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return new ClusterCaller(
        cluster.text("server"),
        user.text("token"),
        HttpClient.newBuilder().sslContext(context).build());
  }

  private static byte[] authority(Value cluster) throws IOException {
    String inline = cluster.text("certificate-authority-data");
    return inline == null
        ? Files.readAllBytes(Path.of(cluster.text("certificate-authority")))
        : Base64.getDecoder().decode(inline);
  }

  /** The object, or {@link Value#NULL} when it is not there. */
  Value object(String apiVersion, String kind, String namespace, String name) {
    String plural = PLURALS.getOrDefault(kind, kind.toLowerCase(Locale.ROOT) + "s");
    try {
      HttpResponse<String> answer =
          send("GET", path(apiVersion, namespace, plural, name), "application/json", null);
      return answer.statusCode() == 200 ? Json.read(answer.body()) : Value.NULL;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void scale(String namespace, String deployment, int replicas) throws IOException {
    merge(
        path("apps/v1", namespace, "deployments", deployment) + "?fieldManager=kubectl-edit",
        Value.mapping("spec", Value.mapping("replicas", replicas)));
  }

  boolean answers(String path) throws IOException {
    return send("GET", path, "application/json", null).statusCode() == 200;
  }

  List<Value> list(String path) throws IOException {
    Value items = expected(send("GET", path, "application/json", null)).at("items");
    return items instanceof Value.Sequence(List<Value> all) ? all : List.of();
  }

  void create(String path, Value object) throws IOException {
    expected(send("POST", path, "application/json", object));
  }

  /** What a controller says of an object. */
  void say(String path, Value status) throws IOException {
    merge(path, Value.mapping("status", status));
  }

  /** What a controller leaves of an object's finalizers when its own part is done. */
  void leave(String path, Value finalizers) throws IOException {
    merge(path, Value.mapping("metadata", Value.mapping("finalizers", finalizers)));
  }

  private void merge(String path, Value patch) throws IOException {
    expected(send("PATCH", path, "application/merge-patch+json", patch));
  }

  private static String path(String apiVersion, String namespace, String plural, String name) {
    String group = apiVersion.contains("/") ? "/apis/" : "/api/";
    return group + apiVersion + "/namespaces/" + namespace + "/" + plural + "/" + name;
  }

  private static Value expected(HttpResponse<String> answer) throws IOException {
    if (answer.statusCode() / 100 != 2) {
      throw new IOException(answer.statusCode() + " " + answer.body());
    }
    return Json.read(answer.body());
  }

  private HttpResponse<String> send(String method, String path, String type, Value body)
      throws IOException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(server + path))
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", type)
            .method(
                method,
                body == null
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(Json.text(body)))
            .build();
    try {
      return http.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
