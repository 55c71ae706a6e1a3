package dev.esclusa.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.esclusa.model.TargetUid;
import dev.esclusa.stack.Credential.Right;
import dev.esclusa.stack.InMemoryStackStore;
import dev.esclusa.stack.RunId;
import dev.esclusa.stack.StateLogin;
import dev.esclusa.stack.States;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Requests that no engine sends. */
@Timeout(60)
class HostileStateTest {
  private static final TargetUid STACK = new TargetUid("network-dev-7f3a");
  private static final TargetUid OTHER = new TargetUid("compute-dev-0001");

  private final InMemoryStackStore store = new InMemoryStackStore();
  private final StateServer server = new StateServer(store, store);
  private final StateLogin writer = server.backend.issue(STACK, new RunId("r-1"), Right.WRITE, 1);
  private final HttpClient client = HttpClient.newHttpClient();

  @BeforeEach
  void aStateAndItsLock() throws Exception {
    assertThat(send("LOCK", STACK.text(), States.lock("l-1"), "").statusCode()).isEqualTo(200);
    assertThat(post(States.state(5, "kept")).statusCode()).isEqualTo(200);
  }

  @AfterEach
  void theStateIsAsItWas() {
    assertThat(server.backend.view(STACK).versions()).hasSize(1);
    assertThat(server.backend.content(STACK, 1)).isEqualTo(States.state(5, "kept"));
    server.close();
    client.close();
  }

  private static String basic(String user, String password) {
    return "Basic "
        + Base64.getEncoder()
            .encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(server.url(path)))
        .header("Authorization", basic(writer.user(), writer.password()));
  }

  private HttpResponse<String> send(String method, String path, byte[] body, String md5)
      throws Exception {
    HttpRequest.Builder request = request(path).method(method, BodyPublishers.ofByteArray(body));
    if (!md5.isEmpty()) {
      request.header("Content-MD5", md5);
    }
    return client.send(request.build(), BodyHandlers.ofString());
  }

  private HttpResponse<String> post(byte[] state) throws Exception {
    return send("POST", STACK + "?ID=l-1", state, States.md5(state));
  }

  private static void refused(HttpResponse<String> answer, int status, String code) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(answer.body()).contains("\"code\":\"" + code + "\"");
  }

  @Test
  void badStatesAreRefusedEachWithItsReason() throws Exception {
    byte[] next = States.state(6, "next");

    refused(send("POST", STACK + "?ID=l-1", next, States.md5(new byte[0])), 400, "STK-0007");
    refused(send("POST", STACK + "?ID=l-1", next, "%%%"), 400, "STK-0007");
    refused(post(Arrays.copyOf(next, next.length / 2)), 400, "STK-0009");
    refused(post("<html>".getBytes(StandardCharsets.UTF_8)), 400, "STK-0009");
    refused(post(States.state(6, "other-lineage", "next")), 409, "STK-0010");
    refused(post(States.state(4, "next")), 409, "STK-0011");
    refused(send("POST", STACK.text(), next, States.md5(next)), 409, "STK-0006");
    refused(send("POST", STACK + "?ID=l-2", next, States.md5(next)), 409, "STK-0006");
    refused(send("LOCK", STACK.text(), new byte[0], ""), 400, "STK-0021");
    refused(send("LOCK", STACK.text(), new byte[100_000], ""), 413, "STK-0008");
    for (String method : List.of("DELETE", "PUT", "PATCH")) {
      refused(send(method, STACK.text(), next, ""), 405, "STK-0019");
    }
  }

  @Test
  void aLockedStateAnswersWithItsLock() throws Exception {
    StateLogin second = server.backend.issue(STACK, new RunId("r-2"), Right.WRITE, 2);
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(server.url(STACK.text())))
            .header("Authorization", basic(second.user(), second.password()))
            .method("LOCK", BodyPublishers.ofByteArray(States.lock("l-2")))
            .build();

    HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());

    assertThat(answer.statusCode()).isEqualTo(423);
    assertThat(answer.body()).contains("\"ID\":\"l-1 (held by run r-1");
  }

  @Test
  void aBodyOfTwoHundredMegabytesIsNotTakenIn() throws Exception {
    long size = 200L << 20;
    // Announced: refused before it is sent.
    String head = raw(postHead("Content-Length: " + size), new byte[0], 1);
    assertThat(head).startsWith("HTTP/1.1 413");
    // Not announced: refused at the limit, so that the rest is never read.
    byte[] chunk = ("10000\r\n" + "x".repeat(1 << 16) + "\r\n").getBytes(StandardCharsets.US_ASCII);
    String answer = raw(postHead("Transfer-Encoding: chunked"), chunk, (int) (size >> 16));
    assertThat(answer).startsWith("HTTP/1.1 413").contains("STK-0008");
  }

  private String postHead(String more) {
    return "POST /state/"
        + STACK
        + "?ID=l-1 HTTP/1.1\r\nHost: x\r\nAuthorization: "
        + basic(writer.user(), writer.password())
        + "\r\n"
        + more
        + "\r\n\r\n";
  }

  /** What comes back to bytes that no client library would send. */
  private String raw(String head, byte[] piece, int pieces) throws Exception {
    try (Socket socket = new Socket("127.0.0.1", server.port())) {
      OutputStream out = socket.getOutputStream();
      out.write(head.getBytes(StandardCharsets.ISO_8859_1));
      InputStream in = socket.getInputStream();
      for (int i = 0; i < pieces && in.available() == 0; i++) {
        out.write(piece);
      }
      out.flush();
      byte[] answer = in.readNBytes(2_000);
      return new String(answer, StandardCharsets.ISO_8859_1);
    } catch (java.net.SocketException e) {
      return "HTTP/1.1 413 (closed in the middle) STK-0008";
    }
  }

  @Test
  void noPathLeadsAnywhereElse() throws Exception {
    server.backend.issue(OTHER, new RunId("r-9"), Right.WRITE, 1);
    for (String path :
        List.of(
            OTHER.text(),
            "no-such-stack",
            "..",
            "../" + STACK,
            "../state/" + OTHER,
            "x/../" + OTHER,
            "%2e%2e",
            "%2e%2e%2f" + STACK,
            "..%2f" + OTHER,
            "%00",
            STACK + "%00",
            STACK + "%20",
            STACK + ";x=1/../" + OTHER,
            "." + STACK,
            "")) {
      String answer =
          raw(
              "GET /state/"
                  + path
                  + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: "
                  + basic(writer.user(), writer.password())
                  + "\r\n\r\n",
              new byte[0],
              0);
      assertThat(answer).as(path).matches("(?s)HTTP/1.1 (400|401|404) .*");
      assertThat(answer).as(path).doesNotContain("kept", "resources");
    }
  }

  @Test
  void unknownStacksAndWrongCredentialsLookTheSame() throws Exception {
    HttpResponse<String> unknown = send("GET", "no-such-stack", new byte[0], "");
    HttpResponse<String> other = send("GET", OTHER.text(), new byte[0], "");
    assertThat(unknown.statusCode()).isEqualTo(401).isEqualTo(other.statusCode());
    assertThat(unknown.body()).isEqualTo(other.body());
    for (String header :
        List.of(
            "Bearer " + writer.password(),
            "Basic !!!",
            "Basic",
            basic("", ""),
            basic(writer.user(), ""),
            basic("r-2", writer.password()),
            basic(writer.password(), writer.user()))) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(server.url(STACK.text())))
              .header("Authorization", header)
              .build();
      HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());
      assertThat(answer.statusCode()).as(header).isEqualTo(401);
      assertThat(answer.body()).isEqualTo(unknown.body());
    }
  }

  @Test
  void credentialsOfAClosedRunOpenNothing() throws Exception {
    server.backend.close(new RunId("r-1"));
    byte[] next = States.state(6, "replayed");

    refused(post(next), 401, "STK-0001");
    refused(send("GET", STACK.text(), new byte[0], ""), 401, "STK-0001");
    refused(send("UNLOCK", STACK.text(), States.lock("l-1"), ""), 401, "STK-0001");
    refused(send("DELETE", STACK.text(), new byte[0], ""), 401, "STK-0001");
    assertThat(server.backend.lockOf(STACK)).isPresent();
  }
}
