package dev.esclusa.adapters.kubernetes;

import org.junit.jupiter.api.BeforeAll;

/** The same against a real kube-apiserver. */
class ObserverOnKubernetesTest extends ObserverOnSandboxTest {
  @BeforeAll
  static void needed() {
    World.assumeReal();
  }

  @Override
  World world() {
    return World.real();
  }
}
