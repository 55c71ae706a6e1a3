package dev.esclusa.adapters.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.esclusa.model.Cluster;
import dev.esclusa.model.ProblemException;
import io.fabric8.kubernetes.client.Config;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConnectionTest {
  private static final String TWO_CONTEXTS =
      """
      apiVersion: v1
      kind: Config
      current-context: one
      clusters:
        - {name: one, cluster: {server: "https://one.test:6443"}}
        - {name: two, cluster: {server: "https://two.test:6443"}}
      users: [{name: me, user: {token: zx81-never-shown}}]
      contexts:
        - {name: one, context: {cluster: one, user: me}}
        - {name: two, context: {cluster: two, user: me}}
      """;

  @TempDir Path folder;

  private Config config(Map<String, String> connection) {
    return Connection.of(new Cluster("c", connection), folder, Map.of());
  }

  private String codeOf(Map<String, String> connection) {
    try {
      config(connection);
    } catch (ProblemException e) {
      assertThat(e.problem().toString()).doesNotContain("zx81");
      return e.problem().code();
    }
    throw new AssertionError("it connects");
  }

  @Test
  void aRelativeKubeconfigLiesInTheDataFolder() throws IOException {
    Files.createDirectories(folder.resolve("clusters"));
    Files.writeString(folder.resolve("clusters/k"), TWO_CONTEXTS);
    assertThat(config(Map.of("kubeconfig", "clusters/k")).getMasterUrl())
        .startsWith("https://one.test:6443");
  }

  @Test
  void theContextThatIsNamedCounts() throws IOException {
    Files.writeString(folder.resolve("k"), TWO_CONTEXTS);
    assertThat(config(Map.of("kubeconfig", "k", "context", "two")).getMasterUrl())
        .startsWith("https://two.test:6443");
  }

  @Test
  void aContextThatIsNotThereIsNamed() throws IOException {
    Files.writeString(folder.resolve("k"), TWO_CONTEXTS);
    assertThat(codeOf(Map.of("kubeconfig", "k", "context", "three"))).isEqualTo("KAD-0002");
  }

  @Test
  void aMissingOrBrokenKubeconfigIsNamed() throws IOException {
    assertThat(codeOf(Map.of("kubeconfig", "none"))).isEqualTo("KAD-0001");
    Files.writeString(folder.resolve("broken"), "users: [{token: zx81-never-shown");
    assertThat(codeOf(Map.of("kubeconfig", "broken"))).isEqualTo("KAD-0001");
  }

  @Test
  void aClusterWithoutSettingsLeadsNowhere() {
    assertThat(codeOf(Map.of())).isEqualTo("KAD-0003");
    assertThat(codeOf(Map.of("inCluster", "true"))).isEqualTo("KAD-0003");
  }
}
