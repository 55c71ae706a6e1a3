package dev.esclusa.cli;

import dev.esclusa.model.Problem;
import dev.esclusa.tree.Document;
import dev.esclusa.tree.Limits;
import dev.esclusa.tree.Records;
import dev.esclusa.tree.ScalarProfile;
import dev.esclusa.tree.TreeException;
import dev.esclusa.tree.Yaml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The file that {@code ESCLUSA_CONFIG} names: which servers there are and as whom to speak to them.
 * It holds paths, never a token or a key. Relative paths start at the file's own folder.
 *
 * @param current name of the context that counts where none is named
 */
record Contexts(List<Context> contexts, @Nullable String current) {
  /**
   * One server and one role there.
   *
   * @param key SSH private key file that approvals are signed with
   * @param repo clone of the root repository that approvals are checked against
   * @param trust policy file with the keys of log and witnesses
   */
  record Context(
      String name,
      @Nullable String server,
      @Nullable String tokenFile,
      @Nullable String key,
      @Nullable String repo,
      @Nullable String trust) {
    static final Context NONE = new Context("", null, null, null, null, null);

    private Context below(Path folder) {
      return new Context(
          name,
          server,
          place(folder, tokenFile),
          place(folder, key),
          place(folder, repo),
          place(folder, trust));
    }

    private static @Nullable String place(Path folder, @Nullable String path) {
      return path == null ? null : folder.resolve(path).toString();
    }
  }

  Contexts {
    contexts = List.copyOf(contexts);
  }

  /**
   * @param name of a context; empty for the current one
   */
  static Context read(Path file, String name) {
    Path folder = file.toAbsolutePath().getParent();
    Contexts all = parse(file);
    String wanted = name.isEmpty() ? all.current() : name;
    return all.contexts().stream()
        .filter(it -> wanted == null ? all.contexts().size() == 1 : it.name().equals(wanted))
        .findFirst()
        .map(it -> folder == null ? it : it.below(folder))
        .orElseThrow(
            () ->
                wrong(
                    file
                        + " has no context \""
                        + wanted
                        + "\"; it has "
                        + all.contexts().stream().map(Context::name).toList()
                        + ".",
                    null));
  }

  private static Contexts parse(Path file) {
    try {
      List<Document> documents =
          Yaml.read(
              file.toString(), Files.readAllBytes(file), ScalarProfile.KUBECTL, Limits.DEFAULT);
      if (documents.size() != 1) {
        throw wrong(file + " has " + documents.size() + " documents, wanted is one.", null);
      }
      return Records.fromValue(Contexts.class, documents.getFirst().root());
    } catch (IOException e) {
      throw wrong(file + " cannot be read.", e);
    } catch (TreeException e) {
      throw wrong(file + ": " + e.cause(), e);
    }
  }

  private static Failure wrong(String cause, @Nullable Exception origin) {
    Problem problem =
        Problem.caller(
            "CLI-0017",
            cause,
            "Correct the file that ESCLUSA_CONFIG names: contexts: [{name, server, tokenFile, key,"
                + " repo, trust}], current.");
    return origin == null
        ? Failure.of(ExitCode.USAGE, problem)
        : Failure.of(ExitCode.USAGE, problem, origin);
  }
}
