package dev.esclusa.rego;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The {@code opa} program of this machine, to compare with. */
final class OpaPeer {
  static final String SKIPPED = "skipped: put opa on PATH, or build it (tools/peers opa)";

  private final String program;
  private final Path folder;

  /** What a run left: its exit code and what it wrote. */
  record Answer(int exit, byte[] out, String error) {}

  private OpaPeer(String program, Path folder) {
    this.program = program;
    this.folder = folder;
  }

  /** Null when there is none; files are written to the folder. */
  static @Nullable OpaPeer find(Path folder) {
    String program = program();
    return program == null ? null : new OpaPeer(program, folder);
  }

  /** Where it is; null when there is none. */
  static @Nullable String program() {
    String home = System.getProperty("user.home") + "/.cache/esclusa-peers/bin";
    String named = System.getenv("ESCLUSA_PEERS");
    return Stream.concat(
            Stream.of(named == null ? home : named + "/bin"),
            Stream.of(String.valueOf(System.getenv("PATH")).split(File.pathSeparator)))
        .map(path -> Path.of(path, "opa"))
        .filter(Files::isExecutable)
        .map(Path::toString)
        .findFirst()
        .orElse(null);
  }

  /** Null when it takes too long. */
  @Nullable Answer run(List<String> arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(program));
    command.addAll(arguments);
    Path out = folder.resolve("out.json");
    Path error = folder.resolve("error.txt");
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(out.toFile())
            .redirectError(error.toFile())
            .start();
    if (!process.waitFor(10, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
      return null;
    }
    return new Answer(process.exitValue(), Files.readAllBytes(out), Files.readString(error));
  }

  /** {@code 1.22.2}. */
  String version() throws IOException, InterruptedException {
    Answer answer = run(List.of("version"));
    String said = answer == null ? "" : new String(answer.out(), StandardCharsets.UTF_8);
    return said.lines().findFirst().orElse("").replace("Version: ", "").strip();
  }

  Path write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }
}
