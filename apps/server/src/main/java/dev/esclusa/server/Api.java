package dev.esclusa.server;

import dev.esclusa.approval.Submission;
import dev.esclusa.control.ControlPlane;
import dev.esclusa.control.InstallationRecord;
import dev.esclusa.control.Journal;
import dev.esclusa.control.Payloads;
import dev.esclusa.control.Recorded;
import dev.esclusa.control.TargetRecord;
import dev.esclusa.model.Address;
import dev.esclusa.model.ApplyResult;
import dev.esclusa.model.Binding;
import dev.esclusa.model.ChangeId;
import dev.esclusa.model.Envelope;
import dev.esclusa.model.EpisodeId;
import dev.esclusa.model.Fact;
import dev.esclusa.model.Problem;
import dev.esclusa.model.ProblemException;
import dev.esclusa.model.TargetUid;
import dev.esclusa.tree.Json;
import dev.esclusa.tree.Records;
import dev.esclusa.tree.TreeException;
import dev.esclusa.tree.Value;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP face: routes to the desk and the ledger. Every answer is JSON; every refusal a problem.
 */
final class Api {
  static final int PAGE_MAX = 500;

  private final ControlPlane plane;
  private final Views views;
  private final PolicyViews policies;
  private final Access access;
  private final Evidences evidences;
  private final Status status;
  private final Progress progress;

  /** What the engine of a stack is doing. */
  @FunctionalInterface
  interface Progress {
    List<ProgressView> of(TargetUid uid);
  }

  /** One object that an engine is at, or was. */
  record ProgressView(String address, String action, String state, long seconds) {}

  Api(
      ControlPlane plane,
      Views views,
      Access access,
      Evidences evidences,
      Status status,
      Progress progress) {
    this.progress = progress;
    this.plane = plane;
    this.views = views;
    this.policies = new PolicyViews(plane, views);
    this.access = access;
    this.evidences = evidences;
    this.status = status;
  }

  void routes(JavalinConfig config) {
    var routes = config.routes;
    routes.exception(ProblemException.class, (e, ctx) -> refuse(ctx, e.problem()));
    routes.exception(TreeException.class, (e, ctx) -> refuse(ctx, malformed(e)));
    routes.exception(Journal.StreamMoved.class, (_, ctx) -> refuse(ctx, moved()));
    routes.get("/api/v1/changes", this::changes);
    routes.get("/api/v1/changes/{id}", ctx -> json(ctx, views.change(readable(ctx))));
    routes.get("/api/v1/changes/{id}/why", ctx -> json(ctx, new Chain(views.why(readable(ctx)))));
    routes.get(
        "/api/v1/changes/{id}/replay", ctx -> json(ctx, plane.desk().replay(readable(ctx).id())));
    routes.get(
        "/api/v1/changes/{id}/input",
        ctx ->
            ctx.contentType("application/json")
                .result(Json.write(plane.desk().input(readable(ctx).id()))));
    routes.get(
        "/api/v1/changes/{id}/plan", ctx -> stored(ctx, readable(ctx), Fact.PlanComputed.class));
    routes.get(
        "/api/v1/changes/{id}/decision",
        ctx -> stored(ctx, readable(ctx), Fact.PolicyDecided.class));
    routes.get(
        "/api/v1/changes/{id}/offer",
        ctx -> json(ctx, plane.desk().offer(readable(ctx).id(), access.caller(ctx).principal())));
    routes.post("/api/v1/changes/{id}/approve", this::approve);
    routes.post(
        "/api/v1/changes/{id}/reject",
        ctx -> act(ctx, (id, actor, body) -> plane.desk().reject(id, actor, reason(body))));
    routes.post(
        "/api/v1/changes/{id}/withdraw",
        ctx -> act(ctx, (id, actor, body) -> plane.desk().withdraw(id, actor, reason(body))));
    routes.post(
        "/api/v1/changes/{id}/revoke",
        ctx -> act(ctx, (id, actor, body) -> plane.desk().revoke(id, actor, reason(body))));
    routes.post(
        "/api/v1/changes/{id}/cancel",
        ctx -> act(ctx, (id, _, body) -> plane.cancel(id, reason(body))));
    routes.post("/api/v1/changes/{id}/recover", this::recover);
    routes.get("/api/v1/changes/{id}/progress", this::progress);
    routes.post("/api/v1/targets/{name}/look", this::look);
    routes.post("/api/v1/targets/{name}/unlock", this::unlock);
    routes.post("/api/v1/drift/{episode}/accept", this::accept);
    routes.get("/api/v1/drift/{episode}/adoption", this::adoption);
    routes.post("/hooks/drift", this::hint);
    routes.post("/api/v1/changes/{id}/erase", this::erase);
    routes.get(
        "/api/v1/changes/{id}/evidence",
        ctx -> ctx.contentType("application/json").result(evidences.bundle(readable(ctx).id())));
    routes.get("/api/v1/targets", this::targets);
    routes.get("/api/v1/targets/{name}", ctx -> json(ctx, views.target(target(ctx))));
    routes.post("/api/v1/targets/{name}/pause", ctx -> pause(ctx, true));
    routes.post("/api/v1/targets/{name}/resume", ctx -> pause(ctx, false));
    routes.post("/api/v1/targets/{name}/rollback", this::rollBack);
    routes.post("/api/v1/targets/{name}/again", this::again);
    routes.post("/api/v1/sync", this::sync);
    routes.post("/hooks/git", this::sync);
    routes.post("/api/v1/pause", ctx -> pauseAll(ctx, true));
    routes.post("/api/v1/resume", ctx -> pauseAll(ctx, false));
    routes.post("/api/v1/healing/{place}/resume", this::resumeHealing);
    routes.get("/api/v1/packs", this::packs);
    routes.get("/api/v1/waivers", this::waivers);
    routes.get("/api/v1/journal", this::journal);
    routes.get("/api/v1/status", ctx -> json(ctx, status()));
    routes.get("/api/v1/whoami", this::whoAmI);
  }

  // --- shapes of answers ---

  record Page<T>(List<T> items, @Nullable String next) {}

  record Chain(List<Views.Cause> chain) {}

  record Erased(int erased) {}

  record Began(ChangeId change) {}

  record Refusal(Problem problem) {}

  record WhoAmI(String principal, List<String> teams) {}

  record EntryView(long index, String leaf, Envelope envelope) {}

  record JournalPage(List<EntryView> items, long size) {}

  record StatusView(
      @Nullable String installation,
      @Nullable String configurationCommit,
      @Nullable String genesis,
      boolean paused,
      List<Problem> configurationProblems,
      List<String> haltedPlaces,
      long logSize,
      long witnessedSize,
      @Nullable Problem logTrouble,
      List<Status.TroubleView> troubles) {}

  // --- reading ---

  private void changes(Context ctx) {
    Access.Caller caller = access.caller(ctx);
    int limit = Math.clamp(number(ctx, "limit", 50), 1, PAGE_MAX);
    String before = ctx.queryParam("before");
    List<Views.ChangeSummary> found = new ArrayList<>();
    boolean reached = before == null;
    List<Recorded> all = plane.ledger().changes();
    String next = null;
    for (int i = all.size() - 1; i >= 0; i--) {
      Recorded change = all.get(i);
      if (!reached) {
        reached = change.id().text().equals(before);
        continue;
      }
      if (!access.mayRead(caller, views.project(change.target())) || !wanted(ctx, change)) {
        continue;
      }
      if (found.size() == limit) {
        next = found.getLast().id().text();
        break;
      }
      found.add(views.summary(change));
    }
    json(ctx, new Page<>(found, next));
  }

  private boolean wanted(Context ctx, Recorded change) {
    String state = ctx.queryParam("state");
    if (state != null && !change.change().state().equals(state)) {
      return false;
    }
    String target = ctx.queryParam("target");
    String environment = ctx.queryParam("environment");
    if (target == null && environment == null) {
      return true;
    }
    String name = views.summary(change).target();
    return (target == null || sameTarget(name, target))
        && (environment == null || name.startsWith(environment + "/"));
  }

  /** {@code prod/crm-core} means {@code prod/default/crm-core} where that is the only one. */
  static boolean sameTarget(String name, String asked) {
    String[] parts = name.split("/", -1);
    return name.equals(asked) || (parts.length == 3 && (parts[0] + "/" + parts[2]).equals(asked));
  }

  private Recorded readable(Context ctx) {
    Recorded change = find(ctx.pathParam("id"));
    access.requireRead(access.caller(ctx), views.project(change.target()));
    return change;
  }

  private Recorded find(String text) {
    plane.ledger().catchUp();
    List<Recorded> found =
        plane.ledger().changes().stream().filter(it -> it.id().text().startsWith(text)).toList();
    if (found.size() != 1) {
      throw Problem.caller(
              found.isEmpty() ? "API-0004" : "API-0005",
              found.isEmpty()
                  ? "there is no change " + text
                  : text + " begins the names of " + found.size() + " changes",
              "List them with: esclusa get changes")
          .asException();
    }
    return found.getFirst();
  }

  private void stored(Context ctx, Recorded change, Class<? extends Fact.OfChange> fact) {
    long index = change.indexOf(fact);
    Journal.Payload payload = index < 0 ? null : plane.payload(index);
    if (payload == null) {
      throw Problem.caller(
              "API-0006",
              "change " + change.id() + " is " + change.change().state() + " and has none",
              "Watch it with: esclusa watch " + change.id())
          .asException();
    }
    ctx.contentType("application/json").result(payload.bytes());
  }

  private void targets(Context ctx) {
    Access.Caller caller = access.caller(ctx);
    json(
        ctx,
        new Page<>(
            views.targets().stream().filter(it -> access.mayRead(caller, it.project())).toList(),
            null));
  }

  /** Rules are in Git for everybody who has a token; changes are not named here. */
  private void packs(Context ctx) {
    access.caller(ctx);
    json(ctx, new Page<>(policies.packs(), null));
  }

  private void waivers(Context ctx) {
    Access.Caller caller = access.caller(ctx);
    json(
        ctx,
        new Page<>(
            policies.waivers(it -> access.mayRead(caller, views.project(it.target()))), null));
  }

  private TargetRecord target(Context ctx) {
    return plane.ledger().target(readableTarget(ctx).uid());
  }

  /** The target that a path names, once the caller may read it. */
  Views.TargetView readableTarget(Context ctx) {
    return targetOf(ctx, ctx.pathParam("name"));
  }

  private Views.TargetView targetOf(Context ctx, String asked) {
    List<Views.TargetView> found =
        views.targets().stream().filter(it -> sameTarget(it.name(), asked)).toList();
    if (found.size() != 1) {
      throw Problem.caller(
              "API-0004", "there is no one target " + asked, "List them with: esclusa get targets")
          .asException();
    }
    access.requireRead(access.caller(ctx), found.getFirst().project());
    return found.getFirst();
  }

  private void journal(Context ctx) {
    access.requireOperator(access.caller(ctx));
    long from = number(ctx, "from", 0);
    int limit = Math.clamp(number(ctx, "limit", 100), 1, PAGE_MAX);
    List<EntryView> items =
        plane.entries(from, limit).stream()
            .map(
                it ->
                    new EntryView(
                        it.index(), Base64.getEncoder().encodeToString(it.leaf()), it.envelope()))
            .toList();
    json(ctx, new JournalPage(items, plane.ledger().position()));
  }

  private StatusView status() {
    InstallationRecord it = plane.ledger().installation();
    return new StatusView(
        it.id(),
        it.inForce(),
        it.genesis(),
        it.paused(),
        views.configurationProblems(),
        it.haltedPlaces().stream().sorted().toList(),
        plane.ledger().position(),
        plane.witnessedSize(),
        status.logTrouble(),
        status.troubles());
  }

  private void whoAmI(Context ctx) {
    Access.Caller caller = access.caller(ctx);
    json(ctx, new WhoAmI(caller.principal(), plane.estate().teamsOf(caller.principal())));
  }

  // --- asking for something ---

  /** What a person wants of a change. */
  private interface Asking {
    void ask(ChangeId id, String actor, Value body);
  }

  private void act(Context ctx, Asking asking) {
    Access.Caller caller = access.caller(ctx);
    Recorded change = find(ctx.pathParam("id"));
    access.requireChange(caller, views.project(change.target()));
    asking.ask(change.id(), caller.principal(), body(ctx));
    json(ctx, views.summary(find(change.id().text())));
  }

  private void approve(Context ctx) {
    act(
        ctx,
        (id, actor, body) ->
            plane
                .desk()
                .approve(
                    id,
                    new Submission(
                        Records.fromValue(Binding.class, need(body, "binding")),
                        actor,
                        "sshsig",
                        need(body, "signature").asText())));
  }

  /** By an outcome, where nothing else can be said; by a verdict on each object in doubt. */
  private void recover(Context ctx) {
    Access.Caller caller = access.caller(ctx);
    Recorded change = find(ctx.pathParam("id"));
    access.requireChange(caller, views.project(change.target()));
    Value body = body(ctx);
    if (body.asMapping().has("outcome")) {
      plane.desk().settle(change.id(), caller.principal(), reason(body), outcome(body));
      json(ctx, new Began(change.id()));
      return;
    }
    List<Payloads.Verdict> verdicts = new ArrayList<>();
    for (Value one : need(body, "verdicts").asSequence().items()) {
      verdicts.add(
          new Payloads.Verdict(
              new Address.Terraform(need(one, "address").asText()), need(one, "done").asBool()));
    }
    json(
        ctx,
        new Began(plane.desk().recover(change.id(), verdicts, caller.principal(), reason(body))));
  }

  /** How far an apply of a saved plan has come; only the replica that runs it knows. */
  private void progress(Context ctx) {
    Recorded change = readable(ctx);
    json(ctx, new Page<>(progress.of(change.target()), null));
  }

  private void look(Context ctx) {
    Access.Caller caller = access.caller(ctx);
    TargetUid uid = target(ctx).uid();
    access.requireChange(caller, views.project(uid));
    plane.desk().look(uid);
    json(ctx, views.target(plane.ledger().target(uid)));
  }

  private void unlock(Context ctx) {
    Access.Caller caller = access.caller(ctx);
    TargetUid uid = target(ctx).uid();
    access.requireChange(caller, views.project(uid));
    Value body = body(ctx);
    String lock = need(body, "lock").asText();
    json(ctx, new Began(plane.desk().unlock(uid, lock, caller.principal(), reason(body))));
  }

  private void accept(Context ctx) {
    Access.Caller caller = access.caller(ctx);
    EpisodeId episode = new EpisodeId(ctx.pathParam("episode"));
    TargetUid uid = targetOf(episode);
    access.requireChange(caller, views.project(uid));
    json(ctx, new Began(plane.desk().accept(episode, caller.principal(), reason(body(ctx)))));
  }

  private TargetUid targetOf(EpisodeId episode) {
    return plane.ledger().targets().stream()
        .filter(it -> it.episodes().containsKey(episode))
        .map(TargetRecord::uid)
        .findFirst()
        .orElseThrow(
            () ->
                Problem.caller(
                        "API-0004",
                        "no drift " + episode + " is open",
                        "List what is with: esclusa get drift")
                    .asException());
  }

  private void adoption(Context ctx) {
    EpisodeId episode = new EpisodeId(ctx.pathParam("episode"));
    TargetUid uid = targetOf(episode);
    access.requireRead(access.caller(ctx), views.project(uid));
    json(ctx, plane.desk().adoption(episode));
  }

  /** What an audit log says: who touched what. Without an address it is only a reason to look. */
  private void hint(Context ctx) {
    Access.Caller caller = access.caller(ctx);
    Value body = body(ctx);
    TargetUid uid = targetOf(ctx, need(body, "target").asText()).uid();
    access.requireChange(caller, views.project(uid));
    String address = body.text("address");
    String actor = body.text("actor");
    if (address == null || actor == null || actor.isBlank() || actor.length() > 256) {
      plane.desk().look(uid);
    } else {
      TargetRecord touched = plane.ledger().target(uid);
      plane.desk().hint(uid, AuditHints.address(plane, touched, address), actor);
    }
    json(ctx, views.target(plane.ledger().target(uid)));
  }

  private void erase(Context ctx) {
    Access.Caller caller = access.caller(ctx);
    Recorded change = find(ctx.pathParam("id"));
    access.requireOwner(caller, views.project(change.target()));
    json(ctx, new Erased(plane.desk().erase(change.id(), caller.principal(), reason(body(ctx)))));
  }

  private void pause(Context ctx, boolean pause) {
    Access.Caller caller = access.caller(ctx);
    TargetUid uid = target(ctx).uid();
    access.requireChange(caller, views.project(uid));
    String reason = reason(body(ctx));
    if (pause) {
      plane.desk().pause(uid, caller.principal(), reason);
    } else {
      plane.desk().resume(uid, caller.principal(), reason);
    }
    json(ctx, views.target(plane.ledger().target(uid)));
  }

  private void pauseAll(Context ctx, boolean pause) {
    Access.Caller caller = access.caller(ctx);
    access.requireOperator(caller);
    String reason = reason(body(ctx));
    if (pause) {
      plane.desk().pauseAll(caller.principal(), reason);
    } else {
      plane.desk().resumeAll(caller.principal(), reason);
    }
    json(ctx, status());
  }

  private void resumeHealing(Context ctx) {
    Access.Caller caller = access.caller(ctx);
    access.requireOperator(caller);
    plane.desk().resumeHealing(ctx.pathParam("place"), caller.principal(), reason(body(ctx)));
    json(ctx, status());
  }

  private void rollBack(Context ctx) {
    Access.Caller caller = access.caller(ctx);
    TargetUid uid = target(ctx).uid();
    access.requireChange(caller, views.project(uid));
    Value body = body(ctx);
    json(
        ctx,
        new Began(
            plane
                .desk()
                .rollBack(
                    uid,
                    need(body, "to").asText(),
                    instant(need(body, "until").asText()),
                    caller.principal(),
                    reason(body))));
  }

  private void again(Context ctx) {
    Access.Caller caller = access.caller(ctx);
    TargetUid uid = target(ctx).uid();
    access.requireChange(caller, views.project(uid));
    json(ctx, new Began(plane.desk().again(uid, caller.principal(), reason(body(ctx)))));
  }

  private void sync(Context ctx) {
    access.caller(ctx);
    plane.desk().sync();
    ctx.status(202);
    json(ctx, status());
  }

  // --- bodies and answers ---

  private static Value body(Context ctx) {
    byte[] bytes = ctx.bodyAsBytes();
    return bytes.length == 0 ? Value.mapping() : Json.read(bytes);
  }

  private static Value need(Value body, String field) {
    Value value = body.at(field);
    if (value == null) {
      throw Problem.caller(
              "API-0002", "the request has no field \"" + field + "\"", "Add it to the JSON body.")
          .asException();
    }
    return value;
  }

  private static String reason(Value body) {
    String reason = body.text("reason");
    if (reason == null || reason.isBlank() || reason.length() > 1000) {
      throw Problem.caller(
              "API-0003",
              "the request gives no reason, or one of more than 1000 characters",
              "Say why with --reason: the record keeps it.")
          .asException();
    }
    return reason;
  }

  private static ApplyResult.Outcome outcome(Value body) {
    String text = need(body, "outcome").asText();
    for (ApplyResult.Outcome one : ApplyResult.Outcome.values()) {
      if (one.name().toLowerCase(Locale.ROOT).equals(text)) {
        return one;
      }
    }
    throw Problem.caller(
            "API-0007",
            "\"" + text + "\" is no outcome",
            "Use one of succeeded, failed, partial, cancelled.")
        .asException();
  }

  private static Instant instant(String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeParseException e) {
      throw new ProblemException(
          Problem.caller(
              "API-0008", "\"" + text + "\" is no instant", "Write it as 2026-11-21T18:00:00Z."),
          e);
    }
  }

  static int number(Context ctx, String name, int otherwise) {
    String text = ctx.queryParam(name);
    if (text == null) {
      return otherwise;
    }
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw new ProblemException(
          Problem.caller("API-0008", name + "=" + text + " is no number", "Give a whole number."),
          e);
    }
  }

  static void json(Context ctx, Object answer) {
    ctx.contentType("application/json").result(Json.write(Records.toValue(answer)));
  }

  static void refuse(Context ctx, Problem problem) {
    ctx.status(statusOf(problem));
    json(ctx, new Refusal(problem));
  }

  private static int statusOf(Problem problem) {
    return switch (problem.fault()) {
      case CALLER ->
          switch (problem.code()) {
            case "API-0001" -> 401;
            case "API-0009" -> 403;
            case "API-0004", "CTL-0010", "CTL-0011", "STK-0002" -> 404;
            case "API-0010", "CTL-0006", "CTL-0008", "CTL-0012", "CTL-0062", "CTL-0063" -> 409;
            default -> 400;
          };
      case ENVIRONMENT -> 503;
      case CAPACITY -> 429;
      case DEFECT -> 500;
    };
  }

  private static Problem malformed(TreeException e) {
    return Problem.caller("API-0002", "the request is malformed: " + e.getMessage(), e.fix());
  }

  private static Problem moved() {
    return Problem.caller(
        "API-0010",
        "the change moved while you were asking",
        "Look at it again, and ask again if you still mean it.");
  }
}
