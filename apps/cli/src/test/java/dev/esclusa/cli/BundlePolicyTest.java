package dev.esclusa.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Policies from a bundle as OPA ships it, beside folders and files. */
class BundlePolicyTest {
  @TempDir Path folder;
  private Shell shell;

  @BeforeEach
  void files() throws IOException {
    shell = new Shell(folder);
    Files.writeString(folder.resolve("pod.json"), "{\"name\": \"web\"}");
    Path bundle = Files.createDirectories(folder.resolve("bundle/names"));
    Files.writeString(bundle.resolve("data.json"), "{\"refused\": [\"web\"]}");
    Files.writeString(
        bundle.resolve("names.rego"),
        """
        package main

        deny contains msg if {
          input.name in data.names.refused
          msg := sprintf("%s is refused", [input.name])
        }
        """);
  }

  private void pack(String archive) throws IOException, InterruptedException {
    List<String> tar = List.of("tar", "-czf", archive, "-C", "bundle", ".");
    try {
      Process process = new ProcessBuilder(tar).directory(folder.toFile()).inheritIO().start();
      assertThat(process.waitFor()).isZero();
    } catch (IOException absent) {
      Assumptions.abort("skipped: install tar");
    }
  }

  @Test
  void rulesAndDataOfABundleJudge() throws Exception {
    pack("names.tar.gz");
    Shell.Said said = shell.run("check", "pod.json", "--policy", "names.tar.gz");
    assertThat(said.out()).contains("web is refused");
    assertThat(said.exit()).isEqualTo(1);
    assertThat(said.err()).isEmpty();
  }

  @Test
  void signaturesThatNobodyCheckedAreTold() throws Exception {
    Files.writeString(folder.resolve("bundle/.signatures.json"), "{\"signatures\": [\"a.b.c\"]}");
    pack("names.tar.gz");
    Shell.Said said = shell.run("check", "pod.json", "--policy", "names.tar.gz");
    assertThat(said.exit()).isEqualTo(1);
    assertThat(said.err()).contains("signature");
  }

  @Test
  void whatIsNoArchiveIsRefusedByName() throws Exception {
    Files.writeString(folder.resolve("names.tar.gz"), "package main");
    Shell.Said said = shell.run("check", "pod.json", "--policy", "names.tar.gz");
    assertThat(said.exit()).isEqualTo(ExitCode.MALFORMED.number());
    assertThat(said.err()).contains("CLI-0025", "names.tar.gz", "rego_bundle_error");
  }
}
