package dev.esclusa.documents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.esclusa.tree.TreeException;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What is refused, and where the problem points to. */
class RefusalTest {
  @ParameterizedTest
  @CsvSource({
    "TOML, 'a = 1|b = ', 2:5",
    "TOML, 'a = 1|a = 2', 2:1",
    "TOML, 'a = \"x|b = 2', 1:5",
    "TOML, '[a|b = 2', 1:3",
    "TOML, '[a]|[a]', 2:1",
    "TOML, 'a = {b = 1}|[a.c]', 2:1",
    "TOML, 'a.b = 1|[a]', 2:1",
    "TOML, 'x = 99999999999999999999', 1:5",
    "TOML, 'x = inf', 1:5",
    "TOML, 'x = 01', 1:5",
    "TOML, 'x = 2024-13-01', 1:5",
    "TOML, 'x = 1 2', 1:7",
    "INI, '[a]|novalue', 2:1",
    "INI, '[a', 1:1",
    "INI, '[a]|x = \"\"\"no end', 2:1",
    "DOTENV, 'A=1|not an assignment', 2:1",
    "DOTENV, 'A=\"no end', 1:1",
    "PROPERTIES, 'a = \\u12', 1:5",
    "DOCKERFILE, 'FROM a|NONSENSE b', 2:1",
    "DOCKERFILE, 'FROM', 1:1",
    "DOCKERFILE, 'FROM a|ENV x=1 y', 2:1",
    "DOCKERFILE, 'FROM a|RUN <<EOF|x', 2:1",
    "DOCKERFILE, '# only this', 1:1",
    "HCL2, 'a = |', 1:5",
    "HCL2, 'a = 1|a = 2', 2:1",
    "HCL2, 'b \"x\" {|a = 1', 1:1",
    "HCL2, 'a = \"x|', 1:5",
    "HCL2, 'a = [1, 2', 1:10",
    "HCL2, 'a = 1 b = 2', 1:7",
    "HCL2, 'a = <<EOT|x|', 1:5",
    "HCL2, 'b {}|b \"x\" {}', 2:1",
    "HCL2, 'a = \"%{if x}\"', 1:5",
    "HCL2, 'a = \"%{endif}\"', 1:8",
    "XML, '<a>|<b></a>', 2:6",
    "EDN, '{:a 1|:b', 2:3",
    "EDN, '[1|(2]', 2:3",
    "EDN, '\"x', 1:1",
    "EDN, '{[1] 2}', 1:1",
    "EDN, '#', 1:1",
    "CODEOWNERS, '* @a|b c', 2:1",
    "CYCLONEDX, '<bom/>', 1:1",
    "CYCLONEDX, '{}', 1:1",
    "HOCON, 'a = 1|b =', 2:4",
    "HOCON, 'a { b = 1', 1:10",
    "HOCON, 'a = [1, 2', 1:10",
    "HOCON, 'a = \"x|', 1:5",
    "HOCON, 'a = 1|b = ${c}', 2:5",
    "HOCON, 'a = ${b}|b = ${a}', 2:5",
    "HOCON, 'include \"x\"', 1:1",
    "HOCON, 'a = http://x', 1:9",
    "HOCON, 'a = 1 }', 1:7",
    "HOCON, 'a = x$y', 1:6",
    "HOCON, 'a b', 1:4",
    "HOCON, 'a = [1] {b=2}', 1:1"
  })
  void aMalformedFileIsRefusedWithItsPlace(DocumentFormat format, String text, String place) {
    DocumentException refused =
        catchThrowableOfType(
            DocumentException.class,
            () -> format.read("x", text.replace('|', '\n').getBytes(StandardCharsets.UTF_8)));

    assertThat(refused.position()).hasToString("x:" + place);
    assertThat(refused.code()).isEqualTo("DOC-0001");
    assertThat(refused.cause()).endsWith(".");
    assertThat(refused.fix()).endsWith(".");
  }

  @Test
  void theSecondDocumentOfAYamlFileIsRefusedAtItsOwnLine() {
    byte[] yaml = "a: 1\n---\nb: [1\n".getBytes(StandardCharsets.UTF_8);

    assertThatThrownBy(() -> DocumentFormat.YAML.read("x.yaml", yaml))
        .isInstanceOfSatisfying(
            TreeException.class, it -> assertThat(it.position().line()).isGreaterThan(2));
  }

  @Test
  void bytesThatAreNoTextAreRefused() {
    assertThatThrownBy(() -> DocumentFormat.TOML.read("x", new byte[] {'a', '\n', (byte) 0xff}))
        .isInstanceOfSatisfying(
            DocumentException.class,
            it -> {
              assertThat(it.code()).isEqualTo("DOC-0002");
              assertThat(it.position()).hasToString("x:2:1");
            });
  }

  @ParameterizedTest
  @CsvSource({
    "TOML, 'a = ', [",
    "HCL2, 'a = ', [",
    "HCL2, 'a = ', (",
    "HCL2, 'a = ', -",
    "HCL2, '', 'b {'",
    "HCL2, 'a = ', '\"${'",
    "XML, '', <a>",
    "EDN, '', [",
    "EDN, '', '{:a '",
    "EDN, '', '#_'",
    "EDN, '', '#a '",
    "HOCON, 'a = ', [",
    "HOCON, '', 'a {'"
  })
  void deepNestingReachesALimit(DocumentFormat format, String start, String open) {
    byte[] deep = (start + open.repeat(100_000)).getBytes(StandardCharsets.UTF_8);

    assertThatThrownBy(() -> format.read("x", deep))
        .isInstanceOfSatisfying(
            DocumentException.class, it -> assertThat(it.code()).isEqualTo("DOC-0003"));
  }

  @Test
  void anXmlEntityIsNeverFollowed() {
    String xml = "<!DOCTYPE a [<!ENTITY e SYSTEM \"file:///etc/hostname\">]><a>&e;</a>";

    assertThatThrownBy(() -> DocumentFormat.XML.read("x", xml.getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(DocumentException.class);
  }

  @ParameterizedTest
  @EnumSource(DocumentFormat.class)
  void garbageIsReadOrRefusedButNeverADefect(DocumentFormat format) {
    long seed = 20_261_121L + format.ordinal();
    SplittableRandom random = new SplittableRandom(seed);
    String alphabet = "abFROM=:{}[]()<>\"'`$%~,.#/*-+\\ \n\t01e_&|?!;";
    for (int round = 0; round < 3_000; round++) {
      StringBuilder text = new StringBuilder();
      for (int i = random.nextInt(40); i >= 0; i--) {
        text.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      try {
        format.read("x", text.toString().getBytes(StandardCharsets.UTF_8));
      } catch (DocumentException | TreeException refused) {
        assertThat(refused).as("seed %d: %s", seed, text).hasMessageContaining("x:");
      }
    }
  }
}
