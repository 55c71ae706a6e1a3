package dev.esclusa.acceptance;

import static dev.esclusa.acceptance.World.DEVELOPER;
import static dev.esclusa.acceptance.World.PLATFORM;
import static org.assertj.core.api.Assertions.assertThat;

import dev.esclusa.control.InMemoryRepositories;
import dev.esclusa.control.Recorded;
import dev.esclusa.control.Repositories;
import dev.esclusa.model.Change;
import dev.esclusa.model.Fact;
import dev.esclusa.model.Principal;
import dev.esclusa.model.Problem;
import dev.esclusa.tree.SourceTree;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What somebody may push: each ends in a problem with a place, and the target stays as it was. */
class HostileSourceTest {
  private static final String MANIFEST = WorldEstate.manifest("core-dev");

  private final World world = new World();

  /** Pushes one manifest; what must come of it is a change that failed with exactly this code. */
  private Problem broken(byte[] manifest) {
    World.Frozen before = world.frozen();
    assertThat(world.live("core-dev", "colour")).isEqualTo("blue");
    world.files.put(MANIFEST, manifest);
    world.push(DEVELOPER);
    assertThat(world.frozen()).isEqualTo(before);
    assertThat(world.troubles).isEmpty();
    Recorded change = world.newest("core-dev");
    World.stopped(Fact.ChangeStopped.Stop.FAILED, change);
    assertThat(world.problems(change)).isNotEmpty();
    return world.problems(change).getFirst();
  }

  private Problem broken(String manifest) {
    return broken(manifest.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void aYamlBombIsRefusedByItsAliases() {
    StringBuilder bomb = new StringBuilder("a: &a [x, x, x, x, x, x, x, x, x, x]\n");
    for (char c = 'b'; c <= 'k'; c++) {
      char before = (char) (c - 1);
      bomb.append(c).append(": &").append(c).append(" [");
      bomb.append(("*" + before + ", ").repeat(10)).append("x]\n");
    }
    Problem problem = broken(bomb.toString());
    assertThat(problem.code()).isEqualTo("DES-0001");
    assertThat(problem.fault()).isEqualTo(Problem.Fault.CAPACITY);
    assertThat(problem.cause()).contains(MANIFEST + ":").contains("TRE-0003");
  }

  @Test
  void deepNestingIsRefusedByItsDepth() {
    Problem problem = broken("a: " + "[".repeat(100_000) + "]".repeat(100_000));
    assertThat(problem.code()).isEqualTo("DES-0001");
    assertThat(problem.fault()).isEqualTo(Problem.Fault.CAPACITY);
    assertThat(problem.cause()).contains(MANIFEST + ":1:");
  }

  @Test
  void bytesThatAreNotUtf8AreRefusedWithTheirPlace() {
    Problem problem =
        broken("kind: ConfigMap\nname: \u00e4\n".getBytes(StandardCharsets.ISO_8859_1));
    assertThat(problem.code()).isEqualTo("DES-0001");
    assertThat(problem.cause()).contains(MANIFEST + ":2:");
  }

  @Test
  void aKeyWrittenTwiceIsRefused() {
    Problem problem = broken(WorldEstate.configMap("core-dev", "red") + "data:\n  colour: green\n");
    assertThat(problem.code()).isEqualTo("DES-0001");
    assertThat(problem.cause()).contains(MANIFEST + ":7:1").contains("data");
  }

  @Test
  void anObjectOfANamespaceOfOthersIsRefused() {
    Problem problem =
        broken(
            WorldEstate.configMap("core-dev", "red")
                .replace("  name: core-dev", "  name: core-dev\n  namespace: kube-system"));
    assertThat(problem.code()).isEqualTo("DES-0012");
    assertThat(problem.cause()).contains("kube-system");
  }

  @Test
  void anObjectOfTheWholeClusterThatTheProjectDoesNotNameIsRefused() {
    Problem problem =
        broken(
            """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRoleBinding
            metadata: {name: everything}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin}
            subjects: [{kind: User, name: developer@crm.example}]
            """);
    assertThat(problem.code()).isEqualTo("DES-0011");
  }

  @Test
  void anEmptyFolderPrunesNothing() {
    World.Frozen before = world.frozen();
    world.files.remove(MANIFEST);
    world.push(DEVELOPER);
    assertThat(world.frozen()).isEqualTo(before);
    Recorded change = world.newest("core-dev");
    World.stopped(Fact.ChangeStopped.Stop.FAILED, change);
    assertThat(world.problems(change)).extracting(Problem::code).containsExactly("DES-0002");
  }

  @Test
  void aBrokenFileKeepsTheRunningTargetAndItsMendGoesOn() {
    Problem problem = broken("kind: [broken\n");
    assertThat(problem.cause()).contains(MANIFEST + ":");
    assertThat(problem.fix()).isNotEmpty();
    world.put(MANIFEST, WorldEstate.configMap("core-dev", "green"));
    world.push(DEVELOPER);
    World.in(Change.Verified.class, world.newest("core-dev"));
    assertThat(world.live("core-dev", "colour")).isEqualTo("green");
  }

  @Test
  void aBrokenFileIsToldOnceAndNotAtEveryLook() {
    broken("kind: [broken\n");
    int changes = world.changes("core-dev").size();
    world.sync();
    world.put("README.md", "another commit\n");
    world.push(DEVELOPER);
    assertThat(world.changes("core-dev")).hasSize(changes);
  }

  @Test
  void aSourcePathOutsideOfTheTreeIsRefusedAndTheConfigurationInForceStays() {
    for (String path : List.of("../../etc", "/etc", "apps/../../etc", "apps//core-dev")) {
      World fresh = new World();
      World.Frozen before = fresh.frozen();
      fresh.replace("esclusa/core-dev.yaml", "apps/core-dev", path);
      fresh.push(DEVELOPER);
      assertThat(fresh.frozen()).as(path).isEqualTo(before);
      assertThat(fresh.facts(Fact.ConfigurationRefused.class)).as(path).hasSize(1);
      assertThat(fresh.facts(Fact.ConfigurationRefused.class).getFirst().code()).startsWith("EST-");
    }
  }

  @Test
  void aSymbolicLinkInASourceTreeIsNeverFollowed() {
    World linked = new World(WorldEstate.files(), real -> withLink(real, MANIFEST));
    Recorded change = linked.newest("core-dev");
    World.stopped(Fact.ChangeStopped.Stop.FAILED, change);
    assertThat(linked.problems(change)).extracting(Problem::code).containsExactly("DES-0009");
    assertThat(linked.live("core-dev", "colour")).isNull();
  }

  @Test
  void aConfigurationBehindASymbolicLinkIsRefused() {
    World linked = new World(WorldEstate.files(), real -> withLink(real, WorldEstate.RULES));
    assertThat(linked.plane.ledger().installation().inForce()).isNull();
    assertThat(linked.applies()).isZero();
  }

  /** The repositories as they are, but for one path that is a symbolic link. */
  private static Repositories withLink(Repositories real, String path) {
    return (Repositories)
        Proxy.newProxyInstance(
            HostileSourceTest.class.getClassLoader(),
            new Class<?>[] {Repositories.class},
            (_, method, arguments) -> {
              try {
                Object result = method.invoke(real, arguments);
                return result instanceof SourceTree tree ? new Linked(tree, path) : result;
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  /** A tree in which one path is a symbolic link to somewhere. */
  private record Linked(SourceTree real, String path) implements SourceTree {
    @Override
    public @Nullable Blob file(String asked) {
      return asked.equals(path) ? null : real.file(asked);
    }

    @Override
    public List<Entry> list(String folder) {
      return real.list(folder).stream()
          .map(
              it ->
                  path.equals(folder.isEmpty() ? it.name() : folder + "/" + it.name())
                      ? new Entry(it.name(), Entry.Type.SYMLINK, it.id())
                      : it)
          .toList();
    }
  }

  @Test
  void aRewrittenMainlineIsRefusedAndNothingIsFollowed() {
    World.Frozen before = world.frozen();
    world.put(MANIFEST, WorldEstate.configMap("core-dev", "red"));
    world.repositories.commit(
        new InMemoryRepositories.NewCommit(
            World.ROOT,
            InMemoryRepositories.MAINLINE,
            DEVELOPER,
            World.signed(DEVELOPER),
            "rewritten",
            world.files),
        List.of());
    world.sync();
    assertThat(world.frozen()).isEqualTo(before);
    assertThat(world.troubleProblems()).isNotEmpty();
    Problem problem = world.troubleProblems().getFirst();
    assertThat(problem.cause()).contains("rewritten");
    assertThat(problem.fault()).isEqualTo(Problem.Fault.CALLER);
  }

  @Test
  void anUnsignedCommitIsDeniedInProductionAndFollowedInDevelopment() {
    World.Frozen before = world.frozen();
    world.put(WorldEstate.manifest("core-prod"), WorldEstate.configMap("core-prod", "red"));
    world.pushAs(DEVELOPER, new Principal.Unknown(DEVELOPER, "the commit is not signed"));
    Recorded change = world.newest("core-prod");
    World.in(Change.Denied.class, change);
    assertThat(world.plane.story().decision(change).findings()).isNotEmpty();
    assertThat(world.frozen()).isEqualTo(before);
    world.put(MANIFEST, WorldEstate.configMap("core-dev", "red"));
    world.pushAs(DEVELOPER, new Principal.Unknown(DEVELOPER, "the commit is not signed"));
    World.in(Change.Verified.class, world.newest("core-dev"));
  }

  @Test
  void anUnsignedCommitDoesNotPassBehindASignedOne() {
    World.Frozen before = world.frozen();
    world.put(WorldEstate.manifest("core-prod"), WorldEstate.configMap("core-prod", "red"));
    world.commit(DEVELOPER, new Principal.Unknown(DEVELOPER, "the commit is not signed"));
    world.put("README.md", "harmless\n");
    world.push(DEVELOPER);
    World.in(Change.Denied.class, world.newest("core-prod"));
    assertThat(world.frozen()).isEqualTo(before);
  }

  @Test
  void aSignedRevertOfAnUnsignedCommitIsTheWayOut() {
    world.approve(world.newest("core-prod"), PLATFORM);
    String prod = WorldEstate.manifest("core-prod");
    world.put(prod, WorldEstate.configMap("core-prod", "red"));
    world.pushAs(DEVELOPER, new Principal.Unknown(DEVELOPER, "the commit is not signed"));
    world.put(prod, WorldEstate.configMap("core-prod", "green"));
    world.push(DEVELOPER);
    World.in(Change.Denied.class, world.newest("core-prod"));
    world.put(prod, WorldEstate.configMap("core-prod", "blue"));
    world.push(DEVELOPER);
    World.stopped(Fact.ChangeStopped.Stop.NOTHING_TO_DO, world.newest("core-prod"));
    world.put(prod, WorldEstate.configMap("core-prod", "green"));
    world.push(DEVELOPER);
    World.in(Change.AwaitingApproval.class, world.newest("core-prod"));
  }

  @Test
  void anUnsignedCommitElsewhereTaintsNoTarget() {
    world.put("README.md", "harmless\n");
    world.commit(DEVELOPER, new Principal.Unknown(DEVELOPER, "the commit is not signed"));
    world.put(WorldEstate.manifest("core-prod"), WorldEstate.configMap("core-prod", "red"));
    world.push(DEVELOPER);
    World.in(Change.AwaitingApproval.class, world.newest("core-prod"));
  }

  @Test
  void aCommitByAKeyThatIsNotAllowedIsDeniedInProduction() {
    world.put(WorldEstate.manifest("core-prod"), WorldEstate.configMap("core-prod", "red"));
    world.push("mallory@elsewhere.example");
    World.in(Change.Denied.class, world.newest("core-prod"));
  }

  @Test
  void twoApplicationsThatClaimOneObjectAreAConflictBeforeAnythingIsApplied() {
    WorldEstate.add(new TextFiles(world), "copy-dev");
    world.push(DEVELOPER);
    world.approve(world.newest("configuration"), PLATFORM);
    assertThat(world.live("copy-dev", "colour")).isEqualTo("blue");
    World.Frozen before = world.frozen();
    String both = WorldEstate.configMap("shared", "red");
    world.put("apps/core-dev/shared.yaml", both);
    world.put("apps/copy-dev/shared.yaml", both);
    world.push(DEVELOPER);
    assertThat(world.frozen()).isEqualTo(before);
    for (String target : List.of("core-dev", "copy-dev")) {
      Recorded change = world.newest(target);
      World.stopped(Fact.ChangeStopped.Stop.FAILED, change);
      assertThat(world.problems(change).getFirst().cause()).contains("core-dev", "copy-dev");
    }
  }

  @Test
  void aReplicaThatNeverLookedAtGitSeesTheConflictToo() {
    WorldEstate.add(new TextFiles(world), "copy-dev");
    world.push(DEVELOPER);
    world.approve(world.newest("configuration"), PLATFORM);
    World.Frozen before = world.frozen();
    String both = WorldEstate.configMap("shared", "red");
    world.put("apps/core-dev/shared.yaml", both);
    world.put("apps/copy-dev/shared.yaml", both);
    world.commit(DEVELOPER, World.signed(DEVELOPER));
    world.plane.desk().sync();
    assertThat(world.plane.work(1)).isEqualTo(1); // this one looks, the other one drives
    world.plane = world.another("replica-1");
    world.plane.work(100);
    world.quiet();
    assertThat(world.frozen()).isEqualTo(before);
    World.stopped(Fact.ChangeStopped.Stop.FAILED, world.newest("core-dev"));
    World.stopped(Fact.ChangeStopped.Stop.FAILED, world.newest("copy-dev"));
  }

  /** A world's files as text, to add to. */
  private static final class TextFiles extends java.util.AbstractMap<String, String> {
    private final World world;

    TextFiles(World world) {
      this.world = world;
    }

    @Override
    public String put(String path, String text) {
      world.put(path, text);
      return "";
    }

    @Override
    public java.util.Set<Entry<String, String>> entrySet() {
      return Stream.<Entry<String, String>>empty().collect(java.util.stream.Collectors.toSet());
    }
  }
}
