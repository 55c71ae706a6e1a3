package dev.esclusa.adapters.kubernetes;

import dev.esclusa.tempo.Backoff;
import dev.esclusa.tempo.Tempo;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import java.io.ByteArrayOutputStream;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;

/**
 * Bytes to and from one API server. The client brings credentials and trust; requests are never
 * repeated behind our back, since a write whose reply was lost must be read back and not sent
 * again.
 */
final class Transport implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int ATTEMPTS = 3;
  private static final int MAX_LINE = 8 << 20;
  private static final Backoff BACKOFF =
      new Backoff(Duration.ofMillis(100), 3, Duration.ofSeconds(2), 0.3);

  private final KubernetesClient client;
  private final HttpClient http;
  private final String base;
  private final Tempo tempo;
  private final long maxBytes;
  private final Duration patience;
  private final LongAdder requests = new LongAdder();

  Transport(Config config, Tempo tempo) {
    this(config, tempo, 64 << 20, PATIENCE);
  }

  /**
   * @param maxBytes of one answer
   * @param patience with one request, from its start to the end of the answer
   */
  Transport(Config config, Tempo tempo, long maxBytes, Duration patience) {
    this.client = new KubernetesClientBuilder().withConfig(config).build();
    this.http = client.getHttpClient();
    String url = config.getMasterUrl();
    this.base = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
    this.tempo = tempo;
    this.maxBytes = maxBytes;
    this.patience = patience;
  }

  /** A request. {@code body} is absent for one without. */
  record Ask(String method, String path, @Nullable String type, @Nullable String body) {
    static Ask get(String path) {
      return new Ask("GET", path, null, null);
    }
  }

  /** For requests that change nothing: tried a few times. */
  Reply sendSafely(Ask ask) throws NoAnswer {
    for (int attempt = 1; ; attempt++) {
      try {
        Reply reply = send(ask);
        if (attempt == ATTEMPTS || !worthAnotherTry(reply)) {
          return reply;
        }
      } catch (NoAnswer e) {
        if (attempt == ATTEMPTS || Thread.currentThread().isInterrupted()) {
          throw e;
        }
      }
      pause(BACKOFF.after(attempt, tempo.chance()));
    }
  }

  private static boolean worthAnotherTry(Reply reply) {
    return reply.code() == 429 || reply.code() >= 502 && reply.code() <= 504;
  }

  private void pause(Duration duration) throws NoAnswer {
    try {
      tempo.pause(duration);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new NoAnswer(false, "the wait for another try was interrupted", e);
    }
  }

  /** Once. */
  Reply send(Ask ask) throws NoAnswer {
    long end = System.nanoTime() + patience.toNanos();
    Gathering gathering = new Gathering(maxBytes);
    CompletableFuture<HttpResponse<AsyncBody>> asked = begin(request(ask).build(), gathering);
    HttpResponse<AsyncBody> response = await(asked, end, () -> asked.cancel(true));
    AsyncBody body = response.body();
    body.consume();
    try {
      await(body.done(), end, body::cancel);
    } catch (NoAnswer e) {
      throw gathering.tooLong
          ? new NoAnswer(true, "the answer is longer than " + maxBytes + " bytes", e)
          : e;
    }
    return new Reply(response.code(), type(response), gathering.bytes());
  }

  private CompletableFuture<HttpResponse<AsyncBody>> begin(
      HttpRequest request, AsyncBody.Consumer<List<ByteBuffer>> consumer) throws NoAnswer {
    try {
      requests.increment();
      return http.consumeBytes(request, consumer);
    } catch (RejectedExecutionException | IllegalStateException e) {
      throw new NoAnswer(false, "the connection was closed on our side", e);
    }
  }

  /** How many requests were made so far. */
  long requestCount() {
    return requests.sum();
  }

  private HttpRequest.Builder request(Ask ask) {
    HttpRequest.Builder builder =
        http.newHttpRequestBuilder()
            .uri(base + ask.path())
            .setHeader("Accept", "application/json")
            .timeout(patience.toMillis(), TimeUnit.MILLISECONDS);
    String body = ask.body();
    return body == null
        ? builder
        : builder.method(ask.method(), ask.type() == null ? "application/json" : ask.type(), body);
  }

  private static String type(HttpResponse<?> response) {
    String type = response.header("Content-Type");
    return type == null ? "" : type;
  }

  private static <T> T await(CompletableFuture<T> future, long end, Runnable giveUp)
      throws NoAnswer {
    try {
      return future.get(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      giveUp.run();
      throw new NoAnswer(true, "no whole answer came in time", e);
    } catch (InterruptedException e) {
      giveUp.run();
      Thread.currentThread().interrupt();
      throw new NoAnswer(true, "the wait for the answer was interrupted", e);
    } catch (CancellationException e) {
      throw new NoAnswer(true, "the answer was given up", e);
    } catch (ExecutionException e) {
      throw lost(e.getCause() == null ? e : e.getCause());
    }
  }

  /** Failures before the first byte of a request could leave this machine are told apart. */
  private static NoAnswer lost(Throwable failure) {
    for (Throwable one = failure; one != null; one = one.getCause()) {
      if (one instanceof ConnectException
          || one instanceof UnknownHostException
          || one instanceof UnresolvedAddressException
          || one instanceof NoRouteToHostException
          || one instanceof HttpConnectTimeoutException
          || one instanceof SSLHandshakeException) {
        return new NoAnswer(false, words(one), failure);
      }
    }
    return new NoAnswer(true, words(failure), failure);
  }

  private static String words(Throwable failure) {
    String message = failure.getMessage();
    return failure.getClass().getSimpleName() + (message == null ? "" : ": " + message);
  }

  /** Collects an answer up to its limit. */
  private static final class Gathering implements AsyncBody.Consumer<List<ByteBuffer>> {
    private final ByteArrayOutputStream gathered = new ByteArrayOutputStream();
    private final long maxBytes;
    private volatile boolean tooLong;

    Gathering(long maxBytes) {
      this.maxBytes = maxBytes;
    }

    @Override
    public void consume(List<ByteBuffer> chunks, AsyncBody body) {
      synchronized (gathered) {
        for (ByteBuffer chunk : chunks) {
          byte[] bytes = new byte[chunk.remaining()];
          chunk.get(bytes);
          gathered.writeBytes(bytes);
        }
        tooLong = gathered.size() > maxBytes;
      }
      if (tooLong) {
        body.cancel();
      } else {
        body.consume();
      }
    }

    byte[] bytes() {
      synchronized (gathered) {
        return gathered.toByteArray();
      }
    }
  }

  // --- watching ---

  /** Takes the lines of an answer that does not end, one after the other. */
  interface Lines {
    /** The server accepted; lines follow. */
    void begun();

    /** Ends the answer by throwing. */
    void line(byte[] line) throws NoAnswer;
  }

  private record Chunk(List<ByteBuffer> bytes, boolean last, @Nullable Throwable failure) {}

  /**
   * Reads lines on the caller's thread until the server ends the answer.
   *
   * @return the refusal; null when lines came
   */
  @Nullable Reply follow(String path, Duration longest, Lines lines) throws NoAnswer {
    LinkedBlockingQueue<Chunk> chunks = new LinkedBlockingQueue<>();
    HttpRequest request = request(Ask.get(path)).forStreaming().build();
    long headEnd = System.nanoTime() + patience.toNanos();
    CompletableFuture<HttpResponse<AsyncBody>> asked =
        begin(request, (bytes, _) -> chunks.add(new Chunk(bytes, false, null)));
    HttpResponse<AsyncBody> response = await(asked, headEnd, () -> asked.cancel(true));
    AsyncBody body = response.body();
    body.done().whenComplete((_, failure) -> chunks.add(new Chunk(List.of(), true, failure)));
    try {
      body.consume();
      if (response.code() != 200) {
        return refusal(response, chunks, body, headEnd);
      }
      lines.begun();
      readLines(chunks, body, System.nanoTime() + longest.toNanos(), lines);
      return null;
    } finally {
      body.cancel();
    }
  }

  private static Reply refusal(
      HttpResponse<AsyncBody> response, LinkedBlockingQueue<Chunk> chunks, AsyncBody body, long end)
      throws NoAnswer {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (Chunk chunk; !(chunk = take(chunks, end)).last() && all.size() < MAX_LINE; ) {
      chunk.bytes().forEach(it -> all.writeBytes(bytes(it)));
      body.consume();
    }
    return new Reply(response.code(), type(response), all.toByteArray());
  }

  private static void readLines(
      LinkedBlockingQueue<Chunk> chunks, AsyncBody body, long end, Lines lines) throws NoAnswer {
    ByteArrayOutputStream rest = new ByteArrayOutputStream();
    for (Chunk chunk; !(chunk = take(chunks, end)).last(); ) {
      for (ByteBuffer one : chunk.bytes()) {
        split(bytes(one), rest, lines);
      }
      body.consume();
    }
  }

  private static void split(byte[] bytes, ByteArrayOutputStream rest, Lines lines) throws NoAnswer {
    int from = 0;
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == '\n') {
        rest.writeBytes(Arrays.copyOfRange(bytes, from, i));
        from = i + 1;
        if (rest.size() > 0) {
          lines.line(rest.toByteArray());
        }
        rest.reset();
      }
    }
    rest.writeBytes(Arrays.copyOfRange(bytes, from, bytes.length));
    if (rest.size() > MAX_LINE) {
      throw new NoAnswer(true, "a watch event is longer than " + MAX_LINE + " bytes", null);
    }
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return bytes;
  }

  private static Chunk take(LinkedBlockingQueue<Chunk> chunks, long end) throws NoAnswer {
    try {
      Chunk chunk = chunks.poll(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
      if (chunk == null) {
        throw new NoAnswer(true, "the server did not end the answer in time", null);
      }
      if (chunk.failure() != null) {
        throw lost(chunk.failure());
      }
      return chunk;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new NoAnswer(true, "the watch was interrupted", e);
    }
  }

  @Override
  public void close() {
    client.close();
  }
}
