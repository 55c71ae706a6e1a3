package dev.esclusa.server;

import dev.esclusa.model.Problem;
import dev.esclusa.model.ProblemException;
import dev.esclusa.model.TargetUid;
import dev.esclusa.stack.Credential;
import dev.esclusa.stack.Incident;
import dev.esclusa.stack.RunId;
import dev.esclusa.stack.StateBackend;
import dev.esclusa.stack.StateBackend.StateView;
import dev.esclusa.stack.StateLock;
import dev.esclusa.stack.StateVersion;
import dev.esclusa.terraform.TerraformException;
import dev.esclusa.tree.Digest;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What people see of the states of stacks: versions, locks and incidents; contents masked. */
final class StateApi {
  private static final String PATH = "/api/v1/targets/{name}/states";

  private final StateBackend backend;
  private final StateViews views;
  private final Function<Context, Views.TargetView> target;
  // A state in the clear is some ten times as large in memory: few at once.
  private final Semaphore opened = new Semaphore(2, true);

  /**
   * @param target the target of a request, once its caller may read it
   */
  StateApi(StateBackend backend, StateViews views, Function<Context, Views.TargetView> target) {
    this.backend = backend;
    this.views = views;
    this.target = target;
  }

  void routes(JavalinConfig config) {
    config.routes.get(PATH, ctx -> Api.json(ctx, states(ctx, target.apply(ctx))));
    config.routes.get(PATH + "/{version}", ctx -> opened(ctx, this::content));
    config.routes.get(PATH + "/{from}/diff/{to}", ctx -> opened(ctx, this::diff));
  }

  // --- shapes of answers ---

  /** One version on one line. */
  record VersionView(
      long number,
      long serial,
      String lineage,
      String engineVersion,
      String origin,
      String run,
      Instant writtenAt,
      Digest digest,
      long sizeBytes,
      boolean current,
      boolean applied,
      boolean kept) {}

  /** Who holds the lock; what the holder said of itself is not checked. */
  record LockView(
      String id, String run, String operation, String who, Instant since, String words) {}

  /** A run that may read or write the state now. */
  record OpenRunView(String run, String right, long fencingToken, Instant issuedAt) {}

  /** A refusal or a verdict. */
  record IncidentView(
      Instant at, String kind, @Nullable String run, @Nullable String code, String words) {}

  /**
   * The state of one stack: versions and incidents newest first.
   *
   * @param size how many versions there are in all
   */
  record StatesView(
      String target,
      TargetUid uid,
      long fence,
      @Nullable LockView lock,
      List<OpenRunView> openRuns,
      List<VersionView> items,
      int size,
      List<IncidentView> incidents) {}

  // --- answering ---

  private StatesView states(Context ctx, Views.TargetView of) {
    int limit = Math.clamp(Api.number(ctx, "limit", 50), 1, Api.PAGE_MAX);
    StateView view = backend.view(of.uid());
    return new StatesView(
        of.name(),
        of.uid(),
        view.fence(),
        lock(view.lock()),
        view.openRuns().stream().map(StateApi::openRun).toList(),
        view.versions().stream().limit(limit).map(it -> version(view, it)).toList(),
        view.versions().size(),
        view.incidents().stream().map(StateApi::incident).toList());
  }

  /** Something that needs a content in the clear. */
  private interface Opening {
    Object answer(Context ctx, Views.TargetView of, StateView view);
  }

  private void opened(Context ctx, Opening opening) throws InterruptedException {
    Views.TargetView of = target.apply(ctx);
    opened.acquire();
    try {
      Api.json(ctx, opening.answer(ctx, of, backend.view(of.uid())));
    } catch (TerraformException e) {
      throw new ProblemException(
          Problem.caller("STK-0009", e.where() + ": " + e.reason(), e.fix()), e);
    } finally {
      opened.release();
    }
  }

  private Object content(Context ctx, Views.TargetView of, StateView view) {
    StateVersion version = chosen(of, view, ctx.pathParam("version"));
    return views.content(
        of.name(), version(view, version), backend.content(of.uid(), version.number()));
  }

  private Object diff(Context ctx, Views.TargetView of, StateView view) {
    StateVersion from = chosen(of, view, ctx.pathParam("from"));
    StateVersion to = chosen(of, view, ctx.pathParam("to"));
    return views.diff(
        of.name(),
        version(view, from),
        backend.content(of.uid(), from.number()),
        version(view, to),
        backend.content(of.uid(), to.number()));
  }

  private static VersionView version(StateView view, StateVersion it) {
    return new VersionView(
        it.number(),
        it.serial(),
        it.lineage(),
        it.engineVersion(),
        Views.kebab(it.origin()),
        it.run().text(),
        it.writtenAt(),
        it.digest(),
        it.sizeBytes(),
        it.number() == view.versions().getFirst().number(),
        it.number() == view.appliedNumber(),
        it.kept());
  }

  private static @Nullable LockView lock(@Nullable StateLock it) {
    return it == null
        ? null
        : new LockView(it.id(), it.run().text(), it.operation(), it.who(), it.since(), it.words());
  }

  private static OpenRunView openRun(Credential it) {
    return new OpenRunView(
        it.run().text(), Views.kebab(it.right()), it.fencingToken(), it.issuedAt());
  }

  private static IncidentView incident(Incident it) {
    RunId run = it.run();
    return new IncidentView(
        it.at(), Views.kebab(it.kind()), run == null ? null : run.text(), it.code(), it.words());
  }

  /** {@code 17}, {@code current} or {@code applied}. */
  private static StateVersion chosen(Views.TargetView of, StateView view, String asked) {
    return view.versions().stream()
        .filter(
            it ->
                switch (asked) {
                  case "current" -> it.number() == view.versions().getFirst().number();
                  case "applied" -> it.number() == view.appliedNumber();
                  default -> asked.equals(Long.toString(it.number()));
                })
        .findFirst()
        .orElseThrow(() -> noSuch(of, view, asked));
  }

  private static ProblemException noSuch(Views.TargetView of, StateView view, String asked) {
    String there =
        view.versions().isEmpty()
            ? "no version of it is kept here (only stacks have one, written by their first apply,"
                + " unless their backend is elsewhere)"
            : "there are 1 to " + view.versions().getFirst().number();
    return Problem.caller(
            "STK-0002",
            "version \""
                + asked
                + "\" of the state of "
                + of.name()
                + " cannot be had: "
                + there
                + ".",
            "See which there are with `esclusa state versions " + of.name() + "`.")
        .asException();
  }
}
