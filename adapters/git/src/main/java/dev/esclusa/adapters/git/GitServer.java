package dev.esclusa.adapters.git;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import dev.esclusa.model.ProblemException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.eclipse.jgit.lib.ObjectChecker;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.transport.PacketLineOut;
import org.eclipse.jgit.transport.ReceiveCommand;
import org.eclipse.jgit.transport.ReceivePack;
import org.eclipse.jgit.transport.RefAdvertiser.PacketLineOutRefAdvertiser;
import org.eclipse.jgit.transport.UploadPack;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Our own push endpoint: Git's smart HTTP (gitprotocol-http, versions 0 to 2) for the repositories
 * under one folder. It knows who pushes, keeps that on record, and lets mainline only grow.
 */
public final class GitServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(GitServer.class);
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");
  private static final Pattern PATH =
      Pattern.compile(
          "/([a-z0-9][a-z0-9-]{0,62})(?:\\.git)?/(info/refs|git-(?:upload|receive)-pack)");
  private static final String UPLOAD = "git-upload-pack";
  private static final String RECEIVE = "git-receive-pack";
  private static final long COMMAND_BYTES_MAX = 1024 * 1024;

  private final GitServerSettings settings;
  private final Gate gate;
  private final InstantSource clock;
  private final Consumer<String> pushed;
  private final ConcurrentMap<String, Hosted> open = new ConcurrentHashMap<>();

  /**
   * @param pushed is told the name of a repository after each push that moved something; it should
   *     only ring a bell, the pusher waits for it
   */
  public GitServer(
      GitServerSettings settings, Gate gate, InstantSource clock, Consumer<String> pushed) {
    OwnSystem.install();
    this.settings = settings;
    this.gate = gate;
    this.clock = clock;
    this.pushed = pushed;
  }

  /** The head of mainline: the first commit, or what stands already where the repository exists. */
  public String create(NewRepository made) {
    if (!NAME.matcher(made.name()).matches()) {
      throw GitProblem.refusedAddress(made.name(), "the name is not of the form [a-z0-9-]")
          .asException();
    }
    try {
      return hosted(made.name()).begin(made, settings.mainlineRef(), clock.instant());
    } catch (IOException e) {
      throw new ProblemException(GitProblem.damaged(made.name(), e.toString()), e);
    }
  }

  public boolean has(String name) {
    return NAME.matcher(name).matches() && Files.exists(folder(name).resolve("HEAD"));
  }

  /** Who pushed, for addresses that lie under the base, e.g. {@code http://127.0.0.1:7080/git}. */
  public Pushers pushers(String baseAddress) {
    String base = baseAddress.endsWith("/") ? baseAddress : baseAddress + "/";
    return (address, commit) -> {
      String name = address.startsWith(base) ? address.substring(base.length()) : "";
      name = name.endsWith(".git") ? name.substring(0, name.length() - 4) : name;
      return has(name) ? hosted(name).pushes().pusher(commit) : null;
    };
  }

  /** For the JDK's own HTTP server; the context's path is no part of the repository's. */
  public HttpHandler handler() {
    return exchange -> {
      try (exchange) {
        handle(requestOf(exchange), (status, headers) -> begin(exchange, status, headers));
      }
    };
  }

  /** Answers one request; the answer is complete when it returns. */
  public void handle(GitRequest request, GitReply reply) throws IOException {
    Matcher path = PATH.matcher(request.path());
    if (!path.matches()) {
      refuse(reply, 404, "GIT-0025: no such repository or service");
      return;
    }
    String name = path.group(1);
    String service = path.group(2);
    boolean asks = service.equals("info/refs");
    if (!request.method().equals(asks ? "GET" : "POST")) {
      refuse(reply, 405, "GIT-0025: " + (asks ? "GET" : "POST") + " is wanted here");
      return;
    }
    String wanted = asks ? serviceOf(request.query()) : service;
    if (wanted == null) {
      refuse(reply, 403, "GIT-0025: only smart HTTP is served; use a newer git");
      return;
    }
    Pusher pusher = gate.authenticate(request.header("Authorization"));
    if (!allowed(name, wanted, pusher, reply)) {
      return;
    }
    if (asks) {
      advertise(hosted(name), wanted, request, reply);
    } else {
      serve(hosted(name), wanted, pusher, request, reply);
    }
  }

  @Override
  public void close() {
    open.values().forEach(Hosted::close);
    open.clear();
  }

  // --- who may ---

  /** Who proves nobody learns nothing, not even which repositories there are. */
  private boolean allowed(String name, String service, @Nullable Pusher pusher, GitReply reply)
      throws IOException {
    boolean reads = service.equals(UPLOAD);
    if (!gate.mayRead(pusher, name) || (!reads && pusher == null)) {
      if (pusher == null) {
        refuse(reply, 401, "GIT-0023: a token is wanted, as password or bearer");
      } else {
        refuse(reply, 403, "GIT-0024: " + pusher.principal() + " may not read " + name);
      }
      return false;
    }
    if (!has(name)) {
      refuse(reply, 404, "GIT-0025: no such repository or service");
      return false;
    }
    if (!reads && (pusher == null || !gate.mayPush(pusher, name))) {
      refuse(reply, 403, "GIT-0024: you may not push to " + name);
      return false;
    }
    return true;
  }

  private static @Nullable String serviceOf(String query) {
    for (String parameter : query.split("&")) {
      if (parameter.equals("service=" + UPLOAD) || parameter.equals("service=" + RECEIVE)) {
        return parameter.substring("service=".length());
      }
    }
    return null;
  }

  // --- the services ---

  private void advertise(Hosted hosted, String service, GitRequest request, GitReply reply)
      throws IOException {
    LateReply out = new LateReply(reply, "application/x-" + service + "-advertisement");
    PacketLineOut lines = new PacketLineOut(out);
    if (service.equals(UPLOAD)) {
      try (UploadPack upload = upload(hosted, request)) {
        upload.sendAdvertisedRefs(new PacketLineOutRefAdvertiser(lines), UPLOAD);
      }
    } else {
      ReceivePack receive = new ReceivePack(hosted.git());
      receive.setBiDirectionalPipe(false);
      lines.writeString("# service=" + RECEIVE + "\n");
      lines.end();
      receive.sendAdvertisedRefs(new PacketLineOutRefAdvertiser(lines));
    }
    out.begun().flush();
  }

  private void serve(
      Hosted hosted, String service, @Nullable Pusher pusher, GitRequest request, GitReply reply)
      throws IOException {
    String type = request.header("Content-Type");
    if (!("application/x-" + service + "-request").equals(type)) {
      refuse(reply, 415, "GIT-0025: content type application/x-" + service + "-request is wanted");
      return;
    }
    LateReply out = new LateReply(reply, "application/x-" + service + "-result");
    try (InputStream body = decoded(request)) {
      if (service.equals(UPLOAD)) {
        try (UploadPack upload = upload(hosted, request)) {
          upload.upload(body, out, null);
        }
      } else if (pusher != null) {
        receive(hosted, pusher, body, out);
        hosted.compact();
      }
      out.begun().flush();
    } catch (IOException e) {
      LOG.debug("git request ended early", e);
      if (!out.hasBegun()) {
        refuse(reply, 400, "GIT-0026: " + GitProblem.shown(e.getMessage() + ""));
      }
    }
  }

  private UploadPack upload(Hosted hosted, GitRequest request) {
    UploadPack upload = new UploadPack(hosted.git());
    upload.setBiDirectionalPipe(false);
    String protocol = request.header("Git-Protocol");
    if (protocol != null) {
      upload.setExtraParameters(List.of(protocol.split(":")));
    }
    return upload;
  }

  private void receive(Hosted hosted, Pusher pusher, InputStream body, OutputStream out)
      throws IOException {
    ReceivePack receive = new ReceivePack(hosted.git());
    receive.setBiDirectionalPipe(false);
    receive.setAllowCreates(true);
    receive.setAllowDeletes(true);
    receive.setAllowBranchDeletes(true);
    receive.setAllowNonFastForwards(true);
    receive.setCheckReceivedObjects(true);
    receive.setObjectChecker(new ObjectChecker());
    receive.setMaxPackSizeLimit(settings.packBytesMax());
    receive.setMaxObjectSizeLimit(settings.objectBytesMax());
    receive.setMaxCommandBytes(COMMAND_BYTES_MAX);
    receive.setRefLogIdent(
        new PersonIdent(
            pusher.principal(), pusher.principal(), clock.instant(), java.time.ZoneOffset.UTC));
    receive.setPreReceiveHook(new PushGuard(hosted, settings.mainlineRef(), pusher, clock));
    receive.setPostReceiveHook((it, commands) -> tell(hosted.name(), List.copyOf(commands)));
    receive.receive(body, out, null);
  }

  /** A push that stands does not fail because somebody could not be told: they poll, too. */
  private void tell(String name, List<ReceiveCommand> commands) {
    if (commands.stream().noneMatch(it -> it.getResult() == ReceiveCommand.Result.OK)) {
      return;
    }
    try {
      pushed.accept(name);
    } catch (RuntimeException e) {
      LOG.warn("the sync after a push could not be asked for, the next poll finds it", e);
    }
  }

  /** git compresses long requests. */
  private InputStream decoded(GitRequest request) throws IOException {
    String encoding = request.header("Content-Encoding");
    boolean zipped = "gzip".equals(encoding) || "x-gzip".equals(encoding);
    InputStream body = zipped ? new GZIPInputStream(request.body()) : request.body();
    return new BoundedBody(body, settings.packBytesMax() + COMMAND_BYTES_MAX);
  }

  // --- the folder ---

  private Hosted hosted(String name) {
    return open.computeIfAbsent(name, this::openFolder);
  }

  private Hosted openFolder(String name) {
    try {
      return Hosted.open(name, folder(name), settings.mainlineRef());
    } catch (IOException e) {
      throw new ProblemException(GitProblem.damaged(name, e.toString()), e);
    }
  }

  private Path folder(String name) {
    return settings.folder().resolve(name + ".git");
  }

  // --- HTTP ---

  private static void refuse(GitReply reply, int status, String text) throws IOException {
    Map<String, String> headers = new HashMap<>();
    headers.put("Content-Type", "text/plain; charset=utf-8");
    if (status == 401) {
      headers.put("WWW-Authenticate", "Basic realm=\"esclusa\", charset=\"UTF-8\"");
    }
    OutputStream out = reply.begin(status, headers);
    out.write((text + "\n").getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  private static GitRequest requestOf(HttpExchange exchange) {
    Map<String, String> headers = new HashMap<>();
    exchange.getRequestHeaders().forEach((name, values) -> headers.put(name, values.getFirst()));
    String context = exchange.getHttpContext().getPath();
    String path = exchange.getRequestURI().getRawPath();
    String below = path.startsWith(context) ? path.substring(context.length()) : "";
    String query = exchange.getRequestURI().getRawQuery();
    return new GitRequest(
        exchange.getRequestMethod(),
        below.startsWith("/") ? below : "/" + below,
        query == null ? "" : query,
        headers,
        exchange.getRequestBody());
  }

  private static OutputStream begin(HttpExchange exchange, int status, Map<String, String> headers)
      throws IOException {
    headers.forEach(exchange.getResponseHeaders()::set);
    exchange.sendResponseHeaders(status, 0);
    return exchange.getResponseBody();
  }
}
