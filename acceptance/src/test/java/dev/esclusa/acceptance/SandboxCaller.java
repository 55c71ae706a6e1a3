package dev.esclusa.acceptance;

import dev.esclusa.sandbox.Sandbox;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Somebody who reaches into the cluster past Esclusa, as kubectl edit does. */
final class SandboxCaller {
  private final Sandbox sandbox;
  private final HttpClient http;

  SandboxCaller(Sandbox sandbox) throws Exception {
    this.sandbox = sandbox;
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    store.setCertificateEntry(
        "sandbox",
        CertificateFactory.getInstance("X.509")
            .generateCertificate(
                new ByteArrayInputStream(
                    sandbox.certificate().getBytes(StandardCharsets.US_ASCII))));
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    http = HttpClient.newBuilder().sslContext(context).build();
  }

  void scale(String namespace, String deployment, int replicas) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create(
                    sandbox.url()
                        + "/apis/apps/v1/namespaces/"
                        + namespace
                        + "/deployments/"
                        + deployment
                        + "?fieldManager=kubectl-edit"))
            .header("Authorization", "Bearer " + sandbox.token("admin"))
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
