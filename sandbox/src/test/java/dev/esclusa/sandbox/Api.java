package dev.esclusa.sandbox;

import dev.esclusa.tree.Json;
import dev.esclusa.tree.Value;
import dev.esclusa.tree.Value.Mapping;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Raw requests to one API server as one user. */
final class Api implements AutoCloseable {
  static final String JSON = "application/json";
  static final String MERGE = "application/merge-patch+json";
  static final String STRATEGIC = "application/strategic-merge-patch+json";
  static final String JSON_PATCH = "application/json-patch+json";
  static final String APPLY = "application/apply-patch+yaml";

  private final HttpClient client;
  private final String url;
  private final String token;

  Api(String url, String certificate, String token) {
    this.url = url;
    this.token = token;
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .sslContext(trusting(certificate))
            .build();
  }

  static Api of(Sandbox sandbox) {
    return of(sandbox, "admin");
  }

  static Api of(Sandbox sandbox, String user) {
    return new Api(sandbox.url(), sandbox.certificate(), sandbox.token(user));
  }

  record Reply(int code, String text, List<String> warnings) {
    Mapping body() {
      return Json.read(text).asMapping();
    }

    String at(String... keys) {
      String found = body().text(keys);
      return found == null ? "" : found;
    }

    long number(String... keys) {
      return body().at(keys) instanceof Value.Num number ? number.longValue() : -1;
    }

    List<Mapping> items() {
      return Meta.mappingsAt(body(), "items");
    }

    List<String> names() {
      return items().stream().map(Meta::name).toList();
    }
  }

  Reply get(String path, String... headers) {
    return send(request(path, headers).GET());
  }

  Reply post(String path, String json, String... headers) {
    return send(
        request(path, headers).header("Content-Type", JSON).POST(BodyPublishers.ofString(json)));
  }

  Reply put(String path, String json) {
    return send(request(path).header("Content-Type", JSON).PUT(BodyPublishers.ofString(json)));
  }

  Reply put(String path, Value object) {
    return put(path, Json.text(object));
  }

  Reply patch(String path, String type, String body) {
    return send(
        request(path).header("Content-Type", type).method("PATCH", BodyPublishers.ofString(body)));
  }

  Reply apply(String path, String manager, String body) {
    String separator = path.contains("?") ? "&" : "?";
    return patch(path + separator + "fieldManager=" + manager, APPLY, body);
  }

  Reply delete(String path, String... options) {
    HttpRequest.Builder request = request(path);
    return options.length == 0
        ? send(request.DELETE())
        : send(
            request
                .header("Content-Type", JSON)
                .method("DELETE", BodyPublishers.ofString(options[0])));
  }

  Reply raw(String method, String path, String type, byte[] body) {
    return send(
        request(path)
            .header("Content-Type", type)
            .method(method, BodyPublishers.ofByteArray(body)));
  }

  /** The events of a watch that ends by itself. */
  List<Mapping> watch(String path, String... headers) {
    try {
      HttpResponse<Stream<String>> response =
          client.send(request(path, headers).GET().build(), BodyHandlers.ofLines());
      List<Mapping> events = new ArrayList<>();
      response.body().forEach(line -> events.add(Json.read(line).asMapping()));
      return events;
    } catch (IOException | InterruptedException failure) {
      throw new AssertionError(path, failure);
    }
  }

  private HttpRequest.Builder request(String path, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url + path)).timeout(Duration.ofSeconds(30));
    if (!token.isEmpty()) request.header("Authorization", "Bearer " + token);
    request.header("User-Agent", "tester/1.0");
    for (int at = 0; at < headers.length; at += 2) request.header(headers[at], headers[at + 1]);
    return request;
  }

  private Reply send(HttpRequest.Builder request) {
    try {
      HttpResponse<String> response =
          client.send(request.build(), BodyHandlers.ofString(StandardCharsets.UTF_8));
      return new Reply(
          response.statusCode(), response.body(), response.headers().allValues("Warning"));
    } catch (IOException | InterruptedException failure) {
      throw new AssertionError("no answer", failure);
    }
  }

  private static SSLContext trusting(String pem) {
    try {
      KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
      trusted.load(null, null);
      var parsed =
          CertificateFactory.getInstance("X.509")
              .generateCertificate(
                  new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)));
      trusted.setCertificateEntry("server", parsed);
      TrustManagerFactory managers =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      managers.init(trusted);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, managers.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException | IOException failure) {
      throw new AssertionError(failure);
    }
  }

  @Override
  public void close() {
    client.close();
  }
}
