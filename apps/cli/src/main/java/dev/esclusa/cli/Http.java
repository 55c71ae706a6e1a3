package dev.esclusa.cli;

import dev.esclusa.model.Problem;
import dev.esclusa.tree.Json;
import dev.esclusa.tree.Records;
import dev.esclusa.tree.TreeException;
import dev.esclusa.tree.Value;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Requests to one server with one token. HttpURLConnection rather than HttpClient, which takes half
 * a second to start.
 */
final class Http {
  static {
    // The JDK would send a POST again by itself when a kept connection breaks.
    System.setProperty("sun.net.http.retryPost", "false");
  }

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration READ_TIMEOUT = Duration.ofSeconds(60);
  private static final int MAX_ANSWER_BYTES = 256 << 20;

  private final URI server;
  private final String token;

  Http(URI server, String token) {
    this.server = requireSafe(server);
    this.token = token;
  }

  byte[] get(String path) {
    return exchange("GET", path, null);
  }

  byte[] post(String path, Value body) {
    return exchange("POST", path, Json.write(body));
  }

  private byte[] exchange(String method, String path, byte @Nullable [] body) {
    try {
      HttpURLConnection connection = open(method, path, READ_TIMEOUT);
      if (body != null) {
        connection.setDoOutput(true);
        connection.setRequestProperty("Content-Type", "application/json");
        try (var out = connection.getOutputStream()) {
          out.write(body);
        }
      }
      return answer(connection, method + " " + path);
    } catch (IOException e) {
      throw unreachable(e);
    }
  }

  private byte[] answer(HttpURLConnection connection, String asked) throws IOException {
    int status = connection.getResponseCode();
    byte[] answer = whole(status < 400 ? connection.getInputStream() : connection.getErrorStream());
    if (status < 200 || status > 299) {
      throw Failure.answered(status, problem(status, asked, answer));
    }
    return answer;
  }

  /** An open stream of events; the caller closes it. */
  InputStream stream(String path, Duration silence) throws IOException {
    HttpURLConnection connection = open("GET", path, silence);
    connection.setRequestProperty("Accept", "text/event-stream");
    if (connection.getResponseCode() != 200) {
      answer(connection, "GET " + path);
    }
    return connection.getInputStream();
  }

  private HttpURLConnection open(String method, String path, Duration silence) throws IOException {
    URI address = URI.create(server + path);
    HttpURLConnection connection = (HttpURLConnection) address.toURL().openConnection();
    connection.setRequestMethod(method);
    connection.setConnectTimeout((int) CONNECT_TIMEOUT.toMillis());
    connection.setReadTimeout((int) silence.toMillis());
    connection.setInstanceFollowRedirects(false); // a redirect would carry the token elsewhere
    connection.setUseCaches(false);
    if (!token.isEmpty()) {
      connection.setRequestProperty("Authorization", "Bearer " + token);
    }
    return connection;
  }

  private byte[] whole(@Nullable InputStream stream) throws IOException {
    if (stream == null) {
      return new byte[0];
    }
    try (stream) {
      byte[] bytes = stream.readNBytes(MAX_ANSWER_BYTES + 1);
      if (bytes.length > MAX_ANSWER_BYTES) {
        throw Failure.of(
            ExitCode.LIMIT,
            Problem.capacity(
                "CLI-0021",
                "the server answers with more than " + (MAX_ANSWER_BYTES >> 20) + " MiB.",
                "Ask for less, e.g. with --limit."));
      }
      return bytes;
    }
  }

  private Problem problem(int status, String asked, byte[] answer) {
    try {
      Value told = Json.read(answer).at("problem");
      if (told != null) {
        return Records.fromValue(Problem.class, told);
      }
    } catch (TreeException | dev.esclusa.model.ModelException notAProblem) {
      return unexplained(status, asked);
    }
    return unexplained(status, asked);
  }

  private Problem unexplained(int status, String asked) {
    return Problem.environment(
        "CLI-0002",
        server + " answers " + asked + " with status " + status + " and no problem to read.",
        "Check that the address is that of an Esclusa server.");
  }

  Failure unreachable(IOException origin) {
    return Failure.of(
        ExitCode.UNREACHABLE,
        Problem.environment(
            "CLI-0001",
            "server " + server + " cannot be reached: " + words(origin) + ".",
            "Start it (`./dev up`), or correct --server or ESCLUSA_SERVER."),
        origin);
  }

  private static String words(IOException origin) {
    String message = origin.getMessage();
    return message == null ? origin.getClass().getSimpleName() : message;
  }

  URI server() {
    return server;
  }

  /** A token in plain text goes to this machine only. */
  private static URI requireSafe(URI server) {
    String text = server.toString();
    String host = server.getHost();
    boolean known =
        host != null && ("https".equals(server.getScheme()) || "http".equals(server.getScheme()));
    if (!known || server.getQuery() != null || server.getUserInfo() != null) {
      throw Failure.of(
          ExitCode.USAGE,
          Problem.caller(
              "CLI-0003",
              "server address \"" + text + "\" is not of the form https://host:port.",
              "Correct --server, ESCLUSA_SERVER or the context."));
    }
    if ("http".equals(server.getScheme()) && !isLoopback(host)) {
      throw Failure.of(
          ExitCode.USAGE,
          Problem.caller(
              "CLI-0005",
              "server " + text + " would get the token in plain text.",
              "Use https; http is for this machine (127.0.0.1, localhost) only."));
    }
    return text.endsWith("/") ? URI.create(text.substring(0, text.length() - 1)) : server;
  }

  private static boolean isLoopback(String host) {
    return host.equals("localhost") || host.equals("[::1]") || host.matches("127(\\.\\d{1,3}){3}");
  }

  /** Percent-encodes one segment of a path or one value of a query (RFC 3986, section 2.1). */
  static String encoded(String text) {
    return java.net.URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
