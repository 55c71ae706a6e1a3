package dev.esclusa.adapters.database;

import com.sun.security.auth.module.UnixSystem;
import dev.esclusa.model.Problem;
import dev.esclusa.model.ProblemException;
import dev.esclusa.tempo.Chance;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A PostgreSQL server of our own in a folder: on loopback only, entered by a generated password,
 * with every commit flushed to disk. It is stopped by {@link #close}; when this process is killed
 * it lives on, and the next start in the folder stops it first.
 */
public final class EmbeddedPostgres implements AutoCloseable {
  private static final String VERSION = "18.6.0";
  private static final String USER = "esclusa";
  private static final int START_SECONDS = 60;
  private static final int STOP_SECONDS = 30;
  private static final int MAX_STARTS = 20;
  private static final long MAX_LOG_BYTES = 8L << 20;

  private final Path folder;
  private final Path binaries;
  private final FileChannel lockFile;
  private @Nullable Process process;
  private int port;

  private EmbeddedPostgres(Path folder, Path binaries, FileChannel lockFile) {
    this.folder = folder;
    this.binaries = binaries;
    this.lockFile = lockFile;
  }

  /** Starts it, with programs and data under the folder; what is there is kept. */
  public static EmbeddedPostgres start(Path folder) {
    return start(folder, folder.resolve("postgres-" + VERSION));
  }

  /**
   * @param binaries where the programs are unpacked; several servers may share it
   */
  public static EmbeddedPostgres start(Path folder, Path binaries) {
    Path absolute = folder.toAbsolutePath().normalize();
    try {
      Files.createDirectories(absolute);
      EmbeddedPostgres postgres =
          new EmbeddedPostgres(absolute, binaries.toAbsolutePath().normalize(), lock(absolute));
      postgres.startOrUnlock();
      return postgres;
    } catch (IOException e) {
      throw failed(
          "The embedded PostgreSQL in " + absolute + " cannot start: " + e.getMessage(), e);
    }
  }

  public DatabaseAddress address() {
    try {
      return new DatabaseAddress(
          "jdbc:postgresql://127.0.0.1:" + port + "/postgres",
          USER,
          Files.readString(passwordFile()).strip());
    } catch (IOException e) {
      throw failed("The password file " + passwordFile() + " cannot be read.", e);
    }
  }

  /** Process id of the server. */
  public long pid() {
    return process == null ? -1 : process.pid();
  }

  @Override
  public void close() {
    try (lockFile) {
      stopRunning();
    } catch (IOException e) {
      throw failed("The embedded PostgreSQL in " + folder + " cannot be stopped.", e);
    }
  }

  // The lock goes with the process that holds it, so it never outlives a crash.
  private static FileChannel lock(Path folder) throws IOException {
    FileChannel channel =
        FileChannel.open(
            folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      FileLock lock = channel.tryLock();
      if (lock != null) {
        return channel;
      }
    } catch (OverlappingFileLockException e) {
      channel.close();
      throw inUse(folder);
    }
    channel.close();
    throw inUse(folder);
  }

  private static ProblemException inUse(Path folder) {
    return Problem.caller(
            "DBS-0001",
            "Another server runs on the database in " + folder + ".",
            "Stop it first, or give this one a folder of its own.")
        .asException();
  }

  private void startOrUnlock() throws IOException {
    try {
      PostgresBinaries.unpackInto(binaries);
      stopRunning();
      writePassword();
      initialise();
      startServer();
    } catch (IOException | RuntimeException e) {
      lockFile.close();
      throw e;
    }
  }

  private void writePassword() throws IOException {
    if (Files.exists(passwordFile())) {
      return;
    }
    Path fresh = folder.resolve("password.new");
    Files.deleteIfExists(fresh);
    Files.createFile(
        fresh, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(fresh, HexFormat.of().formatHex(Chance.secure().bytes(24)) + "\n");
    Files.move(fresh, passwordFile(), StandardCopyOption.ATOMIC_MOVE);
  }

  private Path passwordFile() {
    return folder.resolve("password");
  }

  private Path data() {
    return folder.resolve("data");
  }

  // A data folder gets its name when it is complete, so that a crash leaves none that is half made.
  private void initialise() throws IOException {
    if (Files.exists(data())) {
      return;
    }
    Path fresh = folder.resolve("data.new");
    PostgresBinaries.delete(fresh);
    run(
        "initdb",
        "--pgdata=" + fresh,
        "--username=" + USER,
        "--auth=scram-sha-256",
        "--pwfile=" + passwordFile(),
        "--encoding=UTF8",
        "--locale-provider=builtin",
        "--builtin-locale=C.UTF-8",
        "--locale=C",
        "--no-instructions");
    Files.move(fresh, data(), StandardCopyOption.ATOMIC_MOVE);
  }

  private void startServer() throws IOException {
    for (int attempt = 1; process == null; attempt++) {
      port = freePort();
      Process started = spawn();
      if (becomesReady(started)) {
        process = started;
      } else if (attempt == MAX_STARTS) {
        throw failed("PostgreSQL does not start; it says: " + lastWords(), null);
      }
      // It may have lost the race for the port, or for the memory of a server that was killed.
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private Process spawn() throws IOException {
    Path log = logFile();
    if (Files.exists(log) && Files.size(log) > MAX_LOG_BYTES) {
      Files.move(log, folder.resolve("postgres.log.old"), StandardCopyOption.REPLACE_EXISTING);
    }
    List<String> command = new ArrayList<>();
    // A session of its own, so that Ctrl-C in the terminal reaches the server program only.
    if (Files.isExecutable(Path.of("/usr/bin/setsid"))) {
      command.add("/usr/bin/setsid");
    }
    command.addAll(program("postgres", "-D", data().toString()));
    for (String setting : settings()) {
      command.add("-c");
      command.add(setting);
    }
    return new ProcessBuilder(command)
        .directory(folder.toFile())
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
        .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
        .start();
  }

  private List<String> settings() {
    return List.of(
        "listen_addresses=127.0.0.1",
        "port=" + port,
        "unix_socket_directories=",
        "fsync=on",
        "synchronous_commit=on",
        "full_page_writes=on",
        // Nothing replicates from it, and the less is logged the more commits go through.
        "wal_level=minimal",
        "max_wal_senders=0",
        "max_wal_size=2GB",
        "checkpoint_timeout=15min",
        "shared_buffers=256MB",
        "max_connections=60",
        "jit=off",
        "log_timezone=UTC",
        "timezone=UTC");
  }

  private boolean becomesReady(Process started) throws IOException {
    try {
      for (int waited = 0; waited < START_SECONDS * 100; waited++) {
        if (started.waitFor(10, TimeUnit.MILLISECONDS)) {
          return false;
        }
        Postmaster postmaster = Postmaster.of(data());
        if (postmaster != null && postmaster.pid() == started.pid() && postmaster.ready()) {
          return true;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    started.destroyForcibly();
    return false;
  }

  /** Stops what runs on the data folder, ours or left over from a process that was killed. */
  private void stopRunning() throws IOException {
    Postmaster postmaster = Postmaster.of(data());
    if (postmaster == null) {
      return;
    }
    if (postmaster.process().isEmpty()) {
      Files.deleteIfExists(Postmaster.file(data()));
      return;
    }
    if (tryStop("fast") || tryStop("immediate")) {
      return;
    }
    throw failed(
        "PostgreSQL with process id " + postmaster.pid() + " in " + folder + " does not stop.",
        null);
  }

  private boolean tryStop(String mode) throws IOException {
    return execute(
            program(
                "pg_ctl",
                "stop",
                "--pgdata=" + data(),
                "--mode=" + mode,
                "--timeout=" + STOP_SECONDS))
        == 0;
  }

  private void run(String name, String... arguments) throws IOException {
    if (execute(program(name, arguments)) != 0) {
      throw failed(name + " failed; it says: " + lastWords(), null);
    }
  }

  private int execute(List<String> command) throws IOException {
    Process program =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(logFile().toFile()))
            .start();
    try {
      if (program.waitFor(START_SECONDS * 2L, TimeUnit.SECONDS)) {
        return program.exitValue();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    program.destroyForcibly();
    return -1;
  }

  /**
   * PostgreSQL refuses to run as root. In a user namespace of its own root is nobody in particular,
   * and the files still belong to it.
   */
  private List<String> program(String name, String... arguments) {
    List<String> command = new ArrayList<>();
    if (runsAsRoot()) {
      command.addAll(List.of("unshare", "--user"));
    }
    command.add(binaries.resolve("bin").resolve(name).toString());
    command.addAll(List.of(arguments));
    return command;
  }

  private static boolean runsAsRoot() {
    return new UnixSystem().getUid() == 0;
  }

  private Path logFile() {
    return folder.resolve("postgres.log");
  }

  private String lastWords() throws IOException {
    if (!Files.exists(logFile())) {
      return "nothing";
    }
    List<String> lines = Files.readAllLines(logFile());
    return String.join(" | ", lines.subList(Math.max(0, lines.size() - 5), lines.size()));
  }

  private static ProblemException failed(String cause, @Nullable Throwable because) {
    return new ProblemException(
        Problem.environment(
            "DBS-0002",
            cause,
            "Read postgres.log in that folder; as root, user namespaces must be allowed."),
        because);
  }
}
