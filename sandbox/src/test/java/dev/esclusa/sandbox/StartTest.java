package dev.esclusa.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import org.junit.jupiter.api.Test;

class StartTest {
  @Test
  void aSandboxAnswersOnLoopbackOnlyUntilItIsClosed() throws IOException {
    URI url;
    try (Sandbox sandbox = Sandbox.start(SandboxOptions.inMemory());
        Api api = Api.of(sandbox)) {
      url = URI.create(sandbox.url());
      assertThat(url.getHost()).isEqualTo("127.0.0.1");
      assertThat(api.get("/readyz").text()).isEqualTo("ok");
      assertThat(api.get("/api/v1/namespaces").names()).contains("default", "kube-system");
    }
    try (Socket socket = new Socket()) {
      assertThat(
              org.assertj.core.api.Assertions.catchThrowable(
                  () -> socket.connect(new InetSocketAddress(url.getHost(), url.getPort()))))
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void aKubeconfigCarriesEverythingThatAClientNeeds() {
    try (Sandbox sandbox = Sandbox.start(SandboxOptions.inMemory())) {
      assertThat(sandbox.kubeconfig("admin"))
          .contains(
              sandbox.url(),
              sandbox.token("admin"),
              "certificate-authority-data",
              "current-context");
    }
  }
}
