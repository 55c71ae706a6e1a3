package dev.esclusa.server;

import dev.esclusa.model.Problem;
import dev.esclusa.model.ProblemException;
import dev.esclusa.stack.StateAnswer;
import dev.esclusa.stack.StateBackend;
import dev.esclusa.stack.StateCaller;
import dev.esclusa.stack.StateLock;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.http.HandlerType;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The states of stacks, as Terraform's http backend asks for them
 * (internal/backend/remote-state/http): GET, POST, LOCK and UNLOCK on {@code /state/UID}, with the
 * name and password of a run. An API token opens nothing here, and a run's password opens nothing
 * else. Nothing of a state or password is logged.
 */
final class StateEndpoint {
  private static final String PATH = "/state/{uid}";
  private static final int LOCK_BYTES = 64 * 1024;
  private static final long PATIENCE_SECONDS = 60;

  private final StateBackend backend;
  // A state is some ten times as large while it is read: together no more than one largest state.
  private final Semaphore megabytes;

  StateEndpoint(StateBackend backend) {
    this.backend = backend;
    this.megabytes = new Semaphore(megabytes(backend.limits().maxBytes()), true);
  }

  private static int megabytes(long bytes) {
    return (int) (bytes >> 20) + 1;
  }

  void routes(JavalinConfig config) {
    config.routes.get(PATH, answering(this::get));
    config.routes.post(PATH, answering(this::post));
    config.routes.addHttpHandler(HandlerType.findOrCreate("LOCK"), PATH, answering(this::lock));
    config.routes.addHttpHandler(HandlerType.findOrCreate("UNLOCK"), PATH, answering(this::unlock));
    for (HandlerType other : List.of(HandlerType.DELETE, HandlerType.PUT, HandlerType.PATCH)) {
      config.routes.addHttpHandler(other, PATH, answering(this::notAllowed));
    }
  }

  /** What we cannot do now must not look to an engine like a state that is not there. */
  private static Handler answering(Handler handler) {
    return ctx -> {
      ctx.header("Cache-Control", "no-store");
      try {
        handler.handle(ctx);
      } catch (ProblemException e) {
        Problem problem = e.problem();
        ctx.status(problem.fault() == Problem.Fault.ENVIRONMENT ? 503 : 500);
        Api.json(ctx, new Api.Refusal(problem));
      }
    };
  }

  private void get(Context ctx) {
    switch (backend.get(caller(ctx))) {
      case StateAnswer.Content content ->
          ctx.contentType("application/json")
              .header("Content-MD5", base64(content.version().md5()))
              .result(content.bytes());
      case StateAnswer.Nothing _ -> ctx.status(404);
      case StateAnswer.Done _ -> ctx.status(200);
      case StateAnswer.Held held -> held(ctx, 423, held.lock());
      case StateAnswer.Refused refused -> refuse(ctx, refused);
    }
  }

  private void post(Context ctx) throws IOException, InterruptedException {
    StateCaller caller = caller(ctx);
    Optional<StateAnswer.Refused> stranger = backend.refusal(caller);
    if (stranger.isPresent()) {
      refuse(ctx, stranger.get());
      return;
    }
    long maxBytes = backend.limits().maxBytes();
    long announced = ctx.req().getContentLengthLong();
    int share = megabytes(announced < 0 ? maxBytes : Math.min(announced, maxBytes));
    if (!megabytes.tryAcquire(share, PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      ctx.status(503);
      return;
    }
    try {
      byte[] body = body(ctx, maxBytes);
      if (body == null) {
        tooLarge(ctx, maxBytes);
      } else {
        post(ctx, caller, body);
      }
    } finally {
      megabytes.release(share);
    }
  }

  private void post(Context ctx, StateCaller caller, byte[] body) {
    String lockId = Optional.ofNullable(ctx.queryParam("ID")).orElse("");
    String md5 = Optional.ofNullable(ctx.header("Content-MD5")).orElse("");
    written(ctx, backend.post(caller, lockId, md5, body));
  }

  private static void written(Context ctx, StateAnswer answer) {
    switch (answer) {
      case StateAnswer.Content _, StateAnswer.Nothing _, StateAnswer.Done _ -> ctx.status(200);
      case StateAnswer.Held held -> held(ctx, 409, held.lock());
      case StateAnswer.Refused refused -> refuse(ctx, refused);
    }
  }

  private void lock(Context ctx) throws IOException {
    byte[] body = lockBody(ctx);
    if (body != null) {
      locked(ctx, backend.lock(caller(ctx), body), 423);
    }
  }

  private void unlock(Context ctx) throws IOException {
    byte[] body = lockBody(ctx);
    if (body != null) {
      locked(ctx, backend.unlock(caller(ctx), body), 409);
    }
  }

  private static byte @Nullable [] lockBody(Context ctx) throws IOException {
    byte[] body = body(ctx, LOCK_BYTES);
    if (body == null) {
      tooLarge(ctx, LOCK_BYTES);
    }
    return body;
  }

  /** The backend shows its user the ID of a lock and no other text; so refusals are told in it. */
  private static void locked(Context ctx, StateAnswer answer, int heldStatus) {
    switch (answer) {
      case StateAnswer.Content _, StateAnswer.Nothing _, StateAnswer.Done _ -> ctx.status(200);
      case StateAnswer.Held held -> held(ctx, heldStatus, held.lock());
      case StateAnswer.Refused refused -> {
        switch (refused.reason()) {
          case FORBIDDEN, CONFLICT ->
              ctx.status(409)
                  .contentType("application/json")
                  .result(StateLock.refusal(refused.problem().toString()));
          case UNKNOWN, MALFORMED, TOO_LARGE, BUSY -> refuse(ctx, refused);
        }
      }
    }
  }

  private void notAllowed(Context ctx) {
    Optional<StateAnswer.Refused> stranger = backend.refusal(caller(ctx));
    if (stranger.isPresent()) {
      refuse(ctx, stranger.get());
      return;
    }
    ctx.status(405).header("Allow", "GET, POST, LOCK, UNLOCK");
    Api.json(
        ctx,
        new Api.Refusal(
            Problem.caller(
                "STK-0019",
                ctx.method().name() + " is not done to states.",
                "States are read, locked, written and unlocked; nobody deletes one.")));
  }

  private static void held(Context ctx, int status, StateLock lock) {
    ctx.status(status).contentType("application/json").result(lock.json());
  }

  private static void refuse(Context ctx, StateAnswer.Refused refused) {
    ctx.status(
        switch (refused.reason()) {
          case UNKNOWN -> 401;
          case FORBIDDEN -> 403;
          case CONFLICT -> 409;
          case MALFORMED -> 400;
          case TOO_LARGE -> 413;
          case BUSY -> 503;
        });
    if (refused.reason() == StateAnswer.Reason.UNKNOWN) {
      ctx.header("WWW-Authenticate", "Basic realm=\"state\"");
    }
    Api.json(ctx, new Api.Refusal(refused.problem()));
  }

  /** What is not read of a body goes with its connection. */
  private static void tooLarge(Context ctx, long maxBytes) {
    ctx.status(413).header("Connection", "close");
    Api.json(
        ctx,
        new Api.Refusal(
            Problem.capacity(
                "STK-0008",
                "the body is larger than " + maxBytes + " bytes.",
                "The state is as it was. Split the stack, or raise the limit for states.")));
  }

  /**
   * @return absent when it is larger
   */
  private static byte @Nullable [] body(Context ctx, long maxBytes) throws IOException {
    if (ctx.req().getContentLengthLong() > maxBytes) {
      return null;
    }
    InputStream in = ctx.req().getInputStream();
    byte[] bytes = in.readNBytes((int) Math.min(maxBytes + 1, Integer.MAX_VALUE - 8));
    return bytes.length > maxBytes ? null : bytes;
  }

  private static StateCaller caller(Context ctx) {
    String stack = ctx.pathParam("uid");
    String header = ctx.header("Authorization");
    if (header == null || !header.startsWith("Basic ")) {
      return new StateCaller(stack, null, null);
    }
    String pair = decoded(header.substring("Basic ".length()));
    int colon = pair.indexOf(':');
    return colon < 0
        ? new StateCaller(stack, null, null)
        : new StateCaller(stack, pair.substring(0, colon), pair.substring(colon + 1));
  }

  private static String decoded(String base64) {
    try {
      return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return ""; // no credentials, whatever it was
    }
  }

  private static String base64(String hex) {
    return Base64.getEncoder().encodeToString(HexFormat.of().parseHex(hex));
  }
}
