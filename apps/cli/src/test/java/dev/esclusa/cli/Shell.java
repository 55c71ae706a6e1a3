package dev.esclusa.cli;

import dev.esclusa.tempo.VirtualTempo;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;

/** Runs commands as a shell would, and keeps what they said. */
final class Shell {
  static final String TOKEN = "esclusa_MARKERtokenMARKERtoken";

  private final Path folder;
  private final Map<String, String> environment = new HashMap<>();
  private String typed = "";
  private Terminal.Attended attended = Terminal.Attended.SCRIPT;

  /** What a command came to. */
  record Said(int exit, byte[] bytes, String err) {
    String out() {
      return new String(bytes, StandardCharsets.UTF_8);
    }
  }

  Shell(Path folder) {
    this.folder = folder;
  }

  static Shell of(Path folder, FakeServer server) throws Exception {
    Shell shell = new Shell(folder);
    shell.secretFile("token", TOKEN + "\n");
    return shell
        .with("ESCLUSA_SERVER", server.address().toString())
        .with("ESCLUSA_TOKEN_FILE", "token");
  }

  Path secretFile(String name, String content) throws Exception {
    Path file = folder.resolve(name);
    Files.writeString(file, content);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    return file;
  }

  Shell with(String name, String value) {
    environment.put(name, value);
    return this;
  }

  Shell typing(String answer) {
    typed = answer;
    attended = Terminal.Attended.PERSON;
    environment.put("NO_COLOR", "1");
    return this;
  }

  Said run(String... words) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    VirtualTempo tempo = new VirtualTempo(7);
    tempo.runUntil(Sample.NOW);
    Terminal terminal =
        new Terminal(
            out,
            err,
            new ByteArrayInputStream(typed.getBytes(StandardCharsets.UTF_8)),
            environment,
            folder,
            attended,
            () -> tempo);
    int exit = Esclusa.run(terminal, words);
    return new Said(exit, out.toByteArray(), err.toString(StandardCharsets.UTF_8));
  }
}
