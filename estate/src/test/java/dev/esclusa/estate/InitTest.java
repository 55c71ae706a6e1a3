package dev.esclusa.estate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.esclusa.model.Managed;
import dev.esclusa.tree.InMemorySourceTree;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class InitTest {
  private static final Init.Request REQUEST = new Init.Request("shop", "ana@crm.example", "7f3a");
  private static final String OBJECT =
      "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, namespace: shop-ns}\n";

  @Test
  void oneFolderOfManifestsGivesADozenLinesThatAreRight() {
    Map<String, String> files =
        new LinkedHashMap<>(Map.of("deploy/a.yaml", OBJECT, "src/x.c", "int"));
    Init.Proposal proposal = Init.propose(tree(files), REQUEST);
    assertThat(proposal.text().lines().count()).isLessThanOrEqualTo(14);
    files.put(proposal.path(), proposal.text());
    EstateReading reading = EstateReader.read("a".repeat(40), tree(files));
    assertThat(reading).isInstanceOf(EstateReading.Read.class);
    Managed only = ((EstateReading.Read) reading).estate().targets().getFirst();
    assertThat(only.source().path()).isEqualTo("deploy");
    assertThat(only.target().uid().text()).isEqualTo("deploy-7f3a");
    assertThat(only.target().place()).containsEntry("namespace", "shop-ns");
  }

  @Test
  void manifestsInTheRootFolderAreNamedAfterTheRepository() {
    Map<String, String> files =
        new LinkedHashMap<>(Map.of("a.yaml", OBJECT, "deep/b.yaml", OBJECT));
    Init.Proposal proposal = Init.propose(tree(files), REQUEST);
    assertThat(proposal.text()).contains("name: shop,").contains("recurse: true");
    files.put(proposal.path(), proposal.text());
    assertThat(EstateReader.read("a".repeat(40), tree(files)))
        .isInstanceOf(EstateReading.Read.class);
  }

  @Test
  void severalFoldersBecomeSeveralApplications() {
    Init.Proposal proposal =
        Init.propose(
            tree(Map.of("x/app/a.yaml", OBJECT, "y/app/a.yaml", OBJECT, "z/broken.yaml", "a: [")),
            REQUEST);
    assertThat(proposal.applications()).isEqualTo(2);
    assertThat(proposal.text()).contains("uid: app-7f3a").contains("uid: app-2-7f3a");
  }

  private static InMemorySourceTree tree(Map<String, String> files) {
    Map<String, byte[]> bytes = new LinkedHashMap<>();
    files.forEach((path, text) -> bytes.put(path, text.getBytes(StandardCharsets.UTF_8)));
    return new InMemorySourceTree(bytes);
  }
}
