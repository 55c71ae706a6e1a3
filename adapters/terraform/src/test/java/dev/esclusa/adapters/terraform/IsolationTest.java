package dev.esclusa.adapters.terraform;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What code within a sandbox sees and may do: a shell in the engine's place. */
class IsolationTest {
  private static final String MARKER = "marker-7c1f2a";

  @TempDir Path home;

  private String shell(Isolation isolation, Sandbox.Network network, String script)
      throws IOException, InterruptedException {
    return shell(isolation, network, List.of(), script);
  }

  private String shell(
      Isolation isolation, Sandbox.Network network, List<Path> writable, String script)
      throws IOException, InterruptedException {
    Runs runs = new Runs(home.resolve("runs"), () -> Instant.EPOCH);
    RunFolder folder = runs.make(RunKind.PLAN, "shell", "test");
    try {
      Sandbox sandbox =
          new Sandbox(
              folder,
              isolation,
              Path.of("/bin/sh").toRealPath(),
              Path.of("/nonexistent"),
              writable,
              List.of());
      RunProcess process =
          sandbox.start("1", List.of("-c", script), "src", Map.of(), RunLimits.usual(), network);
      assertThat(process.endWithin(Duration.ofSeconds(30))).isTrue();
      return process.printed() + process.complained();
    } finally {
      folder.remove();
    }
  }

  private List<Isolation> kinds() throws InterruptedException {
    Isolation probed = RunnerStage.namespaces(home, home.resolve("data"));
    var mapped = new Isolation.Namespaces(new Isolation.User.Mapped(), List.of());
    boolean mayMap = IsolationProbe.refusal(home.resolve("probe"), mapped).isEmpty();
    return mayMap ? List.of(probed, mapped) : List.of(probed);
  }

  @Test
  void nothingOfTheMachineIsSeenButPrograms() throws Exception {
    Path secret = Files.createDirectories(home.resolve("data")).resolve("secret");
    Files.writeString(secret, MARKER);
    Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-rw-rw-"));
    for (Isolation isolation : kinds()) {
      String seen =
          shell(
              isolation,
              Sandbox.Network.SHARED,
              "cat "
                  + secret
                  + " /old"
                  + secret
                  + " /proc/1/root"
                  + secret
                  + " /proc/1/cwd/../../../.."
                  + secret
                  + "; ls -a / /home /root "
                  + System.getProperty("user.home")
                  + "; cat /etc/shadow; echo /proc/[0-9]*; pwd; id -u");
      assertThat(seen).doesNotContain(MARKER).contains("/stack/src");
      assertThat(seen).doesNotContain("root:*", "root:!", "root:$", "lost+found", ".ssh", ".m2");
      assertThat(seen).containsPattern("(?m)^/proc/1( /proc/\\d)?$");
    }
  }

  @Test
  void nothingButTheRunFolderMayBeWritten() throws Exception {
    for (Isolation isolation : kinds()) {
      String seen =
          shell(
              isolation,
              Sandbox.Network.SHARED,
              """
              for place in / /usr /usr/bin /etc /dev /engine /providers /proc/sys/kernel /lib \
                  /proc/1/root/usr /run /var; do
                if (: > $place/x) 2> /dev/null; then echo "wrote $place"; fi
              done
              if (echo x > /proc/sys/kernel/core_pattern) 2> /dev/null; then echo wrote core; fi
              if (echo h > /proc/sysrq-trigger) 2> /dev/null && [ -s /proc/sysrq-trigger ]
              then echo wrote sysrq; fi
              mount -o remount,rw,bind /usr 2> /dev/null && echo remounted
              mount -t tmpfs none /mnt 2> /dev/null && echo mounted
              chroot / true 2> /dev/null && echo chrooted
              mknod /tmp/disk b 8 0 2> /dev/null && echo made a device
              hostname other 2> /dev/null && echo renamed
              : > /stack/src/x && : > /tmp/y && : > /stack/out/z && echo wrote mine
              grep -E 'CapEff|CapPrm|CapBnd|NoNewPrivs' /proc/self/status
              """);
      assertThat(seen)
          .doesNotContain("wrote /", "wrote core", "wrote sysrq", "remounted", "mounted")
          .doesNotContain("chrooted", "made a device", "renamed")
          .contains("wrote mine")
          .containsPattern("CapEff:\\s*0{16}")
          .containsPattern("CapPrm:\\s*0{16}")
          .containsPattern("CapBnd:\\s*0{16}")
          .containsPattern("NoNewPrivs:\\s*1");
    }
  }

  @Test
  void aRenderReachesNoNetworkNotEvenLoopback() throws Exception {
    try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      listener.setSoTimeout(1);
      String call =
          "exec 2>&1; "
              + "if command -v python3 > /dev/null; then python3 -c 'import socket; "
              + "socket.create_connection((\"127.0.0.1\", "
              + listener.getLocalPort()
              + "), 3); print(\"connected\")' | tail -1; fi; tail -n +3 /proc/net/dev | wc -l";
      for (Isolation isolation : kinds()) {
        assertThat(shell(isolation, Sandbox.Network.NONE, call))
            .doesNotContain("connected")
            .matches("(?s).*\\b1\\s*");
        assertThat(listenerQueue(listener)).isZero();
      }
    }
  }

  private static int listenerQueue(ServerSocket listener) throws IOException {
    try (var accepted = listener.accept()) {
      return accepted.getPort();
    } catch (SocketTimeoutException e) {
      return 0;
    }
  }

  @Test
  void aGivenFolderIsWrittenAndAHiddenOneIsEmpty() throws Exception {
    Path given = Files.createDirectories(home.resolve("given with space"));
    Files.setPosixFilePermissions(given, PosixFilePermissions.fromString("rwxrwxrwx"));
    for (Isolation isolation : kinds()) {
      var namespaces = (Isolation.Namespaces) isolation;
      var hiding = new Isolation.Namespaces(namespaces.user(), List.of(Path.of("/usr/share")));
      String seen =
          shell(
              hiding,
              Sandbox.Network.SHARED,
              List.of(given),
              "echo written > '" + given + "/x'; ls -A /usr/share 2>&1; ls " + home + " 2>&1");
      assertThat(given.resolve("x")).hasContent("written\n");
      assertThat(seen.strip())
          .isIn(
              "given with space",
              "ls: cannot open directory " + "'/usr/share': Permission denied\ngiven with space");
      Files.delete(given.resolve("x"));
    }
  }

  @Test
  void whatAnEngineStartsEndsWithIt() throws Exception {
    for (Isolation isolation : kinds()) {
      String sign = "600." + System.nanoTime() % 1_000_000;
      shell(isolation, Sandbox.Network.SHARED, "setsid sleep " + sign + " & exit 0");
      assertThat(ProcessHandle.allProcesses())
          .noneMatch(it -> it.info().commandLine().orElse("").contains(sign));
    }
  }

  @Test
  void aStrangerCannotReadTheRunFolder() throws Exception {
    Runs runs = new Runs(home.resolve("runs"), () -> Instant.EPOCH);
    RunFolder folder = runs.make(RunKind.PLAN, "mine", "test");
    folder.write("in/values.tfvars.json", MARKER.getBytes(StandardCharsets.UTF_8));
    assertThat(Files.getPosixFilePermissions(folder.path()))
        .isEqualTo(PosixFilePermissions.fromString("rwx------"));
    assertThat(Files.getPosixFilePermissions(folder.box().resolve("in/values.tfvars.json")))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    assertThat(Files.getPosixFilePermissions(home.resolve("runs")))
        .isEqualTo(PosixFilePermissions.fromString("rwx------"));
  }
}
