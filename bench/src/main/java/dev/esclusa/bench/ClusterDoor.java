package dev.esclusa.bench;

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
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.Base64;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** An API server by a kubeconfig with one cluster and one user with a token. */
final class ClusterDoor {
  private final String server;
  private final String token;
  private final HttpClient http;

  ClusterDoor(String kubeconfig) throws Exception {
    Value config =
        Yaml.read(
                "kubeconfig",
                kubeconfig.getBytes(StandardCharsets.UTF_8),
                ScalarProfile.KUBECTL,
                Limits.DEFAULT)
            .getFirst()
            .root();
    Value cluster = first(config, "clusters", "cluster");
    server = text(cluster, "server");
    token = text(first(config, "users", "user"), "token");
    http =
        HttpClient.newBuilder()
            .sslContext(
                trusting(Base64.getDecoder().decode(text(cluster, "certificate-authority-data"))))
            .build();
  }

  private static Value first(Value config, String list, String key) {
    Value found = config.asMapping().get(list);
    Value item = found == null ? null : found.asSequence().items().getFirst().at(key);
    if (item == null) {
      throw new IllegalArgumentException("the kubeconfig has no " + list);
    }
    return item;
  }

  private static String text(Value value, String key) {
    String text = value.text(key);
    if (text == null) {
      throw new IllegalArgumentException("the kubeconfig has no " + key);
    }
    return text;
  }

  private static SSLContext trusting(byte[] certificate) throws Exception {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    store.setCertificateEntry(
        "cluster",
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(certificate)));
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }

  String get(String path) throws IOException, InterruptedException {
    return send("GET", path, null);
  }

  String post(String path, Value body) throws IOException, InterruptedException {
    return send("POST", path, body.toString());
  }

  private String send(String method, String path, @Nullable String body)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(server + path))
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", "application/json")
            .method(
                method,
                body == null
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(body))
            .build();
    HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() >= 300) {
      throw new IOException(method + " " + path + " was answered " + answer.statusCode());
    }
    return answer.body();
  }
}
