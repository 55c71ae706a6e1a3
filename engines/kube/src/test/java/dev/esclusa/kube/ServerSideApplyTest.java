package dev.esclusa.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.esclusa.kube.ServerSideApply.Applied;
import dev.esclusa.kube.ServerSideApply.Conflicts;
import dev.esclusa.kube.ServerSideApply.OnConflict;
import dev.esclusa.tree.Json;
import dev.esclusa.tree.Value;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServerSideApplyTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  @Test
  void aConflictNamesTheHolderAndTheField() {
    Value live = applied(null, config("{\"a\":\"1\"}"), "alice", OnConflict.FAIL, NOW);
    assertThat(apply(live, config("{\"a\":\"2\"}"), "bob", OnConflict.FAIL))
        .isInstanceOfSatisfying(
            Conflicts.class,
            refused -> {
              assertThat(refused.conflicts()).hasSize(1);
              assertThat(refused.conflicts().getFirst().message())
                  .isEqualTo("conflict with \"alice\"");
              assertThat(refused.conflicts().getFirst().pointer()).hasToString("/data/a");
            });
  }

  @Test
  void forceMovesTheField() {
    Value live = applied(null, config("{\"a\":\"1\",\"b\":\"1\"}"), "alice", OnConflict.FAIL, NOW);
    Value forced = applied(live, config("{\"a\":\"2\"}"), "bob", OnConflict.FORCE, NOW);
    FieldPath a = new FieldPath(List.of(new PathElement.Named("data"), new PathElement.Named("a")));
    assertThat(ManagedFields.of(forced).ownersOf(a))
        .extracting(ManagedFields.Entry::manager)
        .containsExactly("bob");
  }

  @Test
  void anApplyThatChangesNothingKeepsTheTime() {
    Value live = applied(null, config("{\"a\":\"1\"}"), "alice", OnConflict.FAIL, NOW);
    assertThat(
            ServerSideApply.apply(
                live,
                config("{\"a\":\"1\"}"),
                ObjectSchema.of(live),
                FieldManager.of("alice"),
                OnConflict.FAIL,
                NOW.plusSeconds(60)))
        .isEqualTo(new Applied(live, false));
  }

  @Test
  void aFieldOwnedByTwoGoesWithTheLastOwner() {
    Value both =
        applied(
            applied(null, config("{\"a\":\"1\"}"), "alice", OnConflict.FAIL, NOW),
            config("{\"a\":\"1\"}"),
            "bob",
            OnConflict.FAIL,
            NOW);
    Value one = applied(both, config("{}"), "alice", OnConflict.FAIL, NOW);
    assertThat(one.text("data", "a")).isEqualTo("1");
    Value none = applied(one, config("{}"), "bob", OnConflict.FAIL, NOW);
    assertThat(none.text("data", "a")).isNull();
  }

  @Test
  void aFieldThatTheKindDoesNotDeclareIsRefused() {
    Value wrong =
        Json.read(
            "{\"apiVersion\":\"apps/v1\",\"kind\":\"Deployment\",\"metadata\":{\"name\":\"x\"},\"spec\":{\"replica\":1}}");
    assertThatThrownBy(() -> apply(null, wrong, "alice", OnConflict.FAIL))
        .isInstanceOf(KubeException.class)
        .hasMessageContaining("/spec/replica");
  }

  @Test
  void aCustomKindMergesByItsSchema() {
    ObjectSchema schema =
        ObjectSchema.custom(
            Json.read(
                """
                {"type":"object","properties":{"spec":{"type":"object","properties":{"routes":{"type":"array",
                 "x-kubernetes-list-type":"map","x-kubernetes-list-map-keys":["host"],"items":{"type":"object",
                 "properties":{"host":{"type":"string"},"to":{"type":"string"}}}}}}}}
                """),
            false);
    Value first = widget("[{\"host\":\"a\",\"to\":\"1\"}]");
    Value second = widget("[{\"host\":\"b\",\"to\":\"2\"}]");
    Value live =
        ((Applied)
                ServerSideApply.apply(
                    null, first, schema, FieldManager.of("alice"), OnConflict.FAIL, NOW))
            .object();
    Value merged =
        ((Applied)
                ServerSideApply.apply(
                    live, second, schema, FieldManager.of("bob"), OnConflict.FAIL, NOW))
            .object();
    assertThat(merged.at("spec", "routes"))
        .isEqualTo(Json.read("[{\"host\":\"a\",\"to\":\"1\"},{\"host\":\"b\",\"to\":\"2\"}]"));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void applyingTheSameAgainChangesNothing(long seed) {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    Value live = null;
    for (int i = 0; i < 60; i++) {
      String manager = "m" + random.nextInt(3);
      Value config = random(random);
      Value once =
          Defaults.apply(applied(live, config, manager, OnConflict.FORCE, NOW.plusSeconds(i)));
      Applied again =
          (Applied)
              ServerSideApply.apply(
                  once,
                  config,
                  ObjectSchema.of(config),
                  FieldManager.of(manager),
                  OnConflict.FAIL,
                  NOW.plusSeconds(1000));
      assertThat(again.changed()).as("seed %s, step %s", seed, i).isFalse();
      assertThat(again.object()).isEqualTo(once);
      live = once;
    }
  }

  @Test
  void theStatusIsNotWrittenWithTheObjectNorTheSpecWithTheStatus() {
    Value config = deployment(Value.mapping("replicas", 1), Value.mapping("replicas", 7));
    Value live = applied(null, config, "alice", OnConflict.FAIL, NOW);
    assertThat(live.at("status", "replicas")).isNull();
    Value both = deployment(Value.mapping("replicas", 9), Value.mapping("replicas", 2));
    Value status =
        ((Applied)
                ServerSideApply.apply(
                    live,
                    both,
                    ObjectSchema.of(both),
                    FieldManager.status("controller"),
                    OnConflict.FAIL,
                    NOW))
            .object();
    assertThat(status.at("spec", "replicas")).isEqualTo(Value.of(1));
    assertThat(status.at("status", "replicas")).isEqualTo(Value.of(2));
    assertThat(ManagedFields.of(status).entries())
        .extracting(ManagedFields.Entry::subresource)
        .containsExactlyInAnyOrder("", "status");
  }

  private static Value deployment(Value spec, Value status) {
    return Value.mapping(
        "apiVersion",
        "apps/v1",
        "kind",
        "Deployment",
        "metadata",
        Value.mapping("name", "d"),
        "spec",
        spec,
        "status",
        status);
  }

  private static Value random(RandomGenerator random) {
    List<Value> containers = new ArrayList<>();
    for (String name : List.of("a", "b", "c")) {
      if (random.nextBoolean()) {
        containers.add(
            Value.mapping(
                "name",
                name,
                "image",
                "i:" + random.nextInt(3),
                "env",
                Value.sequence(
                    Value.mapping(
                        "name", "E" + random.nextInt(3), "value", "" + random.nextInt(2)))));
      }
    }
    return Value.mapping(
        "apiVersion",
        "apps/v1",
        "kind",
        "Deployment",
        "metadata",
        Value.mapping(
            "name", "x", "labels", Value.mapping("l" + random.nextInt(3), "" + random.nextInt(2))),
        "spec",
        Value.mapping(
            "replicas", random.nextInt(3),
            "template",
                Value.mapping(
                    "spec", Value.mapping("containers", new Value.Sequence(containers)))));
  }

  private static Value widget(String routes) {
    return Value.mapping(
        "apiVersion",
        "example.org/v1",
        "kind",
        "Widget",
        "metadata",
        Value.mapping("name", "w"),
        "spec",
        Value.mapping("routes", Json.read(routes)));
  }

  private static Value config(String data) {
    return Value.mapping(
        "apiVersion",
        "v1",
        "kind",
        "ConfigMap",
        "metadata",
        Value.mapping("name", "c"),
        "data",
        Json.read(data));
  }

  private static ServerSideApply.Outcome apply(
      Value live, Value config, String manager, OnConflict policy) {
    return ServerSideApply.apply(
        live, config, ObjectSchema.of(config), FieldManager.of(manager), policy, NOW);
  }

  private static Value applied(
      Value live, Value config, String manager, OnConflict policy, Instant now) {
    return ((Applied)
            ServerSideApply.apply(
                live, config, ObjectSchema.of(config), FieldManager.of(manager), policy, now))
        .object();
  }
}
