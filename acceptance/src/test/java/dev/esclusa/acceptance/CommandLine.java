package dev.esclusa.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.esclusa.cli.Esclusa;
import dev.esclusa.cli.Terminal;
import dev.esclusa.server.Trial;
import dev.esclusa.tempo.RealTempo;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

/** {@code esclusa} as a role of a trial would type it, from a script, in this folder. */
record CommandLine(Trial trial, Path folder) {
  private static final int SHOWN = 3000;

  /** What it printed; fails the test unless it ended with this exit code. */
  String said(String role, int exit, String... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Path configuration = trial.folder().resolve("clients").resolve(role + ".yaml");
    Terminal terminal =
        new Terminal(
            out,
            out,
            new ByteArrayInputStream(new byte[0]),
            Map.of("ESCLUSA_CONFIG", configuration.toString()),
            folder,
            Terminal.Attended.SCRIPT,
            RealTempo::new);
    int code = Esclusa.run(terminal, args);
    String text = out.toString(StandardCharsets.UTF_8);
    assertThat(code).as(text.substring(Math.max(0, text.length() - SHOWN))).isEqualTo(exit);
    return text;
  }
}
