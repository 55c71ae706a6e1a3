package dev.esclusa.adapters.terraform;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** The smallest server that engines keep a state at. */
final class RunnerStates implements AutoCloseable {
  private final HttpServer server;
  private final String wanted;
  private byte @Nullable [] state; // null before the first write
  private @Nullable String lock; // null while nobody holds it
  private boolean refusing;

  RunnerStates(String userName, String password) throws IOException {
    String pair = userName + ":" + password;
    wanted = "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/state", this::answer);
    server.start();
  }

  String address() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/state/one";
  }

  synchronized String state() {
    return state == null ? "" : new String(state, StandardCharsets.UTF_8);
  }

  synchronized boolean locked() {
    return lock != null;
  }

  synchronized void lockedBy(String holder) {
    lock = holder;
  }

  synchronized void refuseWrites() {
    refusing = true;
  }

  synchronized void takeWrites() {
    refusing = false;
  }

  private synchronized void answer(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    if (!wanted.equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
      send(exchange, 401, new byte[0]);
      return;
    }
    switch (exchange.getRequestMethod()) {
      case "GET" -> send(exchange, state == null ? 404 : 200, state == null ? new byte[0] : state);
      case "POST" -> {
        if (refusing) {
          send(exchange, 409, new byte[0]);
        } else {
          state = body;
          send(exchange, 200, new byte[0]);
        }
      }
      case "LOCK" -> {
        if (lock == null) {
          lock = new String(body, StandardCharsets.UTF_8);
          send(exchange, 200, new byte[0]);
        } else {
          send(exchange, 423, lock.getBytes(StandardCharsets.UTF_8));
        }
      }
      case "UNLOCK" -> {
        lock = null;
        send(exchange, 200, new byte[0]);
      }
      default -> send(exchange, 405, new byte[0]);
    }
  }

  private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
