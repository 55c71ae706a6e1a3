package dev.esclusa.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.esclusa.model.Problem;
import dev.esclusa.tree.Json;
import dev.esclusa.tree.Records;
import dev.esclusa.tree.Value;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A server on loopback with canned answers; what it was asked can be read afterwards. */
final class FakeServer implements AutoCloseable {
  record Request(String method, String path, String token, String body) {
    Value json() {
      return Json.read(body);
    }
  }

  private record Answer(int status, String type, byte[] body) {}

  private final HttpServer http;
  private final Map<String, Answer> answers = new ConcurrentHashMap<>();
  private final List<Request> requests = new CopyOnWriteArrayList<>();

  FakeServer() {
    try {
      http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    http.createContext("/", this::answer);
    http.start();
  }

  URI address() {
    return URI.create("http://127.0.0.1:" + http.getAddress().getPort());
  }

  /**
   * @param asked e.g. {@code GET /api/v1/targets}, with the query as it is sent
   */
  FakeServer on(String asked, Object answer) {
    Value value = answer instanceof Value it ? it : Records.toValue(answer);
    return on(asked, Json.write(value));
  }

  FakeServer on(String asked, byte[] answer) {
    answers.put(asked, new Answer(200, "application/json", answer));
    return this;
  }

  FakeServer events(String asked, String stream) {
    byte[] bytes = stream.getBytes(StandardCharsets.UTF_8);
    answers.put(asked, new Answer(200, "text/event-stream", bytes));
    return this;
  }

  FakeServer refuse(String asked, int status, Problem problem) {
    Value body = Value.mapping("problem", Records.toValue(problem));
    answers.put(asked, new Answer(status, "application/json", Json.write(body)));
    return this;
  }

  FakeServer raw(String asked, int status, String body) {
    answers.put(asked, new Answer(status, "text/plain", body.getBytes(StandardCharsets.UTF_8)));
    return this;
  }

  List<Request> requests() {
    return requests;
  }

  List<Request> posts() {
    return requests.stream().filter(it -> it.method().equals("POST")).toList();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().toString();
      String token = exchange.getRequestHeaders().getFirst("Authorization");
      String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      requests.add(
          new Request(exchange.getRequestMethod(), path, token == null ? "" : token, body));
      Answer answer = answers.getOrDefault(exchange.getRequestMethod() + " " + path, missing(path));
      exchange.getResponseHeaders().set("Content-Type", answer.type());
      exchange.sendResponseHeaders(
          answer.status(), answer.body().length == 0 ? -1 : answer.body().length);
      exchange.getResponseBody().write(answer.body());
    }
  }

  private static Answer missing(String path) {
    Problem problem =
        Problem.caller("SRV-0404", "there is nothing at " + path + ".", "Look elsewhere.");
    Value body = Value.mapping("problem", Records.toValue(problem));
    return new Answer(404, "application/json", Json.write(body));
  }

  @Override
  public void close() {
    http.stop(0);
  }
}
