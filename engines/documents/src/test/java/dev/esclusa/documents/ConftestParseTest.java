package dev.esclusa.documents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.esclusa.tree.Json;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What a real {@code conftest parse} gives, and what we give. */
class ConftestParseTest {
  @TempDir Path folder;

  static List<Path> cases() throws IOException {
    return GoldenTest.cases().stream()
        .filter(it -> !it.endsWith("jsonc")) // Conftest refuses the comma at the end of a list
        .toList();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void ourCasesReadAsConftestReadsThem(Path cases) throws Exception {
    Path input;
    try (Stream<Path> files = Files.list(cases)) {
      input = files.filter(it -> !it.endsWith("out.json")).findFirst().orElseThrow();
    }
    same(
        DocumentFormat.ofFile(input.getFileName().toString()).orElseThrow(),
        Files.readString(input));
  }

  @ParameterizedTest
  @CsvSource({
    "EDN, '[1 2]'",
    "EDN, 1",
    "EDN, nil",
    "EDN, ':a'",
    "EDN, '#{1 1}'",
    "EDN, '{:a 1 :a 2}'",
    "EDN, '(1 [2 {:b 2}])'",
    "EDN, '{:f 1.0 :g 1e10 :h 0.1 :i 1E-7 :k 1e21 :l 123456789.0 :m -0.5}'",
    "EDN, '{:c \\a :d \\space :e \\u0041}'",
    "EDN, '{nil 1 true 2 \\a 3 1.5 4}'",
    "EDN, '{:d 1.50M}'",
    "EDN, '{:a,1}'",
    "EDN, '1 2'",
    "HOCON, 'b { c = 1.0|d = 007|e = -1.5e3 }'",
    "HOCON, 'b.c.d = 1|b.c.e = 2|b { c { f = 3 } }'",
    "HOCON, 'b { c = {x=1}| c = {y=2} }'",
    "HOCON, 'b { c = {x=1}| c = 3 }'",
    "HOCON, 'b { c = {x=1} {y=2} }'",
    "HOCON, 'b { a = {q=1}| c = ${b.a} }'",
    "HOCON, 'b { c = t| d = False|e = yes| f = T}'",
    "HOCON, 'b { c = 1, d = 2,}'",
    "HOCON, '{ b: {c: 1} }'",
    "IGNORE, ''",
    "IGNORE, 'a |  b|#|!|\\!x|c\\\\d|e\\ '",
    "CODEOWNERS, ''",
    "CODEOWNERS, '* @a|# c|/b/** @c/d   e@f.gh #g # h'",
    "CODEOWNERS, 'a #b'"
  })
  void smallTextsReadAsConftestReadsThem(DocumentFormat format, @Nullable String text)
      throws Exception {
    same(format, text == null ? "" : text.replace('|', '\n'));
  }

  @ParameterizedTest
  @CsvSource({
    "EDN, '{'",
    "EDN, '{:a}'",
    "EDN, '{:r 1/2}'",
    "EDN, ''",
    "EDN, '{:foo/bar/baz 1}'",
    "CODEOWNERS, 'a b'",
    "CODEOWNERS, 'a[b] @c'",
    "CODEOWNERS, '* @a,'",
    "CYCLONEDX, '{}}'"
  })
  void whatConftestRefusesIsRefused(DocumentFormat format, @Nullable String text) throws Exception {
    String malformed = text == null ? "" : text;
    assertThat(theirs(format, malformed)).isNull();
    org.assertj.core.api.Assertions.assertThatThrownBy(
            () -> format.read("x", malformed.getBytes(StandardCharsets.UTF_8)))
        .hasMessageMatching("(?s)(DOC|TRE)-000[0-9]: x:[0-9]+:[0-9]+: .*");
  }

  private void same(DocumentFormat format, String text) throws Exception {
    String theirs = theirs(format, text);
    String ours = Json.text(format.read("x", text.getBytes(StandardCharsets.UTF_8)));

    assertThat(theirs).isNotNull();
    assertThat(sorted(ours)).isEqualTo(sorted(theirs));
  }

  private static String sorted(String json) {
    return dev.esclusa.tree.Canonical.text(Json.read(json));
  }

  /** Null when it refuses. */
  private @Nullable String theirs(DocumentFormat format, String text) throws Exception {
    String conftest = conftest();
    assumeTrue(conftest != null, "skipped: install conftest");
    Path file = Files.writeString(folder.resolve("input"), text);
    Process process =
        new ProcessBuilder(conftest, "parse", "--parser", format.word(), file.toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return process.waitFor() == 0 ? out : null;
  }

  private static @Nullable String conftest() {
    String home = System.getProperty("user.home") + "/.cache/esclusa-peers/bin";
    String named = System.getenv("ESCLUSA_PEERS");
    return Stream.concat(
            Stream.of(named == null ? home : named + "/bin"),
            Stream.of(String.valueOf(System.getenv("PATH")).split(File.pathSeparator)))
        .map(path -> Path.of(path, "conftest"))
        .filter(Files::isExecutable)
        .map(Path::toString)
        .findFirst()
        .orElse(null);
  }
}
