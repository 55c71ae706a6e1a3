package dev.esclusa.adapters.git;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.esclusa.adapters.git.RepositoryCredentials.Credential;
import dev.esclusa.model.Principal;
import dev.esclusa.model.ProblemException;
import dev.esclusa.tree.InMemorySourceTree;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.eclipse.jgit.internal.storage.pack.PackWriter;
import org.eclipse.jgit.lib.NullProgressMonitor;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.transport.PushResult;
import org.eclipse.jgit.transport.RefSpec;
import org.eclipse.jgit.transport.RemoteRefUpdate;
import org.eclipse.jgit.transport.UsernamePasswordCredentialsProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class GitServerTest {
  private static final String ANA = "ana@crm.example";
  private static final String BEN = "ben@crm.example";
  private static final Map<String, String> TOKENS =
      Map.of("token-of-ana", ANA, "token-of-ben", BEN);
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

  @TempDir private Path folder;
  private final List<String> pushed = Collections.synchronizedList(new ArrayList<>());
  private final HttpClient http = HttpClient.newHttpClient();
  private GitServer server;
  private Endpoint endpoint;
  private String first;

  @BeforeEach
  void serve() throws IOException {
    server = server();
    first = server.create(crm());
    endpoint = new Endpoint("/git", server.handler());
  }

  @AfterEach
  void stop() {
    endpoint.close();
    server.close();
    http.close();
  }

  private GitServer server() {
    return new GitServer(
        new GitServerSettings(folder.resolve("served"), "main", 200_000, 50_000),
        Endpoint.tokens(TOKENS),
        () -> NOW,
        pushed::add);
  }

  private static NewRepository crm() {
    return new NewRepository(
        "crm",
        new InMemorySourceTree(
            Map.of("apps/core/a.yaml", "a: 1\n".getBytes(UTF_8), "README", "hi\n".getBytes(UTF_8))),
        "Ana",
        ANA,
        "begin",
        ANA);
  }

  // --- making and reading ---

  @Test
  void aNewRepositoryHoldsItsFilesAndItsFirstPusher() throws Exception {
    try (Git clone = clone("a", "token-of-ben")) {
      assertThat(folder.resolve("a/apps/core/a.yaml")).hasContent("a: 1\n");
      assertThat(clone.log().call()).extracting(it -> it.name()).containsExactly(first);
    }
    assertThat(pusher(first)).isEqualTo(ANA);
  }

  @Test
  void makingARepositoryAgainGivesWhatStands() {
    assertThat(server.create(crm())).isEqualTo(first);
  }

  @Test
  void aNameThatLeadsElsewhereIsRefused() {
    for (String name : List.of("../x", "a/b", "A", "", ".git", "x".repeat(64))) {
      NewRepository made =
          new NewRepository(name, new InMemorySourceTree(Map.of()), "Ana", ANA, "begin", null);
      assertThatExceptionOfType(ProblemException.class).isThrownBy(() -> server.create(made));
    }
  }

  @Test
  void readingWantsAToken() throws Exception {
    assertThat(get("/git/crm.git/info/refs?service=git-upload-pack", null).statusCode())
        .isEqualTo(401);
    HttpResponse<String> wrong =
        get("/git/crm.git/info/refs?service=git-upload-pack", "Bearer wrong");
    assertThat(wrong.statusCode()).isEqualTo(401);
    assertThat(wrong.headers().firstValue("WWW-Authenticate"))
        .hasValueSatisfying(it -> assertThat(it).startsWith("Basic realm="));
    assertThatExceptionOfType(GitAPIException.class).isThrownBy(() -> clone("b", "wrong").close());
  }

  @Test
  void whoProvesNobodyDoesNotLearnWhichRepositoriesThereAre() throws Exception {
    String query = "/info/refs?service=git-upload-pack";

    assertThat(get("/git/nothing.git" + query, null).statusCode()).isEqualTo(401);
    assertThat(get("/git/nothing.git" + query, "Bearer token-of-ana").statusCode()).isEqualTo(404);
  }

  @Test
  void pathsThatLeadElsewhereAreNotServed() throws Exception {
    for (String path :
        List.of(
            "/git/crm.git/HEAD",
            "/git/crm.git/config",
            "/git/crm.git/esclusa-pushes",
            "/git/%2e%2e/crm.git/info/refs?service=git-upload-pack",
            "/git/crm.git/objects/info/packs")) {
      assertThat(get(path, "Bearer token-of-ana").statusCode()).as(path).isEqualTo(404);
    }
    assertThat(get("/git/crm.git/info/refs", "Bearer token-of-ana").statusCode()).isEqualTo(403);
    assertThat(get("/git/crm.git/git-upload-pack", "Bearer token-of-ana").statusCode())
        .isEqualTo(405);
  }

  // --- pushing ---

  @Test
  void aPushMovesMainlineTellsAndIsOnRecord() throws Exception {
    try (Git clone = clone("a", "token-of-ben")) {
      String second = commit(clone, "README", "two\n");

      assertThat(push(clone, "token-of-ben", "main")).isEqualTo(RemoteRefUpdate.Status.OK);
      assertThat(pushed).containsExactly("crm");
      assertThat(pusher(second)).isEqualTo(BEN);
      assertThat(pusher(first)).isEqualTo(ANA);
      assertThat(head("refs/heads/main")).isEqualTo(second);
    }
  }

  @Test
  void theRecordOutlivesTheServerAndAHalfWrittenLine() throws Exception {
    String second;
    try (Git clone = clone("a", "token-of-ben")) {
      second = commit(clone, "README", "two\n");
      push(clone, "token-of-ben", "main");
    }
    server.close();
    Path record = folder.resolve("served/crm.git/esclusa-pushes");
    Files.writeString(record, Files.readString(record) + first.substring(0, 17));

    try (GitServer again = server()) {
      Pushers pushers = again.pushers("http://localhost/git");
      assertThat(pushers.pusher("http://localhost/git/crm.git", second)).isEqualTo(BEN);
      assertThat(pushers.pusher("http://localhost/git/other.git", second)).isNull();
      assertThat(pushers.pusher("https://elsewhere/git/crm.git", second)).isNull();
      assertThat(pushers.pusher("http://localhost/git/../crm.git", second)).isNull();
      assertThat(Files.readString(record)).endsWith(BEN + "\n");
    }
  }

  @Test
  void whoPushedFirstBroughtIt() throws Exception {
    try (Git clone = clone("a", "token-of-ben")) {
      String second = commit(clone, "README", "two\n");
      push(clone, "token-of-ben", "proposal/x");
      push(clone, "token-of-ana", "main");

      assertThat(pusher(second)).isEqualTo(BEN);
    }
  }

  @Test
  void mainlineIsNotRewrittenAndWhoTriedBroughtNothing() throws Exception {
    try (Git clone = clone("a", "token-of-ben")) {
      commit(clone, "README", "two\n");
      push(clone, "token-of-ben", "main");
      clone.reset().setMode(org.eclipse.jgit.api.ResetCommand.ResetType.HARD).setRef(first).call();
      String other = commit(clone, "README", "other\n");
      pushed.clear();

      RemoteRefUpdate update = pushed(clone, "token-of-ben", "+HEAD:refs/heads/main");
      assertThat(update.getStatus()).isEqualTo(RemoteRefUpdate.Status.REJECTED_OTHER_REASON);
      assertThat(update.getMessage()).contains("GIT-0020");
      assertThat(pusher(other)).isNull();
      assertThat(pushed).isEmpty();
    }
  }

  @Test
  void mainlineIsNotDeletedAndAProposalIs() throws Exception {
    try (Git clone = clone("a", "token-of-ben")) {
      push(clone, "token-of-ben", "proposal/x");

      RemoteRefUpdate update = pushed(clone, "token-of-ben", ":refs/heads/main");
      assertThat(update.getMessage()).contains("GIT-0021");
      assertThat(pushed(clone, "token-of-ben", ":refs/heads/proposal/x").getStatus())
          .isEqualTo(RemoteRefUpdate.Status.OK);
      assertThat(head("refs/heads/proposal/x")).isNull();
      assertThat(head("refs/heads/main")).isEqualTo(first);
    }
  }

  @Test
  void aProposalMayBeRewritten() throws Exception {
    try (Git clone = clone("a", "token-of-ben")) {
      commit(clone, "README", "two\n");
      push(clone, "token-of-ben", "proposal/x");
      clone.reset().setMode(org.eclipse.jgit.api.ResetCommand.ResetType.HARD).setRef(first).call();
      String other = commit(clone, "README", "other\n");

      assertThat(pushed(clone, "token-of-ben", "+HEAD:refs/heads/proposal/x").getStatus())
          .isEqualTo(RemoteRefUpdate.Status.OK);
      assertThat(head("refs/heads/proposal/x")).isEqualTo(other);
    }
  }

  @Test
  void refsOutsideOfBranchesAndTagsAreRefused() throws Exception {
    try (Git clone = clone("a", "token-of-ben")) {
      for (String ref : List.of("refs/esclusa/seen/x", "refs/notes/x", "refs/heads/a\u202eb")) {
        assertThat(pushed(clone, "token-of-ben", "HEAD:" + ref).getMessage())
            .as(ref)
            .contains("GIT-0022");
      }
    }
  }

  @Test
  void aPushWithAWrongTokenChangesNothing() throws Exception {
    try (Git clone = clone("a", "token-of-ben")) {
      commit(clone, "README", "two\n");

      assertThatExceptionOfType(GitAPIException.class)
          .isThrownBy(() -> push(clone, "wrong", "main"));
      assertThat(head("refs/heads/main")).isEqualTo(first);
      assertThat(pushed).isEmpty();
    }
  }

  @Test
  void aFileThatIsTooLargeIsRefused() throws Exception {
    try (Git clone = clone("a", "token-of-ben")) {
      commit(clone, "big", "x".repeat(50_001));

      assertThat(refusedPush(clone)).isTrue();
      assertThat(head("refs/heads/main")).isEqualTo(first);
    }
  }

  @Test
  void aPackThatIsTooLargeIsRefused() throws Exception {
    try (Git clone = clone("a", "token-of-ben")) {
      byte[] noise = new byte[30_000];
      for (int i = 0; i < 10; i++) {
        new java.util.SplittableRandom(i).nextBytes(noise);
        Files.write(folder.resolve("a/noise" + i), noise);
      }
      clone.add().addFilepattern(".").call();
      commit(clone, "README", "two\n");

      assertThat(refusedPush(clone)).isTrue();
      assertThat(head("refs/heads/main")).isEqualTo(first);
    }
  }

  @Test
  void aTreeThatLeadsElsewhereIsRefused() throws Exception {
    try (Remote hostile = new Remote(folder.resolve("hostile.git"))) {
      ObjectId blob = hostile.blob("x".getBytes(UTF_8));
      for (String name : List.of("..", ".git", "../x")) {
        String commit =
            hostile.commitTree(
                "refs/heads/x", List.of(), hostile.rawTree(new Remote.Raw("100644", name, blob)));
        HttpResponse<String> answer = post(hostile, commit, Integer.MAX_VALUE);
        assertThat(answer.body()).as(name).contains("unpack").doesNotContain("unpack ok");
        assertThat(head("refs/heads/proposal/x")).isNull();
      }
    }
  }

  @Test
  void aTruncatedPackChangesNothing() throws Exception {
    try (Remote other = new Remote(folder.resolve("other.git"))) {
      String commit = other.commit("refs/heads/x", List.of(), Map.of("a", "1"));

      assertThat(post(other, commit, 40).body()).doesNotContain("unpack ok");
      assertThat(head("refs/heads/proposal/x")).isNull();
      assertThat(pusher(commit)).isNull();
      assertThat(post(other, commit, Integer.MAX_VALUE).body()).contains("unpack ok");
      assertThat(head("refs/heads/proposal/x")).isEqualTo(commit);
      assertThat(pusher(commit)).isEqualTo(ANA);
    }
  }

  @Test
  void aPackWithoutItsHistoryIsRefused() throws Exception {
    try (Remote other = new Remote(folder.resolve("other.git"))) {
      String base = other.commit("refs/heads/x", List.of(), Map.of("a", "1"));
      String commit = other.commit("refs/heads/x", List.of(base), Map.of("a", "2"));
      byte[] pack = pack(other, commit, Set.of(ObjectId.fromString(base)));

      assertThat(post(pack, commit).body()).doesNotContain("ok refs/heads/proposal/x");
      assertThat(head("refs/heads/proposal/x")).isNull();
    }
  }

  @Test
  void aRequestOfAnotherContentTypeIsRefused() throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(endpoint.address("/git/crm.git/git-receive-pack")))
            .header("Authorization", "Bearer token-of-ana")
            .header("Content-Type", "text/plain")
            .POST(HttpRequest.BodyPublishers.ofString("0000"))
            .build();

    assertThat(http.send(request, HttpResponse.BodyHandlers.ofString()).statusCode())
        .isEqualTo(415);
  }

  @Test
  void rubbishIsAnsweredAndChangesNothing() throws Exception {
    for (String rubbish : List.of("", "zzzz", "0010abc", "fff0", "0000", "\u0000\u0001")) {
      int status = post(rubbish.getBytes(UTF_8)).statusCode();
      assertThat(status).as(rubbish).isBetween(200, 499);
    }
    assertThat(head("refs/heads/main")).isEqualTo(first);
  }

  // --- read by our own mirror ---

  @Test
  void aMirrorReadsOverHttpAndKnowsThePusher() throws Exception {
    Credential[] both = {
      new Credential.Bearer("token-of-ana"), new Credential.Password("ana", "token-of-ana")
    };
    for (Credential credential : both) {
      try (GitRepositories mirrors =
          mirrors(folder.resolve("m" + credential.getClass().getSimpleName()), credential)) {
        String address = endpoint.address("/git/crm.git");

        assertThat(mirrors.fetch(address).mainline()).isEqualTo(first);
        assertThat(mirrors.tree(address, first).file("README")).isNotNull();
        assertThat(mirrors.commit(address, first, "").broughtBy())
            .isEqualTo(new Principal.Known(ANA, Principal.Proof.PUSH_ENDPOINT));
        assertThat(credential.toString()).doesNotContain("token-of-ana");
      }
    }
  }

  @Test
  void aMirrorWithAWrongTokenIsRefusedAndTheTokenIsNotRepeated() {
    try (GitRepositories mirrors =
        mirrors(folder.resolve("mirrors"), new Credential.Bearer("token-of-nobody"))) {
      assertThatExceptionOfType(ProblemException.class)
          .isThrownBy(() -> mirrors.fetch(endpoint.address("/git/crm.git")))
          .satisfies(
              it -> {
                assertThat(it.problem().code()).isEqualTo("GIT-0004");
                assertThat(it.toString()).doesNotContain("token-of-nobody");
              });
    }
  }

  private GitRepositories mirrors(Path at, Credential credential) {
    return new GitRepositories(
        GitSettings.in(at),
        (raw, signers, when) -> new Principal.Unknown("", "not signed"),
        server.pushers(endpoint.address("/git")),
        address -> credential,
        () -> NOW);
  }

  // --- shorter words ---

  private Git clone(String name, String token) throws GitAPIException {
    return Git.cloneRepository()
        .setURI(endpoint.address("/git/crm.git"))
        .setDirectory(folder.resolve(name).toFile())
        .setCredentialsProvider(new UsernamePasswordCredentialsProvider("any", token))
        .call();
  }

  private String commit(Git clone, String file, String text) throws Exception {
    Files.writeString(clone.getRepository().getWorkTree().toPath().resolve(file), text);
    clone.add().addFilepattern(file).call();
    return clone
        .commit()
        .setAuthor("Mallory", "mallory@crm.example")
        .setCommitter("Mallory", "mallory@crm.example")
        .setMessage("change")
        .setSign(false)
        .call()
        .name();
  }

  private static RemoteRefUpdate.Status push(Git clone, String token, String branch)
      throws GitAPIException {
    return pushed(clone, token, "HEAD:refs/heads/" + branch).getStatus();
  }

  private static RemoteRefUpdate pushed(Git clone, String token, String spec)
      throws GitAPIException {
    Iterable<PushResult> results =
        clone
            .push()
            .setRefSpecs(new RefSpec(spec))
            .setCredentialsProvider(new UsernamePasswordCredentialsProvider("any", token))
            .call();
    return results.iterator().next().getRemoteUpdates().iterator().next();
  }

  private static boolean refusedPush(Git clone) {
    try {
      return push(clone, "token-of-ben", "main") != RemoteRefUpdate.Status.OK;
    } catch (GitAPIException e) {
      return true;
    }
  }

  private String head(String ref) throws IOException {
    try (var git =
        new org.eclipse.jgit.storage.file.FileRepositoryBuilder()
            .setGitDir(folder.resolve("served/crm.git").toFile())
            .build()) {
      Ref found = git.exactRef(ref);
      return found == null ? null : found.getObjectId().name();
    }
  }

  private String pusher(String commit) {
    return server
        .pushers(endpoint.address("/git/"))
        .pusher(endpoint.address("/git/crm.git"), commit);
  }

  private HttpResponse<String> get(String path, String authorization) throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(endpoint.address(path)));
    if (authorization != null) {
      request.header("Authorization", authorization);
    }
    return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private HttpResponse<String> post(Remote from, String commit, int packBytes) throws Exception {
    byte[] pack = pack(from, commit, Set.of());
    return post(Arrays.copyOf(pack, Math.min(packBytes, pack.length)), commit);
  }

  private HttpResponse<String> post(byte[] pack, String commit) throws Exception {
    String command =
        ObjectId.zeroId().name() + " " + commit + " refs/heads/proposal/x\0report-status";
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.writeBytes("%04x%s0000".formatted(command.length() + 4, command).getBytes(UTF_8));
    body.writeBytes(pack);
    return post(body.toByteArray());
  }

  private HttpResponse<String> post(byte[] body) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(endpoint.address("/git/crm.git/git-receive-pack")))
            .header("Authorization", "Bearer token-of-ana")
            .header("Content-Type", "application/x-git-receive-pack-request")
            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
            .build();
    return http.send(request, HttpResponse.BodyHandlers.ofString());
  }

  private static byte[] pack(Remote from, String commit, Set<ObjectId> without) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (PackWriter writer = new PackWriter(from.git)) {
      writer.preparePack(
          NullProgressMonitor.INSTANCE, Set.of(ObjectId.fromString(commit)), without);
      writer.writePack(NullProgressMonitor.INSTANCE, NullProgressMonitor.INSTANCE, out);
    }
    return out.toByteArray();
  }
}
