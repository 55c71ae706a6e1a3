package dev.esclusa.adapters.git;

import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/** An HTTP server on loopback, for as long as a test lasts. */
final class Endpoint implements AutoCloseable {
  private final HttpServer http;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  Endpoint(String context, HttpHandler handler) throws IOException {
    http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    http.createContext(context, handler);
    http.setExecutor(threads);
    http.start();
  }

  String address(String path) {
    return "http://127.0.0.1:" + http.getAddress().getPort() + path;
  }

  @Override
  public void close() {
    http.stop(0);
    threads.shutdownNow();
  }

  /** Tokens as bearer, or as password of whatever user. */
  static Gate tokens(Map<String, String> principals) {
    return authorization -> {
      String token = token(authorization);
      String principal = token == null ? null : principals.get(token);
      return principal == null ? null : new Pusher(principal);
    };
  }

  private static @Nullable String token(@Nullable String authorization) {
    if (authorization != null && authorization.startsWith("Bearer ")) {
      return authorization.substring(7);
    }
    if (authorization != null && authorization.startsWith("Basic ")) {
      String both =
          new String(
              Base64.getDecoder().decode(authorization.substring(6)), StandardCharsets.UTF_8);
      return both.substring(both.indexOf(':') + 1);
    }
    return null;
  }
}
