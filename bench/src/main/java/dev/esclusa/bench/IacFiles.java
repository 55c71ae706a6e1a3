package dev.esclusa.bench;

import java.io.IOException;
import java.nio.file.Path;

/** An estate of small stacks in dev, on what is built into the engines. Nobody has to approve. */
final class IacFiles {
  private IacFiles() {}

  static String path(int stack) {
    return "infra/stack-" + stack + "/main.tf";
  }

  static String configuration(int stack, int revision) {
    return "resource \"terraform_data\" \"server\" {\n  input = \"%d-%d\"\n}\n"
        .formatted(stack, revision);
  }

  static Path write(Path folder, int stacks) throws IOException {
    StringBuilder text = new StringBuilder(FIXED + FleetFiles.FREE);
    for (int i = 0; i < stacks; i++) {
      FleetFiles.put(folder, path(i), configuration(i, 1));
      text.append(STACK.formatted(i, i, i));
    }
    FleetFiles.put(folder, "esclusa/stacks.yaml", text.toString());
    FleetFiles.put(folder, "esclusa/allowed_signers", "");
    return folder;
  }

  private static final String STACK =
      """
      ---
      apiVersion: esclusa.dev/v1
      kind: Stack
      metadata:
        name: stack-%d
        uid: stack-%d-dev
      spec:
        project: infra
        environment: dev
        account: bench
        source:
          path: infra/stack-%d
      """;

  private static final String FIXED =
      """
      apiVersion: esclusa.dev/v1
      kind: Environment
      metadata:
        name: dev
      spec:
        onDrift: report
        isolation: none
        unknownPrincipals: allow
      ---
      apiVersion: esclusa.dev/v1
      kind: Project
      metadata:
        name: infra
      spec:
        owner: platform
        readers: [developer]
        accounts: [bench]
      """;
}
