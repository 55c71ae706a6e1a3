package dev.esclusa.terraform;

import dev.esclusa.tree.Json;
import dev.esclusa.tree.Limits;
import dev.esclusa.tree.TreeException;
import dev.esclusa.tree.Value;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The texts that stand in the files of a stack, for whoever asks whether a secret is one of them:
 * quoted strings and heredocs of the configuration and of variable files, strings of JSON, and
 * short files as a whole, which {@code file()} reads. What is put together of several is not known.
 */
public final class WrittenTexts {
  private static final int WHOLE_FILE_MAX = 64 * 1024;
  private static final Limits JSON = new Limits(16 * 1024 * 1024, 200, 0, 2_000_000);

  private final Set<String> texts = new HashSet<>();

  private WrittenTexts() {}

  /**
   * @param files by path; one that cannot be read counts as a whole only
   * @param variables that are given beside the files
   */
  public static WrittenTexts of(Map<String, byte[]> files, Value.Mapping variables) {
    WrittenTexts written = new WrittenTexts();
    files.forEach(written::file);
    written.json(variables);
    return written;
  }

  /** Whether this value, or a text inside of it, stands in the files. */
  public boolean hold(Value secret) {
    return switch (secret) {
      case Value.Text(String text) ->
          text.length() >= SecretRules.MIN_LENGTH && texts.contains(text.strip());
      case Value.Mapping mapping -> mapping.entries().values().stream().anyMatch(this::hold);
      case Value.Sequence(var items) -> items.stream().anyMatch(this::hold);
      case Value.Num _, Value.Bool _, Value.Null _ -> false;
    };
  }

  private void file(String path, byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    if (bytes.length <= WHOLE_FILE_MAX) {
      add(text);
    }
    if (path.endsWith(".json")) {
      try {
        json(Json.read(path, bytes, JSON));
      } catch (TreeException e) { // an engine says what is wrong with it
        return;
      }
    } else if (path.endsWith(".tf") || path.endsWith(".tofu") || path.endsWith(".tfvars")) {
      hcl(path, text);
    }
  }

  private void hcl(String path, String text) {
    HclSource source = new HclSource(path, text);
    try {
      for (HclToken token : new HclLexer(source).tokens()) {
        String written = text.substring(token.start(), token.end());
        switch (token.kind()) {
          case QUOTED ->
              new HclExpression(written, source.position(token.start()))
                  .literal()
                  .ifPresent(this::add);
          case HEREDOC -> add(heredoc(written));
          default -> {
            // no text
          }
        }
      }
    } catch (TerraformException e) { // an engine says what is wrong with it
      return;
    }
  }

  /** What stands between its marks, without the indent that {@code <<-} takes away. */
  private static String heredoc(String written) {
    int begin = written.indexOf('\n') + 1;
    int end = written.stripTrailing().lastIndexOf('\n');
    String inner = begin > 0 && end >= begin ? written.substring(begin, end) : "";
    return written.startsWith("<<-") ? inner.stripIndent() : inner;
  }

  private void json(Value value) {
    switch (value) {
      case Value.Text(String text) -> add(text);
      case Value.Mapping mapping -> mapping.entries().values().forEach(this::json);
      case Value.Sequence(var items) -> items.forEach(this::json);
      case Value.Num _, Value.Bool _, Value.Null _ -> {}
    }
  }

  private void add(String text) {
    String stripped = text.strip();
    if (stripped.length() >= SecretRules.MIN_LENGTH) {
      texts.add(stripped);
    }
  }

  /** Without the texts: some are secrets. */
  @Override
  public String toString() {
    return texts.size() + " texts";
  }
}
