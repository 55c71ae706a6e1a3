package dev.esclusa.adapters.git;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.net.httpserver.HttpHandler;
import dev.esclusa.model.Principal;
import dev.esclusa.model.Problem;
import dev.esclusa.model.ProblemException;
import dev.esclusa.tree.InMemorySourceTree;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Servers that lie, break off, stall or send elsewhere. */
final class HostileRemoteTest {
  @TempDir private Path folder;

  @Test
  void aSha256RemoteIsRefused() throws Exception {
    String id = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
    Problem problem =
        problemOf(answers(advertisement(id + " HEAD\0multi_ack object-format=sha256")));

    assertThat(problem.code()).isEqualTo("GIT-0003");
    assertThat(problem.cause()).contains("sha256");
  }

  @Test
  void aRemoteThatDoesNotSpeakGitIsAProblem() throws Exception {
    for (String rubbish :
        List.of("", "hello", "0008NAK\n", "zzzzzzzz", "001e# service=git-upload-pack\n0000")) {
      assertThat(problemOf(answers(rubbish.getBytes(UTF_8))).code())
          .as(rubbish)
          .isEqualTo("GIT-0001");
    }
  }

  @Test
  void idsThatAreNoIdsAreAProblem() throws Exception {
    String text = "zz23456789abcdef0123456789abcdef01234567 refs/heads/main\0multi_ack";

    assertThat(problemOf(answers(advertisement(text))).code()).isEqualTo("GIT-0001");
  }

  @Test
  void namesThatLeaveTheRefsFolderAreNotFollowed() throws Exception {
    String id = "0123456789abcdef0123456789abcdef01234567";
    String text = id + " refs/heads/proposal/../../../escaped\0multi_ack";
    try (Endpoint remote = new Endpoint("/", answers(advertisement(text)));
        GitRepositories mirrors = mirrors(1000)) {
      assertThat(mirrors.fetch(remote.address("/x.git")).proposals()).isEmpty();
    }
  }

  @Test
  void aRedirectIsNotFollowed() throws Exception {
    AtomicInteger followed = new AtomicInteger();
    try (Endpoint target =
        new Endpoint(
            "/",
            exchange -> {
              followed.incrementAndGet();
              exchange.sendResponseHeaders(404, -1);
            })) {
      Problem problem =
          problemOf(
              exchange -> {
                exchange.getResponseHeaders().set("Location", target.address("/x.git/info/refs"));
                exchange.sendResponseHeaders(302, -1);
                exchange.close();
              });
      assertThat(problem.code()).isEqualTo("GIT-0001");
      assertThat(followed).hasValue(0);
    }
  }

  @Test
  void aRemoteThatIsGoneSaysSo() throws Exception {
    Problem problem =
        problemOf(
            exchange -> {
              exchange.sendResponseHeaders(404, -1);
              exchange.close();
            });

    assertThat(problem.code()).isEqualTo("GIT-0001");
    assertThat(problem.cause()).contains("404");
    assertThat(problem.fault()).isEqualTo(Problem.Fault.ENVIRONMENT);
  }

  @Test
  void aPackThatBreaksOffLeavesTheHeadsAndIsFetchedWholeLater() throws Exception {
    AtomicInteger cuts = new AtomicInteger(1);
    try (GitServer server = served();
        Endpoint remote = new Endpoint("/", cutting(server.handler(), cuts));
        GitRepositories mirrors = mirrors(1_000_000)) {
      String address = remote.address("/crm.git");
      assertThatExceptionOfType(ProblemException.class)
          .isThrownBy(() -> mirrors.fetch(address))
          .satisfies(it -> assertThat(it.problem().code()).isEqualTo("GIT-0001"));
      assertThat(mirrors.heads(address).mainline()).isNull();

      String head = mirrors.fetch(address).mainline();
      assertThat(head).isNotNull();
      assertThat(mirrors.tree(address, head).file("a")).isNotNull();
    }
  }

  @Test
  void aRemoteThatSendsTooMuchIsCutOff() throws Exception {
    try (GitServer server = served();
        Endpoint remote = new Endpoint("/", server.handler());
        GitRepositories mirrors = mirrors(2000)) {
      assertThatExceptionOfType(ProblemException.class)
          .isThrownBy(() -> mirrors.fetch(remote.address("/crm.git")))
          .satisfies(it -> assertThat(it.problem().code()).isEqualTo("GIT-0012"));
    }
  }

  @Test
  void aRemoteThatStallsRunsIntoTheTimeout() throws Exception {
    var silence = new java.util.concurrent.CountDownLatch(1);
    try (Endpoint remote =
            new Endpoint(
                "/",
                exchange -> {
                  try {
                    silence.await();
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                });
        GitRepositories mirrors = mirrors(1000)) {
      assertThatExceptionOfType(ProblemException.class)
          .isThrownBy(() -> mirrors.fetch(remote.address("/x.git")))
          .satisfies(it -> assertThat(it.problem().code()).isEqualTo("GIT-0011"));
      silence.countDown();
    }
  }

  // --- shorter words ---

  private GitServer served() {
    GitServer server =
        new GitServer(
            GitServerSettings.in(folder.resolve("served")),
            authorization -> new Pusher("ana"),
            InstantSource.system(),
            name -> {});
    byte[] noise = new byte[20_000];
    new java.util.SplittableRandom(1).nextBytes(noise);
    server.create(
        new NewRepository(
            "crm",
            new InMemorySourceTree(Map.of("a", noise)),
            "Ana",
            "ana@crm.example",
            "x",
            null));
    return server;
  }

  @Test
  void aHostThatOnlyABaseNamesSeesNoCredential() throws Exception {
    List<String> seen = new CopyOnWriteArrayList<>();
    try (Endpoint remote =
            new Endpoint(
                "/",
                exchange -> {
                  seen.add(exchange.getRequestHeaders().containsKey("Authorization") + "");
                  exchange.sendResponseHeaders(404, -1);
                });
        GitRepositories mirrors =
            new GitRepositories(
                GitSettings.in(folder.resolve("mirrors")),
                (raw, signers, at) -> new Principal.Unknown("", "not signed"),
                Pushers.NONE,
                address -> new RepositoryCredentials.Credential.Bearer("token"),
                InstantSource.system())) {
      String commit = "0123456789abcdef0123456789abcdef01234567";
      assertThatExceptionOfType(ProblemException.class)
          .isThrownBy(() -> mirrors.pinned(remote.address("/base.git"), commit));
      assertThat(seen).isNotEmpty().containsOnly("false");
      seen.clear();

      assertThatExceptionOfType(ProblemException.class)
          .isThrownBy(() -> mirrors.pinned(remote.address("/base.git"), commit));
      assertThat(seen).as("asked again at once").isEmpty();

      assertThatExceptionOfType(ProblemException.class)
          .isThrownBy(() -> mirrors.fetch(remote.address("/root.git")));
      assertThatExceptionOfType(ProblemException.class)
          .isThrownBy(() -> mirrors.pinned(remote.address("/other.git"), commit));
      assertThat(seen).contains("true").doesNotContain("false");
    }
  }

  private GitRepositories mirrors(long packBytesMax) {
    return new GitRepositories(
        new GitSettings(
            folder.resolve("mirrors"), "main", Duration.ofSeconds(2), 100_000, packBytesMax, 1000),
        (raw, signers, at) -> new Principal.Unknown("", "not signed"),
        Pushers.NONE,
        RepositoryCredentials.NONE,
        InstantSource.system());
  }

  private Problem problemOf(HttpHandler handler) throws IOException {
    Problem[] problem = new Problem[1];
    try (Endpoint remote = new Endpoint("/", handler);
        GitRepositories mirrors = mirrors(1_000_000)) {
      assertThatExceptionOfType(ProblemException.class)
          .isThrownBy(() -> mirrors.fetch(remote.address("/x.git")))
          .satisfies(it -> problem[0] = it.problem());
    }
    return problem[0];
  }

  private static byte[] advertisement(String line) {
    String text = "# service=git-upload-pack\n";
    return ("%04x%s0000%04x%s\n0000".formatted(text.length() + 4, text, line.length() + 5, line))
        .getBytes(UTF_8);
  }

  private static HttpHandler answers(byte[] body) {
    return exchange -> {
      exchange
          .getResponseHeaders()
          .set("Content-Type", "application/x-git-upload-pack-advertisement");
      exchange.sendResponseHeaders(200, body.length == 0 ? -1 : body.length);
      exchange.getResponseBody().write(body);
      exchange.close();
    };
  }

  /** Ends the answer that carries the pack after a third of it, as often as told. */
  private static HttpHandler cutting(HttpHandler whole, AtomicInteger cuts) {
    return exchange -> {
      ByteArrayOutputStream held = new ByteArrayOutputStream();
      boolean pack = exchange.getRequestURI().getPath().endsWith("git-upload-pack");
      if (!pack) {
        whole.handle(exchange);
        return;
      }
      exchange.setStreams(null, new Held(held, exchange.getResponseBody(), cuts));
      whole.handle(exchange);
    };
  }

  private static final class Held extends OutputStream {
    private final ByteArrayOutputStream held;
    private final OutputStream out;
    private final AtomicInteger cuts;
    private boolean closed;

    Held(ByteArrayOutputStream held, OutputStream out, AtomicInteger cuts) {
      this.held = held;
      this.out = out;
      this.cuts = cuts;
    }

    @Override
    public void write(int one) {
      held.write(one);
    }

    @Override
    public void write(byte[] bytes, int from, int count) {
      held.write(bytes, from, count);
    }

    @Override
    public void close() throws IOException {
      if (closed) {
        return;
      }
      closed = true;
      byte[] whole = held.toByteArray();
      boolean cut = whole.length > 10_000 && cuts.getAndDecrement() > 0;
      out.write(cut ? Arrays.copyOf(whole, whole.length / 3) : whole);
      out.close();
    }
  }
}
