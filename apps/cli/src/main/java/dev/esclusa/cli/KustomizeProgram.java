package dev.esclusa.cli;

import dev.esclusa.kustomize.KustomizeOracle.Answer;
import dev.esclusa.kustomize.KustomizeOracle.Renderer;
import dev.esclusa.kustomize.Options;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The kustomize that is installed, to compare ours with: {@code kubectl kustomize}, or what {@code
 * ESCLUSA_KUSTOMIZE} names. It gets no network, so that it stays at the files.
 */
final class KustomizeProgram implements Renderer {
  private static final Pattern VERSION = Pattern.compile("v5[.](\\d+)[.]\\d+");

  private static final String NOWHERE = "http://127.0.0.1:9";

  private final List<String> command;

  private KustomizeProgram(List<String> command) {
    this.command = command;
  }

  static KustomizeProgram fromEnvironment() {
    String named = System.getenv("ESCLUSA_KUSTOMIZE");
    return new KustomizeProgram(
        List.of((named == null ? "kubectl kustomize" : named).trim().split(" +")));
  }

  /** As it builds: both sort by kind, kubectl prints no version of its own, and 5.8 is another. */
  Options options() {
    Matcher version = VERSION.matcher(version());
    boolean newer = version.find() && Integer.parseInt(version.group(1)) >= 8;
    boolean ofKubectl = command.getFirst().endsWith("kubectl");
    Options options = Options.of(newer ? "5.8" : "5.6").with(Options.Order.LEGACY);
    return ofKubectl ? options.withBuildVersion("(devel)") : options;
  }

  /** {@code kustomize version} says its own, {@code kubectl version --client} also that. */
  private String version() {
    List<String> line = List.of(command.getFirst(), "version");
    boolean ofKubectl = command.getFirst().endsWith("kubectl");
    try {
      Process process =
          new ProcessBuilder(ofKubectl ? List.of(line.getFirst(), "version", "--client") : line)
              .redirectErrorStream(true)
              .start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return process.waitFor() == 0 ? said.substring(Math.max(0, said.indexOf("v5."))) : "";
    } catch (IOException e) {
      return ""; // each folder will say that it cannot be run
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "";
    }
  }

  @Override
  public Answer render(Path folder) {
    try {
      Path printed = Files.createTempFile("kustomize", ".yaml");
      Path said = Files.createTempFile("kustomize", ".err");
      try {
        return render(folder, printed, said);
      } finally {
        Files.delete(printed);
        Files.delete(said);
      }
    } catch (IOException e) {
      return new Answer(null, "it cannot be run: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Answer(null, "interrupted");
    }
  }

  private Answer render(Path folder, Path printed, Path said)
      throws IOException, InterruptedException {
    List<String> line = new ArrayList<>(command);
    line.add(folder.toString());
    ProcessBuilder program =
        new ProcessBuilder(line).redirectOutput(printed.toFile()).redirectError(said.toFile());
    program.environment().put("http_proxy", NOWHERE);
    program.environment().put("https_proxy", NOWHERE);
    program.environment().put("GIT_TERMINAL_PROMPT", "0");
    Process process = program.start();
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
      return new Answer(null, "it took more than a minute");
    }
    return process.exitValue() == 0
        ? new Answer(Files.readAllBytes(printed), "")
        : new Answer(null, Files.readString(said, StandardCharsets.UTF_8).strip());
  }
}
