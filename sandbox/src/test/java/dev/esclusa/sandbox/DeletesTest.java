package dev.esclusa.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.esclusa.tree.Value.Mapping;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class DeletesTest {
  private static Yard yard;

  @BeforeAll
  static void start() {
    yard = new Yard();
  }

  @AfterAll
  static void stop() {
    yard.close();
  }

  private static boolean exists(String name) {
    return yard.exists("v1", "ConfigMap", "crm", name);
  }

  private static String ownedBy(String name) {
    String uid = yard.api.get(Yard.MAPS + "/" + name).at("metadata", "uid");
    return ",\"ownerReferences\":[{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"name\":\"%s\",\"uid\":\"%s\"}]"
        .formatted(name, uid);
  }

  private static void family(String parent, String child) {
    yard.api.post(Yard.MAPS, Yard.map(parent, ""));
    yard.api.post(Yard.MAPS, Yard.map(child, ownedBy(parent)));
  }

  @Test
  void whatIsOwnedGoesWithItsOwner() {
    family("p1", "c1");
    yard.api.delete(Yard.MAPS + "/p1?propagationPolicy=Background");
    yard.await(() -> !exists("c1"));
  }

  @Test
  void anOwnerDeletedInTheForegroundWaitsForWhatItOwns() {
    family("p2", "c2");
    Api.Reply reply = yard.api.delete(Yard.MAPS + "/p2", "{\"propagationPolicy\":\"Foreground\"}");
    assertThat(reply.body().at("metadata", "finalizers")).hasToString("[\"foregroundDeletion\"]");
    yard.await(() -> !exists("p2"));
    assertThat(exists("c2")).isFalse();
  }

  @Test
  void orphansAreKeptAndForgetTheirOwner() {
    family("p3", "c3");
    yard.api.delete(Yard.MAPS + "/p3?propagationPolicy=Orphan");
    yard.await(() -> !exists("p3"));
    assertThat(Meta.owners(yard.object("v1", "ConfigMap", "crm", "c3"))).isEmpty();
  }

  @Test
  void aFinalizerHoldsAnObjectUntilItIsTakenAway() {
    yard.api.post(Yard.MAPS, Yard.map("held", ",\"finalizers\":[\"example.com/hold\"]"));
    Api.Reply marked = yard.api.delete(Yard.MAPS + "/held");
    assertThat(marked.at("metadata", "deletionTimestamp")).isNotEmpty();
    assertThat(exists("held")).isTrue();
    Api.Reply added =
        yard.api.patch(
            Yard.MAPS + "/held",
            Api.MERGE,
            "{\"metadata\":{\"finalizers\":[\"example.com/hold\",\"example.com/more\"]}}");
    assertThat(added.code()).isEqualTo(422);
    yard.api.patch(Yard.MAPS + "/held", Api.MERGE, "{\"metadata\":{\"finalizers\":null}}");
    assertThat(exists("held")).isFalse();
  }

  @Test
  void preconditionsNameTheObjectThatIsMeant() {
    Mapping made = yard.api.post(Yard.MAPS, Yard.map("meant", "")).body();
    Api.Reply wrong =
        yard.api.delete(Yard.MAPS + "/meant", "{\"preconditions\":{\"uid\":\"other\"}}");
    assertThat(wrong.code()).isEqualTo(409);
    Api.Reply stale =
        yard.api.delete(Yard.MAPS + "/meant", "{\"preconditions\":{\"resourceVersion\":\"1\"}}");
    assertThat(stale.code()).isEqualTo(409);
    String right = "{\"preconditions\":{\"uid\":\"" + Meta.uid(made) + "\"}}";
    assertThat(yard.api.delete(Yard.MAPS + "/meant", right).code()).isEqualTo(200);
  }

  @Test
  void aCollectionIsDeletedBySelector() {
    yard.api.post(Yard.MAPS, Yard.map("k1", ",\"labels\":{\"set\":\"k\"}"));
    yard.api.post(Yard.MAPS, Yard.map("k2", ",\"labels\":{\"set\":\"k\"}"));
    yard.api.post(Yard.MAPS, Yard.map("k3", ""));
    assertThat(yard.api.delete(Yard.MAPS + "?labelSelector=set%3Dk").names())
        .containsExactly("k1", "k2");
    assertThat(exists("k1")).isFalse();
    assertThat(exists("k3")).isTrue();
  }

  @Test
  void aNamespaceGoesWhenItIsEmpty() {
    yard.api.post("/api/v1/namespaces", "{\"metadata\":{\"name\":\"ending\"}}");
    String maps = "/api/v1/namespaces/ending/configmaps";
    yard.api.post(maps, Yard.map("plain", ""));
    yard.api.post(maps, Yard.map("held", ",\"finalizers\":[\"example.com/hold\"]"));
    Api.Reply reply = yard.api.delete("/api/v1/namespaces/ending");
    assertThat(reply.at("status", "phase")).isEqualTo("Terminating");
    yard.await(() -> !yard.exists("v1", "ConfigMap", "ending", "plain"));
    Api.Reply late = yard.api.post(maps, Yard.map("late", ""));
    assertThat(late.code()).isEqualTo(403);
    assertThat(late.at("message")).contains("because it is being terminated");
    assertThat(yard.exists("v1", "Namespace", "", "ending")).isTrue();
    yard.api.patch(maps + "/held", Api.MERGE, "{\"metadata\":{\"finalizers\":null}}");
    yard.await(() -> !yard.exists("v1", "Namespace", "", "ending"));
  }

  @Test
  void aNamespaceHasADefaultServiceAccount() {
    yard.await(() -> yard.exists("v1", "ServiceAccount", "crm", "default"));
  }
}
