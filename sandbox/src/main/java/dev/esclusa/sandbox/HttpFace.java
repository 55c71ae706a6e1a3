package dev.esclusa.sandbox;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.esclusa.tree.TreeException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.net.ssl.SSLContext;

/**
 * The JDK's HTTPS server on loopback, a virtual thread for each request. TLS, because kubectl sends
 * no credentials over plain HTTP.
 */
final class HttpFace implements AutoCloseable {
  /** The limit of kube-apiserver for a request body. */
  static final int MAX_BODY_BYTES = 3 << 20;

  private static final Logger LOG = Logger.getLogger(HttpFace.class.getName());

  static {
    // Read once by the JDK's server: without it each answer waits for the client's delayed ACK.
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  private final HttpsServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Callers callers;
  private final Function<Request, Answer> router;

  HttpFace(int port, SSLContext tls, Callers callers, Function<Request, Answer> router) {
    this.callers = callers;
    this.router = router;
    try {
      server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    } catch (IOException failure) {
      throw new UncheckedIOException("cannot listen on 127.0.0.1:" + port, failure);
    }
    server.setHttpsConfigurator(new HttpsConfigurator(tls));
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  int port() {
    return server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdown();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      send(exchange, answer(exchange));
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private Answer answer(HttpExchange exchange) throws IOException {
    try {
      return router.apply(request(exchange));
    } catch (Refusal refusal) {
      return Answer.refused(refusal);
    } catch (TreeException unreadable) {
      return Answer.refused(Refusal.badRequest(unreadable.cause()));
    } catch (IllegalStateException
        | IllegalArgumentException
        | UncheckedIOException
        | NullPointerException
        | ClassCastException
        | IndexOutOfBoundsException defect) {
      LOG.log(Level.SEVERE, "sandbox request failed", defect);
      return Answer.refused(Refusal.internal(defect));
    }
  }

  private Request request(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readNBytes(MAX_BODY_BYTES + 1);
    Caller caller = callers.of(exchange.getRequestHeaders());
    if (body.length > MAX_BODY_BYTES) throw Refusal.tooLarge(MAX_BODY_BYTES);
    return new Request(
        exchange.getRequestMethod(),
        exchange.getRequestURI().getPath(),
        Request.query(exchange.getRequestURI()),
        exchange.getRequestHeaders(),
        body,
        caller);
  }

  private static void send(HttpExchange exchange, Answer answer)
      throws IOException, InterruptedException {
    switch (answer) {
      case Answer.Whole whole -> {
        for (String warning : whole.warnings()) {
          exchange
              .getResponseHeaders()
              .add("Warning", "299 - \"" + warning.replace("\"", "\\\"") + "\"");
        }
        sendBytes(exchange, whole.code(), "application/json", whole.json());
      }
      case Answer.Plain plain ->
          sendBytes(exchange, plain.code(), plain.contentType(), plain.body());
      case Answer.Stream stream -> {
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, 0);
        try (OutputStream out = exchange.getResponseBody()) {
          out.flush();
          stream.writer().write(out);
        }
      }
    }
  }

  private static void sendBytes(HttpExchange exchange, int code, String type, byte[] bytes)
      throws IOException {
    exchange.getResponseHeaders().set("Content-Type", type);
    boolean bodyless = exchange.getRequestMethod().equals("HEAD");
    exchange.sendResponseHeaders(code, bodyless || bytes.length == 0 ? -1 : bytes.length);
    if (bodyless) return;
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(bytes);
    }
  }
}
