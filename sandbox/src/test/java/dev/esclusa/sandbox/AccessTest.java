package dev.esclusa.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.esclusa.sandbox.SandboxUser.Access;
import dev.esclusa.sandbox.SandboxUser.Verbs;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class AccessTest {
  private static final String REVIEWS = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews";
  private static final String MAY_DELETE =
      "{\"spec\":{\"resourceAttributes\":{\"verb\":\"delete\",\"resource\":\"pods\",\"namespace\":\"crm\"}}}";
  private static Yard yard;

  @BeforeAll
  static void start() {
    yard =
        new Yard(
            SandboxOptions.inMemory()
                .withReadyDelay(Duration.ZERO)
                .withUsers(
                    List.of(
                        new SandboxUser("admin", List.of("system:masters"), Access.all()),
                        new SandboxUser("reader", List.of("people"), Access.readOnly()),
                        new SandboxUser(
                            "crm", List.of("people"), new Access(Verbs.ALL, List.of("crm"))))));
  }

  @AfterAll
  static void stop() {
    yard.close();
  }

  @Test
  void withoutAKnownTokenNothingIsAnswered() {
    try (Api nobody = new Api(yard.sandbox.url(), yard.sandbox.certificate(), "");
        Api stranger = new Api(yard.sandbox.url(), yard.sandbox.certificate(), "guessed")) {
      assertThat(nobody.get("/api").code()).isEqualTo(401);
      assertThat(stranger.get(Yard.MAPS).at("reason")).isEqualTo("Unauthorized");
    }
  }

  @Test
  void aReaderReads() {
    try (Api reader = Api.of(yard.sandbox, "reader")) {
      assertThat(reader.get(Yard.MAPS).code()).isEqualTo(200);
      Api.Reply refused = reader.post(Yard.MAPS, Yard.map("x", ""));
      assertThat(refused.code()).isEqualTo(403);
      assertThat(refused.at("message"))
          .isEqualTo(
              "configmaps is forbidden: User \"reader\" cannot create resource \"configmaps\" in"
                  + " API group \"\" in the namespace \"crm\"");
      assertThat(reader.post(REVIEWS, MAY_DELETE).body().at("status", "allowed"))
          .hasToString("false");
    }
  }

  @Test
  void aUserOfOneNamespaceStaysInIt() {
    try (Api crm = Api.of(yard.sandbox, "crm")) {
      assertThat(crm.post(Yard.MAPS, Yard.map("own", "")).code()).isEqualTo(201);
      assertThat(crm.get("/api/v1/configmaps").code()).isEqualTo(403);
      assertThat(crm.post("/api/v1/namespaces/default/configmaps", Yard.map("own", "")).code())
          .isEqualTo(403);
      assertThat(crm.post(REVIEWS, MAY_DELETE).body().at("status", "allowed")).hasToString("true");
    }
  }

  @Test
  void anAdminActsAsOthersWithTheirRights() {
    assertThat(yard.api.post(Yard.MAPS, Yard.map("as", ""), "Impersonate-User", "reader").code())
        .isEqualTo(403);
    Api.Reply reply =
        yard.api.get(Yard.MAPS, "Impersonate-User", "jane", "Impersonate-Group", "guests");
    assertThat(reply.at("message")).contains("User \"jane\" cannot list");
    Api.Reply self =
        yard.api.post(
            "/apis/authentication.k8s.io/v1/selfsubjectreviews",
            "{}",
            "Impersonate-User",
            "jane",
            "Impersonate-Group",
            "guests");
    assertThat(self.at("status", "userInfo", "username")).isEqualTo("jane");
    assertThat(self.text()).contains("guests", "system:authenticated");
    try (Api reader = Api.of(yard.sandbox, "reader")) {
      assertThat(reader.get(Yard.MAPS, "Impersonate-User", "admin").code()).isEqualTo(403);
    }
  }

  @Test
  void onlyAnAdminSetsTheSimulation() {
    try (Api reader = Api.of(yard.sandbox, "reader")) {
      assertThat(reader.post("/sandbox/simulation", "{\"behaviour\":\"fail\"}").code())
          .isEqualTo(403);
    }
  }
}
