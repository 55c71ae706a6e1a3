package dev.esclusa.acceptance;

/** The {@link Walk} on the sandbox. */
class WalkTest extends Walk {
  @Override
  String described() {
    return "the sandbox";
  }

  @Override
  String kubeconfig() {
    return null;
  }

  @Override
  String kubeconfigOfAnother() {
    return null;
  }
}
