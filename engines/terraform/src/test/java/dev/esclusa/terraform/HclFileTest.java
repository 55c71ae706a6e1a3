package dev.esclusa.terraform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.esclusa.tree.Position;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HclFileTest {
  private static HclFile read(String text) {
    return HclFile.read("main.tf", text.getBytes(StandardCharsets.UTF_8));
  }

  private static ModuleFacts facts(String text) {
    return ModuleFacts.of(Map.of("main.tf", text.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void theTortureFileIsReadWhole() {
    byte[] bytes = Fixtures.bytes("hcl/hcl2-torture.tf");
    HclFile file = HclFile.read("torture.tf", bytes);

    assertThat(file.text()).isEqualTo(new String(bytes, StandardCharsets.UTF_8));
    HclBlock locals = file.root().blocks("locals").getFirst();
    assertThat(locals.attributes().keySet())
        .containsExactlyInAnyOrder(
            "names", "by_name", "cond", "splat", "legacy", "neg", "doc", "fn", "quoted", "obj",
            "num", "lastly");
    assertThat(locals.attribute("doc").orElseThrow().text()).startsWith("<<-EOT").endsWith("EOT");
    assertThat(locals.attribute("num").orElseThrow().text()).isEqualTo("1e3");
    assertThat(locals.attribute("lastly").orElseThrow().text())
        .isEqualTo("try(one(local.splat), null)");
    assertThat(locals.literal("quoted")).isEmpty();
    assertThat(locals.literal("fn")).isEmpty();

    ModuleFacts facts = ModuleFacts.of(Map.of("torture.tf", bytes));
    ModuleFacts.Lifecycle lifecycle = facts.lifecycles().getFirst();
    assertThat(lifecycle.address()).isEqualTo("aws_s3_bucket.b");
    assertThat(lifecycle.preventDestroy()).isTrue();
    assertThat(lifecycle.createBeforeDestroy()).isTrue();
    assertThat(lifecycle.ignoreChanges()).containsExactly("tags[\"kubernetes.io/x\"]", "tags_all");
    assertThat(facts.backends()).extracting(ModuleFacts.Backend::type).containsExactly("s3");
    assertThat(facts.requiredVersions()).containsExactly(">= 1.11");
    assertThat(facts.providers())
        .extracting(ModuleFacts.RequiredProvider::name)
        .containsExactly("aws");
    assertThat(facts.moves().getFirst().to()).isEqualTo("module.m.aws_a.b[\"x\"]");
    assertThat(facts.removals()).extracting(ModuleFacts.Removal::destroys).containsExactly(false);
    assertThat(facts.imports().getFirst().to()).isEqualTo("aws_s3_bucket.b[each.key]");
    assertThat(facts.provisioners())
        .extracting(ModuleFacts.ProvisionerUse::type)
        .containsExactly("local-exec");
  }

  @Test
  void everySampleComesBackAsItWas() throws IOException {
    try (Stream<Path> files = Files.walk(Fixtures.folder().resolve("hcl"))) {
      for (Path path : files.filter(it -> it.toString().matches(".*\\.(tf|hcl)")).toList()) {
        byte[] bytes = Files.readAllBytes(path);
        assertThat(HclFile.read(path.toString(), bytes).text())
            .as(path.toString())
            .isEqualTo(new String(bytes, StandardCharsets.UTF_8));
      }
    }
  }

  @Test
  void theSampleStackTellsItsFacts() throws IOException {
    Map<String, byte[]> files = new TreeMap<>();
    try (Stream<Path> found = Files.list(Fixtures.folder().resolve("hcl/variants/lifecycle"))) {
      for (Path path : found.toList()) {
        files.put(path.getFileName().toString(), Files.readAllBytes(path));
      }
    }
    assertThat(ModuleFacts.of(files).lifecycles())
        .extracting(it -> it.address() + " " + it.preventDestroy() + " " + it.ignoreChanges())
        .containsExactly(
            "aws_s3_bucket.attachments true []",
            "aws_subnet.app false [tags[\"kubernetes.io/role/elb\"],"
                + " tags_all[\"kubernetes.io/role/elb\"]]");
  }

  @Test
  void credentialsInABackendAreNamed() {
    ModuleFacts.Backend backend =
        facts(
                "terraform {\n"
                    + "  backend \"s3\" {\n"
                    + "    bucket = \"b\"\n"
                    + "    secret_key = \"hunter2\"\n"
                    + "  }\n"
                    + "}\n")
            .backends()
            .getFirst();

    assertThat(backend.credentials()).containsExactly("secret_key");
    assertThat(backend.attributes()).containsExactlyInAnyOrder("bucket", "secret_key");
    assertThat(backend.position()).isEqualTo(new Position("main.tf", 2, 3));
    assertThat(backend.toString()).doesNotContain("hunter2");
  }

  @Test
  void moduleSourcesAreReadWhereTheyArePlain() {
    ModuleFacts facts =
        facts(
            "module \"a\" {\n"
                + " source = \"./net\"\n"
                + "}\n"
                + "module \"b\" {\n"
                + " source = \"git::https://x/y\"\n"
                + " version = \"~> 1.0\"\n"
                + "}\n"
                + "module \"c\" { source = \"${var.x}\" }\n");

    assertThat(facts.calls())
        .extracting(it -> it.name() + " " + it.source() + " " + it.version())
        .containsExactly("a ./net null", "b git::https://x/y ~> 1.0", "c null null");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          "a\\"b\\\\ \\u00e9" | a"b\\ é
          "$${x} %%{y}" | ${x} %{y}
          "tab\\tend" | 'tab	end'
          """)
  void literalsLoseTheirEscapes(String source, String wanted) {
    assertThat(read("x = " + source + "\n").root().literal("x")).contains(wanted);
  }

  @Test
  void expressionsEndWhereTheLineDoesOutsideOfBrackets() {
    HclBlock root =
        read("a = [\n"
                + " 1, # one\n"
                + " 2\n"
                + "] # end\n"
                + "b = var.x ? \"}\" : \"{\" /* c */\n"
                + "c = f(<<X\n"
                + " ${\"}\"}\n"
                + " X\n"
                + ")\n"
                + "d {\n"
                + " e = 1 }\n")
            .root();

    assertThat(root.attribute("a").orElseThrow().items()).containsExactly("1", "2");
    assertThat(root.attribute("b").orElseThrow().text()).isEqualTo("var.x ? \"}\" : \"{\"");
    assertThat(root.attribute("c").orElseThrow().text()).isEqualTo("f(<<X\n ${\"}\"}\n X\n)");
    assertThat(root.blocks("d").getFirst().attribute("e").orElseThrow().text()).isEqualTo("1");
  }

  @Test
  void allChangesMayBeIgnored() {
    assertThat(
            facts("resource \"a\" \"b\" {\n lifecycle {\n ignore_changes = all\n }\n}\n")
                .lifecycles()
                .getFirst()
                .ignoreChanges())
        .containsExactly("all");
    assertThat(facts("").lifecycles()).isEmpty();
    assertThat(
            ModuleFacts.of(Map.of("a.tf.json", new byte[0], "readme.md", new byte[] {'{'}))
                .unread())
        .containsExactly("a.tf.json");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          'a = "x' | main.tf:1:5
          'a {' | main.tf:1:4
          'a = ${' | main.tf:1:5
          'a b' | main.tf:1:4
          'a =' | main.tf:1:4
          'a = (1' | main.tf:1:5
          '/* x' | main.tf:1:1
          '}' | main.tf:1:1
          'a = 1 \\' | main.tf:1:7
          """)
  void badSourceIsRefusedAtItsPlace(String source, String place) {
    assertThatThrownBy(() -> read(source))
        .isInstanceOf(TerraformException.class)
        .hasMessageStartingWith("TFE-0006: " + place);
  }

  @Test
  void depthIsBounded() {
    for (String text :
        List.of(
            "a {\n".repeat(5000),
            "a = \"" + "${\"".repeat(5000),
            "a = \"${" + "<<X\n${".repeat(5000))) {
      assertThatThrownBy(() -> read(text)).isInstanceOf(TerraformException.class);
    }
  }

  /** Whatever bytes there are: an answer or a typed refusal. */
  @Test
  void noBytesBreakIt() {
    byte[] torture = Fixtures.bytes("hcl/hcl2-torture.tf");
    for (int length = 0; length < torture.length; length += 3) {
      survives(Arrays.copyOf(torture, length));
    }
    long seed = 99;
    Random random = new Random(seed);
    for (int i = 0; i < 3000; i++) {
      byte[] bytes = torture.clone();
      for (int j = 0; j < 1 + random.nextInt(5); j++) {
        bytes[random.nextInt(bytes.length)] =
            (byte) "{}[]()\"$%<-\n\\#/*=é".charAt(random.nextInt(18));
      }
      survives(bytes);
    }
  }

  private static void survives(byte[] bytes) {
    try {
      HclFile file = HclFile.read("x.tf", bytes);
      assertThat(file.text()).isEqualTo(new String(bytes, StandardCharsets.UTF_8));
      assertThat(ModuleFacts.of(Map.of("x.tf", bytes))).isNotNull();
    } catch (TerraformException refused) {
      assertThat(refused.code()).isNotNull();
    }
  }
}
