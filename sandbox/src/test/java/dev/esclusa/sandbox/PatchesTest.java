package dev.esclusa.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.esclusa.tree.Value;
import dev.esclusa.tree.Value.Mapping;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class PatchesTest {
  private static Yard yard;

  @BeforeAll
  static void start() {
    yard = new Yard();
  }

  @AfterAll
  static void stop() {
    yard.close();
  }

  @Test
  void aMergePatchRemovesWhatIsNull() {
    yard.api.post(Yard.MAPS, Yard.map("merged", ""));
    Api.Reply reply =
        yard.api.patch(Yard.MAPS + "/merged", Api.MERGE, "{\"data\":{\"a\":null,\"b\":\"2\"}}");
    assertThat(reply.code()).isEqualTo(200);
    assertThat(reply.body().get("data")).isEqualTo(Value.mapping("b", "2"));
  }

  @Test
  void aJsonPatchTestsBeforeItWrites() {
    yard.api.post(Yard.MAPS, Yard.map("tested", ""));
    String right =
        "[{\"op\":\"test\",\"path\":\"/data/a\",\"value\":\"1\"},{\"op\":\"add\",\"path\":\"/data/b\",\"value\":\"2\"}]";
    assertThat(yard.api.patch(Yard.MAPS + "/tested", Api.JSON_PATCH, right).at("data", "b"))
        .isEqualTo("2");
    String wrong = "[{\"op\":\"test\",\"path\":\"/data/a\",\"value\":\"9\"}]";
    assertThat(yard.api.patch(Yard.MAPS + "/tested", Api.JSON_PATCH, wrong).code()).isEqualTo(422);
  }

  @Test
  void aStrategicPatchMergesContainersByName() {
    yard.api.post(Yard.DEPLOYMENTS, Yard.deployment("strategic", 1));
    String patch =
        "{\"spec\":{\"template\":{\"spec\":{\"containers\":[{\"name\":\"side\",\"image\":\"busybox:1\"}]}}}}";
    Api.Reply reply = yard.api.patch(Yard.DEPLOYMENTS + "/strategic", Api.STRATEGIC, patch);
    List<Mapping> containers =
        Meta.mappingsAt(reply.body(), "spec", "template", "spec", "containers");
    assertThat(containers)
        .extracting(container -> container.text("name"))
        .containsExactlyInAnyOrder("main", "side");
  }

  @Test
  void anUnknownKindOfPatchIsRefused() {
    assertThat(yard.api.patch(Yard.MAPS + "/merged", "application/json", "{}").code())
        .isEqualTo(415);
  }

  @Test
  void anApplyCreatesAndOwnsWhatItSays() {
    Api.Reply made = yard.api.apply(Yard.MAPS + "/owned", "me", Yard.applied("owned", "a: \"1\""));
    assertThat(made.code()).isEqualTo(201);
    Mapping entry = Meta.mappingsAt(made.body(), "metadata", "managedFields").getFirst();
    assertThat(entry.text("manager")).isEqualTo("me");
    assertThat(entry.text("operation")).isEqualTo("Apply");
    assertThat(entry.get("fieldsV1")).hasToString("{\"f:data\":{\"f:a\":{}}}");
    Api.Reply again = yard.api.apply(Yard.MAPS + "/owned", "me", Yard.applied("owned", "a: \"1\""));
    assertThat(again.code()).isEqualTo(200);
    assertThat(again.at("metadata", "resourceVersion"))
        .isEqualTo(made.at("metadata", "resourceVersion"));
  }

  @Test
  void whatIsNoLongerAppliedIsRemoved() {
    yard.api.apply(Yard.MAPS + "/shrunk", "me", Yard.applied("shrunk", "a: \"1\"\nb: \"2\""));
    Api.Reply reply =
        yard.api.apply(Yard.MAPS + "/shrunk", "me", Yard.applied("shrunk", "a: \"1\""));
    assertThat(reply.body().get("data")).isEqualTo(Value.mapping("a", "1"));
  }

  @Test
  void aFieldOfAnotherIsAConflictUntilForced() {
    yard.api.apply(Yard.MAPS + "/fought", "one", Yard.applied("fought", "a: \"1\""));
    Api.Reply refused =
        yard.api.apply(Yard.MAPS + "/fought", "two", Yard.applied("fought", "a: \"2\""));
    assertThat(refused.code()).isEqualTo(409);
    assertThat(refused.at("message"))
        .isEqualTo("Apply failed with 1 conflict: conflict with \"one\": .data.a");
    Mapping cause = Meta.mappingsAt(refused.body(), "details", "causes").getFirst();
    assertThat(cause.text("reason")).isEqualTo("FieldManagerConflict");
    assertThat(cause.text("field")).isEqualTo(".data.a");
    Api.Reply forced =
        yard.api.apply(Yard.MAPS + "/fought?force=true", "two", Yard.applied("fought", "a: \"2\""));
    assertThat(forced.at("data", "a")).isEqualTo("2");
    assertThat(Meta.mappingsAt(forced.body(), "metadata", "managedFields"))
        .extracting(entry -> entry.text("manager"))
        .containsExactly("two");
  }

  @Test
  void anApplyOfAnotherObjectOrStateIsAConflict() {
    String uid =
        yard.api
            .apply(Yard.MAPS + "/fenced", "me", Yard.applied("fenced", "a: \"1\""))
            .at("metadata", "uid");
    String fenced =
        "{apiVersion: v1, kind: ConfigMap, metadata: {name: fenced, uid: %s, resourceVersion:"
            + " \"%s\"}, data: {a: \"2\"}}";
    String version = yard.api.get(Yard.MAPS + "/fenced").at("metadata", "resourceVersion");
    assertThat(
            yard.api.apply(Yard.MAPS + "/fenced", "me", fenced.formatted("other", version)).code())
        .isEqualTo(422);
    assertThat(yard.api.apply(Yard.MAPS + "/fenced", "me", fenced.formatted(uid, "1")).code())
        .isEqualTo(409);
    assertThat(yard.api.apply(Yard.MAPS + "/fenced", "me", fenced.formatted(uid, version)).code())
        .isEqualTo(200);
    assertThat(
            yard.api
                .apply(
                    Yard.MAPS + "/gone",
                    "me",
                    fenced.formatted(uid, version).replace("fenced", "gone"))
                .code())
        .isEqualTo(409);
  }

  @Test
  void anApplyNamesItsManager() {
    Api.Reply reply =
        yard.api.patch(Yard.MAPS + "/nobody", Api.APPLY, Yard.applied("nobody", "a: \"1\""));
    assertThat(reply.code()).isEqualTo(422);
    assertThat(reply.at("message")).contains("fieldManager: Required value");
  }

  @Test
  void anUpdateTakesTheFieldsItChanges() {
    yard.api.apply(Yard.MAPS + "/updated", "me", Yard.applied("updated", "a: \"1\"\nb: \"2\""));
    Api.Reply reply = yard.api.patch(Yard.MAPS + "/updated", Api.MERGE, "{\"data\":{\"b\":\"3\"}}");
    assertThat(Meta.mappingsAt(reply.body(), "metadata", "managedFields"))
        .extracting(entry -> entry.text("manager") + " " + entry.text("operation"))
        .containsExactlyInAnyOrder("me Apply", "tester Update");
  }
}
