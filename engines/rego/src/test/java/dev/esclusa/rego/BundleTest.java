package dev.esclusa.rego;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.esclusa.tree.InMemorySourceTree;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;

/** What the manifest of a bundle demands (OPA documentation, "Bundles"). */
class BundleTest {
  private static final String HTTP =
      "package roles.http\n\nallow if data.roles.names[input.name]\n";

  private static InMemorySourceTree tree(String... namesAndTexts) {
    Map<String, byte[]> files = new LinkedHashMap<>();
    for (int i = 0; i < namesAndTexts.length; i += 2) {
      files.put(namesAndTexts[i], namesAndTexts[i + 1].getBytes(StandardCharsets.UTF_8));
    }
    return new InMemorySourceTree(files);
  }

  private static AbstractThrowableAssert<?, ?> refused(InMemorySourceTree tree) {
    return assertThatThrownBy(() -> PolicyPack.ofBundle(tree))
        .isInstanceOfSatisfying(
            RegoRefused.class,
            refused ->
                assertThat(refused.problems())
                    .allSatisfy(
                        problem -> assertThat(problem.code()).isEqualTo("rego_bundle_error")));
  }

  @Test
  void whatLiesUnderTheRootsIsTaken() {
    PolicyPack pack =
        PolicyPack.ofBundle(
            tree(
                ".manifest",
                "{\"revision\": \"7\", \"roots\": [\"roles\", \"/teams/a/\"]}",
                "http.rego",
                HTTP,
                "roles/names/data.json",
                "{\"ada\": true}",
                "data.json",
                "{\"teams\": {\"a\": {\"b\": 1}}}"));

    assertThat(
            pack.prepare("data.roles.http.allow; data.teams.a.b == 1")
                .solutions(Question.of(RegoJson.read("{\"name\": \"ada\"}"))))
        .hasSize(1);
  }

  @Test
  void aModuleOutsideOfTheRootsIsRefused() {
    refused(tree(".manifest", "{\"roots\": [\"roles/https\"]}", "a/http.rego", HTTP))
        .hasMessageContaining("a/http.rego:1:")
        .hasMessageContaining("data.roles.http is outside of the bundle's roots [roles/https]");
  }

  @Test
  void aRootIsNoPrefixOfAName() {
    refused(tree(".manifest", "{\"roots\": [\"role\"]}", "http.rego", HTTP))
        .hasMessageContaining("outside");
  }

  @Test
  void dataOutsideOfTheRootsAreRefused() {
    refused(
            tree(
                ".manifest",
                "{\"roots\": [\"teams/a\"]}",
                "teams/data.json",
                "{\"a\": {\"x\": 1}, \"b\": {\"x\": 1}}"))
        .hasMessageContaining("teams/data.json:1:1")
        .hasMessageContaining("data at /teams/b is outside");
  }

  @Test
  void rootsOfOneBundleDoNotOverlap() {
    refused(tree(".manifest", "{\"roots\": [\"a/b\", \"a\"]}"))
        .hasMessageContaining("the roots a/b and a overlap");
    refused(tree(".manifest", "{\"roots\": [\"a\", \"\"]}")).hasMessageContaining("overlap");
  }

  @Test
  void rootsOfTwoBundlesDoNotOverlap() {
    InMemorySourceTree both =
        tree(
            "one/.manifest", "{\"roots\": [\"roles\"]}",
            "one/http.rego", HTTP,
            "two/.manifest", "{\"roots\": [\"roles/http\"]}",
            "three/.manifest", "{}",
            "four/.manifest", "{\"roots\": [\"roles2\"]}");

    assertThatThrownBy(() -> PolicyPack.builder().bundle(both, "one").bundle(both, "two").compile())
        .isInstanceOf(RegoRefused.class)
        .hasMessageContaining("two/.manifest:1:1: rego_bundle_error")
        .hasMessageContaining("the root roles/http overlaps with roles of one/.manifest");
    assertThatThrownBy(
            () -> PolicyPack.builder().bundle(both, "one").bundle(both, "three").compile())
        .hasMessageContaining("\"\" (everything)");
    assertThat(PolicyPack.builder().bundle(both, "one").bundle(both, "four").compile().rules())
        .hasSize(1);
  }

  @Test
  void filesAreInTheLanguageThatTheManifestSays() {
    String old = "package roles.old\n\nallow { input.x }\n";
    InMemorySourceTree mixed =
        tree(
            ".manifest",
            "{\"rego_version\": 1, \"file_rego_versions\": {\"/old/*.rego\": 0}}",
            "http.rego",
            HTTP,
            "old/a.rego",
            old);

    assertThat(PolicyPack.ofBundle(mixed).rules()).hasSize(2);
    assertThat(
            PolicyPack.ofBundle(tree(".manifest", "{\"rego_version\": 0}", "a.rego", old)).rules())
        .hasSize(1);
    assertThatThrownBy(() -> PolicyPack.ofBundle(tree("a.rego", old)))
        .isInstanceOf(RegoRefused.class)
        .hasMessageContaining("rego_parse_error");
  }

  @Test
  void aManifestThatCannotBeReadIsRefused() {
    for (String wrong :
        List.of(
            "[]",
            "{\"roots\": \"a\"}",
            "{\"roots\": [1]}",
            "{\"rego_version\": 2}",
            "{\"file_rego_versions\": {\"[\": 0}}")) {
      refused(tree(".manifest", wrong)).hasMessageContaining(".manifest:1:1");
    }
  }
}
