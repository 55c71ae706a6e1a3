package dev.esclusa.kube;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class KindCatalogTest {
  @Test
  void aBuiltInKindIsFoundWithAllThatDiscoverySays() {
    KubeKind deployment = KindCatalog.BUILT_IN.find("apps/v1", "Deployment").orElseThrow();
    assertThat(deployment.plural()).isEqualTo("deployments");
    assertThat(deployment.shortNames()).containsExactly("deploy");
    assertThat(deployment.categories()).containsExactly("all");
    assertThat(deployment.subresources()).containsExactly("scale", "status");
    assertThat(deployment.verbs()).contains("deletecollection", "watch");
    assertThat(KindCatalog.BUILT_IN.findPlural("apps", "v1", "deployments")).contains(deployment);
  }

  @Test
  void clusterScopedKindsHaveNoNamespaceAndUnknownKindsAreTakenToHaveOne() {
    assertThat(KindCatalog.BUILT_IN.namespaced(new GroupKind("", "Namespace"))).isFalse();
    assertThat(
            KindCatalog.BUILT_IN.namespaced(
                GroupKind.parse("ClusterRole.rbac.authorization.k8s.io")))
        .isFalse();
    assertThat(KindCatalog.BUILT_IN.namespaced(new GroupKind("example.org", "Widget"))).isTrue();
  }

  @Test
  void anAddedKindHidesAnEqualOne() {
    KubeKind widget =
        new KubeKind(
            "example.org",
            "v1",
            "Widget",
            "widgets",
            "widget",
            false,
            List.of(),
            List.of(),
            List.of(),
            List.of());
    KindCatalog more = KindCatalog.BUILT_IN.with(List.of(widget));
    assertThat(more.find("example.org/v1", "Widget")).contains(widget);
    assertThat(more.with(List.of(widget)).kinds()).hasSameSizeAs(more.kinds());
  }

  @Test
  void everyBuiltInKindThatCanBeAppliedHasASchema() {
    assertThat(KindCatalog.BUILT_IN.kinds())
        .filteredOn(kind -> kind.verbs().contains("patch"))
        .allSatisfy(
            kind -> assertThat(ObjectSchema.builtIn(kind.apiVersion(), kind.kind())).isPresent());
  }
}
