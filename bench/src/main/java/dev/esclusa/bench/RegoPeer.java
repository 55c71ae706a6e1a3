package dev.esclusa.bench;

import dev.esclusa.rego.RegoJson;
import dev.esclusa.rego.RegoValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code opa}, where it is on the PATH. {@code opa bench} tells how often it ran the prepared query
 * on input that is parsed already, and the wall time of these runs. With {@code GOMAXPROCS=1} all
 * its work, collection included, is on one thread; what share of a core that thread got is the
 * processor time of the process by its wall time, and the product of the two is the processor time
 * of one run. Data lie in its store for reading fast ({@code --optimize-store-for-read-speed}).
 */
final class RegoPeer {
  private static final String PROGRAM = "opa";
  private static final Map<String, String> ONE_THREAD = Map.of("GOMAXPROCS", "1");

  private RegoPeer() {}

  static boolean installed() {
    return Peer.installed(PROGRAM) && Peer.installed("bash");
  }

  /** {@code opa 1.22.2}. */
  static String version() throws IOException, InterruptedException {
    String said = Peer.output(List.of(PROGRAM, "version"), Map.of());
    return PROGRAM + " " + said.lines().findFirst().orElse("").replace("Version: ", "");
  }

  /** What it answers; nothing where the document is undefined. */
  static @Nullable RegoValue answer(Path folder, String answer)
      throws IOException, InterruptedException {
    List<String> command = command("eval", folder);
    command.addAll(List.of("--format", "json", answer));
    RegoValue result = read(Peer.output(command, Map.of())).get("result");
    if (result == null || result.size() == 0) {
      return null;
    }
    RegoValue first = result.get(RegoValue.of(0));
    RegoValue expressions = first == null ? null : first.get("expressions");
    RegoValue expression = expressions == null ? null : expressions.get(RegoValue.of(0));
    return expression == null ? null : expression.get("value");
  }

  /** Processor seconds of one evaluation on parsed input. */
  static double seconds(Path folder, String answer) throws IOException, InterruptedException {
    List<String> command = command("bench", folder);
    command.addAll(List.of("--optimize-store-for-read-speed", "--metrics=false"));
    command.addAll(List.of("--format", "json", answer));
    Path times = folder.resolve("times.txt");
    String said =
        Peer.output(
            List.of(
                "bash",
                "-c",
                "TIMEFORMAT='%R %U %S'; { time "
                    + "'"
                    + String.join("' '", command)
                    + "' 2>/dev/null; } 2>'"
                    + times
                    + "'"),
            ONE_THREAD);
    String[] parts = Files.readString(times).strip().split(" ");
    double wall = Double.parseDouble(parts[0]);
    double cpu = Double.parseDouble(parts[1]) + Double.parseDouble(parts[2]);
    RegoValue measured = read(said);
    return number(measured, "T") / 1e9 / number(measured, "N") * Math.min(1, cpu / wall);
  }

  /**
   * Processor seconds for reading the input, which {@code opa bench} has done before it begins: its
   * own {@code json.unmarshal} of the same text, as parsing what a client sends does the same work,
   * less what a query costs that takes the text and does not read it.
   */
  static double reading(Path folder) throws IOException, InterruptedException {
    Path own = Files.createDirectories(folder.resolve("reading"));
    String text = RegoValue.of(Files.readString(folder.resolve("input.json"))).json();
    Files.writeString(own.resolve("input.json"), "{\"text\": " + text + "}");
    Files.writeString(
        own.resolve("policy.rego"), "package reading\n\nread := json.unmarshal(input.text)\n");
    double read = seconds(own, "count(data.reading.read)");
    return Math.max(0, read - seconds(own, "count(input.text)"));
  }

  private static List<String> command(String verb, Path folder) {
    List<String> command = new ArrayList<>(List.of(PROGRAM, verb));
    command.addAll(List.of("--data", folder.resolve("policy.rego").toString()));
    if (Files.exists(folder.resolve("data.json"))) {
      command.addAll(List.of("--data", folder.resolve("data.json").toString()));
    }
    command.addAll(List.of("--input", folder.resolve("input.json").toString()));
    return command;
  }

  private static RegoValue read(String json) throws IOException {
    if (!json.startsWith("{")) {
      throw new IOException("opa said: " + json.lines().findFirst().orElse("nothing"));
    }
    return RegoJson.read(json);
  }

  private static double number(RegoValue object, String field) throws IOException {
    RegoValue number = object.get(field);
    if (number == null) {
      throw new IOException("opa bench said nothing of " + field);
    }
    return Double.parseDouble(number.json());
  }
}
