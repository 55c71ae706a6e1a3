package dev.esclusa.adapters.terraform;

import dev.esclusa.model.Problem;
import dev.esclusa.tree.Json;
import dev.esclusa.tree.TreeException;
import dev.esclusa.tree.Value;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What an engine has left in its box, read as something that a stranger wrote. */
final class RunnerResults {
  private static final long STATE_BYTES_MAX = 512L << 20;
  private static final long SMALL_BYTES_MAX = 4L << 20;
  private static final int DEPTH_MAX = 40;

  /** Settings of backends that are credentials; they would be kept in the saved plan. */
  private static final Set<String> SECRET_SETTINGS =
      Set.of(
          "access_key",
          "secret_key",
          "token",
          "access_token",
          "password",
          "sas_token",
          "client_secret",
          "client_certificate_password",
          "credentials",
          "private_key",
          "security_token",
          "encryption_key",
          "sse_customer_key");

  private static final Pattern SECRET_ADDRESS =
      Pattern.compile("(?i)://[^/@\\s]*:[^/@\\s]+@|\\bpassword\\s*=");

  private RunnerResults() {}

  static byte @Nullable [] erroredState(RunFolder folder) throws IOException {
    Path source = folder.box().resolve("src");
    if (!Files.isDirectory(source, LinkOption.NOFOLLOW_LINKS)) {
      return null;
    }
    Optional<Path> found;
    try (Stream<Path> paths = Files.walk(source, DEPTH_MAX)) {
      found = paths.filter(path -> path.endsWith("errored.tfstate")).findFirst();
    }
    return found.isEmpty()
        ? null
        : folder.readBack(folder.box().relativize(found.get()).toString(), STATE_BYTES_MAX);
  }

  static byte[] lockFile(RunFolder folder, RunStack stack) throws IOException {
    byte[] bytes = folder.readBack(stack.place() + "/.terraform.lock.hcl", SMALL_BYTES_MAX);
    return bytes == null ? new byte[0] : bytes;
  }

  static byte @Nullable [] modules(RunFolder folder) throws IOException {
    return folder.readBack("data/modules/modules.json", SMALL_BYTES_MAX);
  }

  /**
   * Whether the state is where we think, outlives the run, and has no credential in its address.
   */
  static Optional<Problem> backendRefusal(RunFolder folder, RunStack stack) throws IOException {
    byte[] bytes = folder.readBack("data/terraform.tfstate", SMALL_BYTES_MAX);
    Value.Mapping backend = bytes == null ? null : backend(bytes);
    Optional<String> why =
        switch (stack.backend()) {
          case RunBackend.Http http -> builtIn(backend);
          case RunBackend.AsWritten written -> foreign(backend, stack.writable());
        };
    return why.map(text -> RunnerProblem.backendRefused(stack.name(), text));
  }

  private static Value.@Nullable Mapping backend(byte[] bytes) {
    try {
      return Json.read(bytes) instanceof Value.Mapping file
              && file.get("backend") instanceof Value.Mapping backend
          ? backend
          : null;
    } catch (TreeException e) {
      return null;
    }
  }

  private static Map<String, Value> settings(Value.Mapping backend) {
    return backend.get("config") instanceof Value.Mapping config ? config.entries() : Map.of();
  }

  private static Optional<String> builtIn(Value.@Nullable Mapping backend) {
    boolean ours =
        backend != null
            && "http".equals(backend.text("type"))
            && settings(backend).values().stream().allMatch(Value.NULL::equals);
    return ours ? Optional.empty() : Optional.of("a file of the stack overrides the built-in one");
  }

  private static Optional<String> foreign(Value.@Nullable Mapping backend, List<Path> writable) {
    if (backend == null) {
      return Optional.of("it has none, so that its state would end with the run");
    }
    String type = String.valueOf(backend.text("type"));
    if (type.equals("remote") || type.equals("cloud")) {
      return Optional.of(type + " runs plans elsewhere, out of our control");
    }
    Map<String, Value> settings = settings(backend);
    for (Map.Entry<String, Value> setting : settings.entrySet()) {
      if (secret(setting.getKey(), setting.getValue())) {
        return Optional.of(
            type + " has a value for " + setting.getKey() + ", which every saved plan would keep");
      }
    }
    return type.equals("local") ? local(settings, writable) : Optional.empty();
  }

  private static boolean secret(String name, Value value) {
    return value instanceof Value.Text text
        && !text.value().isEmpty()
        && (SECRET_SETTINGS.contains(name) || SECRET_ADDRESS.matcher(text.value()).find());
  }

  private static Optional<String> local(Map<String, Value> settings, List<Path> writable) {
    Path path =
        settings.get("path") instanceof Value.Text text
            ? Path.of(text.value()).normalize()
            : Path.of("terraform.tfstate");
    return path.isAbsolute() && writable.stream().anyMatch(path::startsWith)
        ? Optional.empty()
        : Optional.of(
            "local keeps it at " + path + ", which is in none of the folders given to the stack");
  }
}
