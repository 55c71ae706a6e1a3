package dev.esclusa.acceptance;

import dev.esclusa.tree.Json;
import dev.esclusa.tree.Limits;
import dev.esclusa.tree.ScalarProfile;
import dev.esclusa.tree.Value;
import dev.esclusa.tree.Yaml;
import java.io.ByteArrayInputStream;
import java.io.IOException;
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
          http.send(
              request(apiVersion, namespace, plural, name).GET().build(),
              HttpResponse.BodyHandlers.ofString());
      return answer.statusCode() == 200 ? Json.read(answer.body()) : Value.NULL;
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private HttpRequest.Builder request(
      String apiVersion, String namespace, String plural, String name) {
    return HttpRequest.newBuilder(
            URI.create(
                server + "/apis/" + apiVersion + "/namespaces/" + namespace + "/" + plural + "/"
                    + name + "?fieldManager=kubectl-edit"))
        .header("Authorization", "Bearer " + token);
  }

  void scale(String namespace, String deployment, int replicas) throws Exception {
    HttpRequest request =
        request("apps/v1", namespace, "deployments", deployment)
            .header("Content-Type", "application/merge-patch+json")
            .method(
                "PATCH",
                HttpRequest.BodyPublishers.ofString("{\"spec\":{\"replicas\":" + replicas + "}}"))
            .build();
    HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new IllegalStateException(answer.statusCode() + " " + answer.body());
    }
  }
}
