package dev.esclusa.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.esclusa.model.ObservedState;
import dev.esclusa.model.Problem;
import dev.esclusa.model.ProblemException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The contract holds across byte streams (of loopback sockets, since each watch dials one). */
class ObserverPipeTest extends InMemoryObserverTest {
  private final ServerSocket listening = listening();
  private final List<Thread> threads = new CopyOnWriteArrayList<>();
  private final Thread accepting = Thread.ofVirtual().start(this::accept);
  private final Observer client = ObserverPipe.client(this::dial);

  private static ServerSocket listening() {
    try {
      return new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static ObserverPipe.Line line(Socket socket) throws IOException {
    return new ObserverPipe.Line(socket.getInputStream(), socket.getOutputStream());
  }

  private ObserverPipe.Line dial() throws IOException {
    return line(new Socket(listening.getInetAddress(), listening.getLocalPort()));
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = listening.accept();
        threads.add(Thread.ofVirtual().start(() -> serve(socket)));
      }
    } catch (IOException e) {
      Thread.currentThread().interrupt(); // closed: the test is over
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      ObserverPipe.serve(direct, line(socket));
    } catch (IOException e) {
      Thread.currentThread().interrupt(); // the other side hung up
    }
  }

  @AfterEach
  void close() throws Exception {
    listening.close();
    accepting.join();
  }

  @Override
  protected Observer observer() {
    return client;
  }

  private static Problem problemOf(Throwable thrown) {
    return ((ProblemException) thrown).problem();
  }

  private static ObserverPipe.Line answering(byte[] bytes) {
    return new ObserverPipe.Line(new ByteArrayInputStream(bytes), OutputStream.nullOutputStream());
  }

  @Test
  void anUnreachableOtherSideIsNeverTakenForAbsence() {
    Observer dead = ObserverPipe.client(() -> answering(new byte[0]));
    assertThatThrownBy(() -> dead.observe(target(), List.of(sample("a", "red").address())))
        .satisfies(it -> assertThat(problemOf(it).code()).isEqualTo("OBS-0001"));
    assertThatThrownBy(() -> dead.watch("i-1", _ -> {}))
        .satisfies(it -> assertThat(problemOf(it).code()).isEqualTo("OBS-0001"));
  }

  @Test
  void aLostLineIsDialledAgain() {
    int[] dials = {0};
    Observer flaky = ObserverPipe.client(() -> dials[0]++ == 0 ? answering(new byte[0]) : dial());
    assertThatThrownBy(() -> flaky.observe(target(), List.of()))
        .isInstanceOf(ProblemException.class);
    assertThat(flaky.observe(target(), List.of()).resources()).isEmpty();
  }

  @Test
  void aProblemOfTheFarSideIsThrownOnTheNearOne() throws Exception {
    Problem silent = Problem.environment("KUB-0001", "cluster c1 is silent.", "Look at it.");
    ByteArrayOutputStream call = new ByteArrayOutputStream();
    Observer recording =
        ObserverPipe.client(
            () -> new ObserverPipe.Line(new ByteArrayInputStream(new byte[0]), call));
    assertThatThrownBy(() -> recording.observe(target(), List.of()))
        .isInstanceOf(ProblemException.class);
    ByteArrayOutputStream reply = new ByteArrayOutputStream();
    ObserverPipe.serve(
        failing(silent),
        new ObserverPipe.Line(new ByteArrayInputStream(call.toByteArray()), reply));
    Observer replaying = ObserverPipe.client(() -> answering(reply.toByteArray()));
    assertThatThrownBy(() -> replaying.observe(target(), List.of()))
        .satisfies(it -> assertThat(problemOf(it)).isEqualTo(silent));
  }

  private static Observer failing(Problem problem) {
    return new Observer() {
      @Override
      public ObservedState observe(
          dev.esclusa.model.Target target, List<dev.esclusa.model.Address> addresses) {
        throw problem.asException();
      }

      @Override
      public Watch watch(String installation, java.util.function.Consumer<Hint> hints) {
        throw problem.asException();
      }
    };
  }

  @Test
  void nonsenseIsAnsweredWithAProblem() throws Exception {
    ByteArrayOutputStream reply = new ByteArrayOutputStream();
    ObserverPipe.serve(
        direct,
        new ObserverPipe.Line(new ByteArrayInputStream(new byte[] {0, 0, 0, 2, '{', '}'}), reply));
    assertThat(reply.toString(java.nio.charset.StandardCharsets.UTF_8)).contains("OBS-0002");
  }
}
