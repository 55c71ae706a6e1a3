package dev.esclusa.acceptance;

import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.io.TempDir;

/** The {@link Walk} on a real kube-apiserver, where {@code KUBEBUILDER_ASSETS} names one. */
class RealClusterWalkTest extends Walk {
  private static final String ASSETS = System.getenv(RealCluster.ASSETS);

  @TempDir static Path home;

  private RealCluster cluster;

  private RealCluster cluster() throws Exception {
    Assumptions.assumeTrue(
        ASSETS != null && !ASSETS.isBlank(),
        "skipped: set KUBEBUILDER_ASSETS to a folder with etcd and kube-apiserver");
    if (cluster == null) {
      cluster = RealCluster.start(Path.of(ASSETS), home.resolve("cluster"));
    }
    return cluster;
  }

  @Override
  void endCluster() {
    if (cluster != null) {
      cluster.close();
    }
  }

  @Override
  String described() throws Exception {
    return cluster().described();
  }

  @Override
  String kubeconfig() throws Exception {
    return cluster().kubeconfig("esclusa");
  }

  @Override
  String kubeconfigOfAnother() throws Exception {
    return cluster().kubeconfig("admin");
  }
}
