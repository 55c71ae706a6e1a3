package dev.esclusa.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Holds an engine in the middle of an apply, by two pipes that block until both sides are there.
 */
record Gate(Path reached, Path open) {
  static Gate in(Path folder) throws IOException, InterruptedException {
    Gate gate = new Gate(folder.resolve("reached"), folder.resolve("open"));
    assertThat(
            new ProcessBuilder("mkfifo", gate.reached.toString(), gate.open.toString())
                .inheritIO()
                .start()
                .waitFor())
        .isZero();
    return gate;
  }

  /** A resource whose provisioner stops at the gate. */
  String resource(String name, String input) {
    return """
    resource "terraform_data" "%s" {
      input = "%s"
      provisioner "local-exec" {
        command = "echo reached > %s; cat %s"
      }
    }
    """
        .formatted(name, input, reached, open);
  }

  void awaitReached() throws IOException {
    assertThat(Files.readString(reached)).isEqualTo("reached\n");
  }

  void letThrough() throws IOException {
    Files.writeString(open, "go\n");
  }
}
