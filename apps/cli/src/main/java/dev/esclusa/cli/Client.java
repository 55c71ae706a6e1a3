package dev.esclusa.cli;

import dev.esclusa.model.ApplyResult;
import dev.esclusa.model.Binding;
import dev.esclusa.model.Problem;
import dev.esclusa.tree.Json;
import dev.esclusa.tree.Records;
import dev.esclusa.tree.TreeException;
import dev.esclusa.tree.Value;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Asks one server as one caller. Every call throws {@link Failure} with the server's own problem.
 */
public final class Client {
  private static final String API = "/api/v1";

  private final Http http;

  /**
   * @param token empty for the few calls that need none
   */
  public Client(URI server, String token) {
    this.http = new Http(server, token);
  }

  /**
   * @param tokenFile of mode 0600
   */
  public static Client open(URI server, Path tokenFile) {
    return new Client(server, PrivateFile.token(tokenFile));
  }

  public URI server() {
    return http.server();
  }

  /**
   * Which changes to list; what is absent does not restrict.
   *
   * @param before a change: only older ones
   */
  public record ChangeFilter(
      @Nullable String target,
      @Nullable String state,
      @Nullable String environment,
      int limit,
      @Nullable String before) {
    public static final ChangeFilter ALL = new ChangeFilter(null, null, null, 50, null);

    public static ChangeFilter ofTarget(String target) {
      return new ChangeFilter(target, null, null, 50, null);
    }

    ChangeFilter before(String change) {
      return new ChangeFilter(target, state, environment, limit, change);
    }
  }

  // --- changes ---

  public Api.ChangePage changes(ChangeFilter filter) {
    Map<String, @Nullable String> query = new TreeMap<>();
    query.put("target", filter.target());
    query.put("state", filter.state());
    query.put("environment", filter.environment());
    query.put("limit", Integer.toString(filter.limit()));
    query.put("before", filter.before());
    return get(Api.ChangePage.class, "/changes" + query(query));
  }

  public Api.ChangeView change(String id) {
    return get(Api.ChangeView.class, change(id, ""));
  }

  /** The stored bytes, as they were hashed: {@code {"plan": ...}}. */
  public byte[] planBytes(String id) {
    return http.get(API + change(id, "/plan"));
  }

  /** The stored bytes: {@code {"configurationCommit": ..., "decision": ...}}. */
  public byte[] decisionBytes(String id) {
    return http.get(API + change(id, "/decision"));
  }

  /** A recorded decision made again by the server. */
  public Api.Replay replay(String id) {
    return get(Api.Replay.class, change(id, "/replay"));
  }

  /** What the rules of packs had as input when a change was judged. */
  public byte[] inputBytes(String id) {
    return http.get(API + change(id, "/input"));
  }

  public Api.Chain why(String id) {
    return get(Api.Chain.class, change(id, "/why"));
  }

  /** What the server asks the caller to sign, without a nonce. Check it before you do. */
  public Binding offer(String id) {
    String path = change(id, "/offer");
    return decoded(path, () -> Records.fromValue(Binding.class, json(path, http.get(API + path))));
  }

  /**
   * @param signature armored SSHSIG over the binding's canonical bytes
   */
  public Api.ChangeSummary approve(String id, Binding binding, String signature) {
    Value body = Value.mapping("binding", Records.toValue(binding), "signature", signature);
    return post(Api.ChangeSummary.class, change(id, "/approve"), body);
  }

  public Api.ChangeSummary reject(String id, String reason) {
    return because(change(id, "/reject"), reason);
  }

  public Api.ChangeSummary withdraw(String id, String reason) {
    return because(change(id, "/withdraw"), reason);
  }

  /** Takes the caller's own approval back. */
  public Api.ChangeSummary revoke(String id, String reason) {
    return because(change(id, "/revoke"), reason);
  }

  /** Ends an apply after the step under way. */
  public Api.ChangeSummary cancel(String id, String reason) {
    return because(change(id, "/cancel"), reason);
  }

  /** A person's verdict of an apply in doubt. */
  public Api.Opened recover(String id, ApplyResult.Outcome outcome, String reason) {
    Value body =
        Value.mapping("outcome", outcome.name().toLowerCase(Locale.ROOT), "reason", reason);
    return post(Api.Opened.class, change(id, "/recover"), body);
  }

  /**
   * A person's word about each object in doubt: proposes the change that leads out.
   *
   * @param done addresses whose change took effect
   * @param notDone addresses whose change did not
   */
  public Api.Opened leadOut(String id, List<String> done, List<String> notDone, String reason) {
    List<Value> verdicts = new ArrayList<>();
    done.forEach(it -> verdicts.add(Value.mapping("address", it, "done", true)));
    notDone.forEach(it -> verdicts.add(Value.mapping("address", it, "done", false)));
    return post(
        Api.Opened.class,
        change(id, "/recover"),
        Value.mapping("verdicts", new Value.Sequence(verdicts), "reason", reason));
  }

  /** How far an apply of a saved plan has come. */
  public Api.ProgressPage progress(String id) {
    return get(Api.ProgressPage.class, change(id, "/progress"));
  }

  /** Proposes to break a lock that nobody holds any more. */
  public Api.Opened unlock(String target, String lock, String reason) {
    return post(
        Api.Opened.class, target(target, "/unlock"), Value.mapping("lock", lock, "reason", reason));
  }

  /** Proposes to take what drifted as it is. */
  public Api.Opened accept(String drift, String reason) {
    return post(
        Api.Opened.class,
        "/drift/" + Http.encoded(drift) + "/accept",
        Value.mapping("reason", reason));
  }

  /** What Git would have to say so that a drift is none. */
  public Api.Adoption adoption(String drift) {
    return get(Api.Adoption.class, "/drift/" + Http.encoded(drift) + "/adoption");
  }

  /**
   * What an audit log sends: somebody touched an object.
   *
   * @param actor as the log names it
   */
  public void driftHook(String target, String address, String actor) {
    http.post("/hooks/drift", Value.mapping("target", target, "address", address, "actor", actor));
  }

  /** Asks for a look at what a target is now. */
  public void look(String target) {
    http.post(API + target(target, "/look"), Value.mapping());
  }

  /** Removes names, reasons and contents of a proven change. Nobody brings them back. */
  public Api.Erased erase(String id, String reason) {
    return post(Api.Erased.class, change(id, "/erase"), Value.mapping("reason", reason));
  }

  /** The bundle that a stranger can check offline. */
  public byte[] evidence(String id) {
    return http.get(API + change(id, "/evidence"));
  }

  // --- targets ---

  public Api.TargetList targets() {
    return get(Api.TargetList.class, "/targets");
  }

  /**
   * @param name {@code env/region/name}
   */
  public Api.TargetView target(String name) {
    return get(Api.TargetView.class, target(name, ""));
  }

  public void pause(String target, String reason) {
    http.post(API + target(target, "/pause"), Value.mapping("reason", reason));
  }

  public void resume(String target, String reason) {
    http.post(API + target(target, "/resume"), Value.mapping("reason", reason));
  }

  /**
   * @param commit 40 or 64 hex digits
   * @param until newer commits wait until then
   */
  public Api.Opened rollBack(String target, String commit, Instant until, String reason) {
    Value body = Value.mapping("to", commit, "until", until.toString(), "reason", reason);
    return post(Api.Opened.class, target(target, "/rollback"), body);
  }

  /** What mainline says is asked for once more. */
  public Api.Opened again(String target, String reason) {
    return post(Api.Opened.class, target(target, "/again"), Value.mapping("reason", reason));
  }

  // --- states of stacks ---

  /**
   * @param limit newest versions at most
   */
  public Api.States states(String target, int limit) {
    return get(Api.States.class, target(target, "/states?limit=" + limit));
  }

  /**
   * @param version a number, {@code current} or {@code applied}
   */
  public Api.StateContent state(String target, String version) {
    return get(Api.StateContent.class, target(target, "/states/" + Http.encoded(version)));
  }

  public Api.StateDiff stateDiff(String target, String from, String to) {
    return get(
        Api.StateDiff.class,
        target(target, "/states/" + Http.encoded(from) + "/diff/" + Http.encoded(to)));
  }

  // --- rules ---

  public Api.PackList packs() {
    return get(Api.PackList.class, "/packs");
  }

  public Api.WaiverList waivers() {
    return get(Api.WaiverList.class, "/waivers");
  }

  // --- the installation ---

  /** Look at Git now. */
  public void sync() {
    http.post(API + "/sync", Value.mapping());
  }

  public void pauseAll(String reason) {
    http.post(API + "/pause", Value.mapping("reason", reason));
  }

  public void resumeAll(String reason) {
    http.post(API + "/resume", Value.mapping("reason", reason));
  }

  /** Healing of a place goes on after too much drifted there at once. */
  public void resumeHealing(String place, String reason) {
    http.post(API + "/healing/" + Http.encoded(place) + "/resume", Value.mapping("reason", reason));
  }

  public Api.JournalPage journal(long from, int limit) {
    return get(Api.JournalPage.class, "/journal?from=" + from + "&limit=" + limit);
  }

  public Api.Status status() {
    return get(Api.Status.class, "/status");
  }

  public Api.Caller whoami() {
    return get(Api.Caller.class, "/whoami");
  }

  /** What a forge sends: there may be something new. */
  public void gitHook() {
    http.post("/hooks/git", Value.mapping());
  }

  /** Whether the server can serve; no token needed. */
  public boolean ready() {
    try {
      http.get("/readyz");
      return true;
    } catch (Failure failure) {
      if (failure.exit() == ExitCode.UNREACHABLE) {
        return false;
      }
      throw failure;
    }
  }

  /** Prometheus text format. */
  public String metrics() {
    return new String(http.get("/metrics"), StandardCharsets.UTF_8);
  }

  /**
   * Facts as they are written, until the listener has enough, the server ends the stream, or
   * nothing comes for so long.
   *
   * @param listener says whether to go on
   * @return false when the listener had enough
   */
  public boolean events(
      @Nullable String target,
      @Nullable String change,
      Duration silence,
      Predicate<Api.Event> listener) {
    Map<String, @Nullable String> query = new TreeMap<>();
    query.put("target", target);
    query.put("change", change);
    String path = API + "/events" + query(query);
    try (InputStream stream = http.stream(path, silence)) {
      return new EventStream(stream, listener).run();
    } catch (java.net.SocketTimeoutException quiet) {
      return true;
    } catch (IOException e) {
      throw http.unreachable(e);
    }
  }

  // --- how ---

  private Api.ChangeSummary because(String path, String reason) {
    return post(Api.ChangeSummary.class, path, Value.mapping("reason", reason));
  }

  private <T> T get(Class<T> type, String path) {
    byte[] answer = http.get(API + path);
    return decoded(path, () -> Tolerant.read(type, json(path, answer)));
  }

  private <T> T post(Class<T> type, String path, Value body) {
    byte[] answer = http.post(API + path, body);
    return decoded(path, () -> Tolerant.read(type, json(path, answer)));
  }

  private static Value json(String path, byte[] answer) {
    return Json.read(path, answer, dev.esclusa.tree.Limits.DEFAULT);
  }

  private <T> T decoded(String path, java.util.function.Supplier<T> reading) {
    try {
      return reading.get();
    } catch (TreeException | dev.esclusa.model.ModelException e) {
      throw Failure.of(
          ExitCode.DEFECT,
          Problem.defect(
              "CLI-0002",
              "the answer of " + server() + " to " + path + " cannot be read: " + e.getMessage(),
              "Use an esclusa of the same release as the server."),
          e);
    }
  }

  private static String change(String id, String rest) {
    return "/changes/" + Http.encoded(id) + rest;
  }

  private static String target(String name, String rest) {
    return "/targets/" + Http.encoded(name) + rest;
  }

  private static String query(Map<String, @Nullable String> parts) {
    StringBuilder query = new StringBuilder();
    parts.forEach(
        (name, value) -> {
          if (value != null && !value.isEmpty()) {
            query.append(query.isEmpty() ? '?' : '&').append(name).append('=');
            query.append(Http.encoded(value));
          }
        });
    return query.toString();
  }
}
