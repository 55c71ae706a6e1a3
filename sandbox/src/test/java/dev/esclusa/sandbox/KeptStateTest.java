package dev.esclusa.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeptStateTest {
  @TempDir Path folder;

  @Test
  void aRestartGoesOnFromTheKeptState() {
    String token;
    String kubeconfig;
    long revision;
    try (Yard yard = new Yard(SandboxOptions.keptIn(folder))) {
      yard.api.post(Yard.MAPS, Yard.map("kept", ""));
      yard.api.post(Yard.MAPS, Yard.map("removed", ""));
      yard.api.delete(Yard.MAPS + "/removed");
      token = yard.sandbox.token("admin");
      kubeconfig = yard.sandbox.certificate();
      revision = yard.sandbox.revision();
    }
    try (Yard yard = new Yard(SandboxOptions.keptIn(folder))) {
      assertThat(yard.api.get(Yard.MAPS).names()).containsExactly("kept");
      assertThat(yard.sandbox.token("admin")).isEqualTo(token);
      assertThat(yard.sandbox.certificate()).isEqualTo(kubeconfig);
      assertThat(yard.sandbox.revision()).isGreaterThanOrEqualTo(revision);
      String old = Yard.MAPS + "?watch=1&timeoutSeconds=1&resourceVersion=1";
      assertThat(yard.api.watch(old).getFirst().toString()).contains("\"code\":410");
    }
  }

  @Test
  void aLineCutShortByACrashIsDropped() throws IOException {
    Path file = folder.resolve("state.jsonl");
    try (Yard yard = new Yard(SandboxOptions.keptIn(folder))) {
      yard.api.post(Yard.MAPS, Yard.map("kept", ""));
    }
    Files.writeString(file, "{\"revision\":99999,\"key\":[\"\",\"conf", StandardOpenOption.APPEND);
    try (Yard yard = new Yard(SandboxOptions.keptIn(folder))) {
      assertThat(yard.api.get(Yard.MAPS).names()).containsExactly("kept");
      yard.api.post(Yard.MAPS, Yard.map("later", ""));
    }
    try (Yard yard = new Yard(SandboxOptions.keptIn(folder))) {
      assertThat(yard.api.get(Yard.MAPS).names()).containsExactly("kept", "later");
    }
  }

  @Test
  void aWriteIsOnDiskBeforeItIsAnswered() throws IOException {
    try (Yard yard = new Yard(SandboxOptions.keptIn(folder))) {
      yard.api.post(Yard.MAPS, Yard.map("written", ""));
      assertThat(Files.readString(folder.resolve("state.jsonl"))).contains("\"name\":\"written\"");
    }
  }

  @Test
  void credentialsAreTheirOwnersOnly() throws IOException {
    try (Yard yard = new Yard(SandboxOptions.keptIn(folder))) {
      assertThat(yard.api.get("/healthz").text()).isEqualTo("ok");
      for (String name : new String[] {"tokens.csv", "tls.pem"}) {
        assertThat(
                PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(name))))
            .isEqualTo("rw-------");
      }
    }
  }
}
