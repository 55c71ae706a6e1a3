package dev.esclusa.adapters.terraform;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The shell scripts that start an engine. The outer one is a session of its own that outlives the
 * server: it keeps at most so many bytes of output, reads away the rest, and writes down how the
 * engine ended. The inner one builds the private root and becomes the engine.
 */
final class SandboxScript {
  static final String PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

  /** Programs, libraries, and what says where certificates and names are. */
  private static final List<String> SYSTEM =
      List.of("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32", "/nix/store");

  private static final List<String> SETTINGS =
      List.of(
          "ssl",
          "pki",
          "ca-certificates",
          "crypto-policies",
          "alternatives",
          "ld.so.cache",
          "ld.so.conf",
          "ld.so.conf.d",
          "resolv.conf",
          "hosts",
          "nsswitch.conf",
          "services",
          "protocols",
          "localtime");
  private static final List<String> DEVICES = List.of("null", "zero", "full", "random", "urandom");

  /**
   * The first child of a process that has unshared its process numbers is number 1 of the new ones.
   * A shell waits for it, since some {@code unshare --fork} lose the signal that ended it.
   */
  private static final String FIRST_CHILD = "trap : HUP INT TERM; /bin/sh \"$1\"; exit $?";

  private final Path step;
  private final Path folder;
  private final Path root;
  private final List<String> lines = new ArrayList<>();
  private final List<String> mounts = new ArrayList<>();
  private final List<String> closed = new ArrayList<>();
  private final List<String> links = new ArrayList<>();
  private final List<String> files = new ArrayList<>();
  private final List<String> folders =
      new ArrayList<>(
          List.of(
              "old",
              "proc",
              "dev/shm",
              "etc",
              "stack",
              "providers",
              "engine",
              "tmp",
              "run",
              "var/tmp"));

  private SandboxScript(Path folder, Path step) {
    this.folder = folder;
    this.step = step;
    this.root = folder.resolve("root");
  }

  static Optional<Path> tool(String name) {
    for (String place : PATH.split(":")) {
      Path program = Path.of(place, name);
      if (Files.isExecutable(program)) {
        return Optional.of(program);
      }
    }
    return Optional.empty();
  }

  /** Of this process; -1 where the platform does not say. */
  static int userId() {
    try {
      return Files.getAttribute(Path.of("/proc/self"), "unix:uid") instanceof Integer id ? id : -1;
    } catch (IOException | UnsupportedOperationException e) {
      return -1;
    }
  }

  static String quoted(String text) {
    return "'" + text.replace("'", "'\\''") + "'";
  }

  private static String quoted(Path path) {
    return quoted(path.toString());
  }

  static String quoted(List<String> words) {
    return words.stream().map(SandboxScript::quoted).collect(Collectors.joining(" "));
  }

  /**
   * @param started the command that becomes the engine, or leads to it
   */
  static String outer(Path step, RunKind kind, RunLimits limits, String started) {
    return """
    trap : HUP INT TERM
    umask 077
    if [ -r /proc/self/stat ]; then
      read -r stat < /proc/self/stat
      printf '%%s\\n' "$stat" > STEP/launcher
    fi
    drain() {
      (trap '' XFSZ; ulimit -f %d; exec cat > "$1" 2> /dev/null) || :
      cat > /dev/null
    }
    {
      {
        code=0
        (
          %s
          exec %s
        ) 3>&- < /dev/null || code=$?
        printf '%%s\\n' "$code" > STEP/exit.draft && mv STEP/exit.draft STEP/exit
      } 2>&3 3>&- | drain STEP/stdout 3>&-
    } 3>&1 | drain STEP/stderr
    """
        .formatted(blocks(limits.outputBytes()), ulimits(kind, limits), started)
        .replace("STEP", quoted(step));
  }

  /** A program of Go reserves address space freely: what counts is what it may write to. */
  private static String ulimits(RunKind kind, RunLimits limits) {
    List<String> all = new ArrayList<>();
    all.add("ulimit -c 0");
    all.add("ulimit -f " + blocks(limits.fileBytes()));
    all.add("ulimit -d " + limits.memoryBytes() / 1024);
    if (kind.mayBeKilled()) {
      all.add("ulimit -t " + Math.max(1, limits.cpuTime().toSeconds()));
    }
    return String.join("\n      ", all);
  }

  private static long blocks(long bytes) {
    return Math.max(1, bytes / 512);
  }

  /** The engine runs where it is, with the server's rights. */
  static String inPlace(Path step, Path program, List<String> arguments, Path place) {
    return """
    if [ -r /proc/self/stat ]; then
      read -r stat < /proc/self/stat
      printf '%%s\\n' "$stat" > STEP/engine
    fi
    cd %s
    exec %s
    """
        .formatted(quoted(place), quoted(command(program, arguments)))
        .replace("STEP", quoted(step));
  }

  private static List<String> command(Path program, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(program.toString());
    command.addAll(arguments);
    return command;
  }

  /** How the namespaces are made in which {@link #privateRoot} runs. */
  static String unshared(Isolation.User user, Sandbox.Network network, Path inner) {
    List<String> words = new ArrayList<>();
    words.add("unshare");
    if (user instanceof Isolation.User.Mapped) {
      words.add("--user");
      words.add("--map-root-user");
    }
    words.addAll(List.of("--mount", "--pid", "--ipc", "--uts"));
    if (network == Sandbox.Network.NONE) {
      words.add("--net");
    }
    words.addAll(List.of("/bin/sh", "-c", FIRST_CHILD, "sh", inner.toString()));
    return quoted(words);
  }

  /** Everything that the private root shows, and how many processes there may be in it. */
  record Shown(
      Path program,
      Path mirror,
      List<Path> writable,
      List<Path> readable,
      List<Path> hidden,
      SandboxMounts mounts,
      int processesMax) {}

  /**
   * The script, and the table of mounts that it hands to {@code mount} as a whole: a process for
   * each would take a tenth of a second together.
   */
  record Inner(String script, String table) {}

  static Inner privateRoot(
      Path folder,
      Path step,
      Isolation.User user,
      Shown shown,
      List<String> arguments,
      String place) {
    SandboxScript script = new SandboxScript(folder, step);
    script.system(shown.mounts());
    script.own(shown);
    script.kernel();
    script.write(user, shown, arguments, place);
    return new Inner(
        String.join("\n", script.lines) + "\n", String.join("\n", script.mounts) + "\n");
  }

  private void add(String line) {
    lines.add(line);
  }

  /** One line of the table, as fstab(5) has it. */
  private void mount(String source, String target, String type, String options) {
    mounts.add(
        field(source) + " " + field(root + "/" + target) + " " + type + " " + options + " 0 0");
  }

  private static String field(String path) {
    return path.replace("\\", "\\134")
        .replace(" ", "\\040")
        .replace("\t", "\\011")
        .replace("\n", "\\012");
  }

  private void system(SandboxMounts mounted) {
    for (String name : SYSTEM) {
      Path path = Path.of(name);
      if (Files.isSymbolicLink(path)) {
        links.add(name);
      } else if (Files.isDirectory(path)) {
        showFolder(path, name.substring(1), mounted);
      }
    }
    for (String name : SETTINGS) {
      Path path = Path.of("/etc", name);
      if (Files.isDirectory(path)) {
        showFolder(path, "etc/" + name, mounted);
      } else if (Files.exists(path)) {
        showFile(path, "etc/" + name, mounted);
      }
    }
    for (String device : DEVICES) {
      files.add("dev/" + device);
      mount("/dev/" + device, "dev/" + device, "none", "bind");
    }
  }

  private void showFolder(Path source, String target, SandboxMounts mounted) {
    folders.add(target);
    String options = mounted.readOnlyLike(source);
    List<Path> below = mounted.below(source);
    mount(source.toString(), target, "none", (below.isEmpty() ? "bind," : "rbind,") + options);
    for (Path inner : below) {
      closed.add(
          "mount -o remount,bind,"
              + mounted.readOnlyLike(inner)
              + " "
              + quoted(root + "/" + target + "/" + source.relativize(inner)));
    }
  }

  private void showFile(Path source, String target, SandboxMounts mounted) {
    files.add(target);
    mount(real(source).toString(), target, "none", "bind," + mounted.readOnlyLike(real(source)));
  }

  private static Path real(Path path) {
    try {
      return path.toRealPath();
    } catch (IOException e) {
      return path; // the mount will say what is wrong
    }
  }

  private void own(Shown shown) {
    Path box = folder.resolve("box");
    mount(box.toString(), "stack", "none", "bind");
    for (String target : List.of("tmp", "dev/shm", "var/tmp")) {
      mount(box.resolve("tmp").toString(), target, "none", "bind");
    }
    showFile(shown.program(), "engine/" + shown.program().getFileName(), shown.mounts());
    if (Files.isDirectory(shown.mirror(), LinkOption.NOFOLLOW_LINKS)) {
      showFolder(shown.mirror(), "providers", shown.mounts());
    }
    for (Path writable : shown.writable()) {
      mount(writable.toString(), writable.toString().substring(1), "none", "bind,X-mount.mkdir");
    }
    for (Path readable : shown.readable()) {
      mount(
          readable.toString(),
          readable.toString().substring(1),
          "none",
          "bind,X-mount.mkdir," + shown.mounts().readOnlyLike(readable));
    }
    for (Path hidden : shown.hidden()) {
      boolean visible = SYSTEM.stream().anyMatch(hidden::startsWith);
      if (visible && Files.isDirectory(hidden)) {
        mount("none", hidden.toString().substring(1), "tmpfs", "ro,mode=0500,size=4k");
      }
    }
  }

  /** What the kernel tells of itself and lets root change: seen, and not to be written. */
  private void kernel() {
    mount("proc", "proc", "proc", "nosuid,nodev,noexec");
    for (String part : List.of("sys", "irq", "bus", "fs", "acpi")) {
      if (Files.isDirectory(Path.of("/proc", part))) {
        mount(root + "/proc/" + part, "proc/" + part, "none", "bind,ro,nosuid,nodev,noexec");
      }
    }
    for (String part : List.of("sysrq-trigger", "kcore", "keys", "timer_list")) {
      if (Files.exists(Path.of("/proc", part))) {
        mount("/dev/null", "proc/" + part, "none", "bind");
      }
    }
  }

  private void write(Isolation.User user, Shown shown, List<String> arguments, String place) {
    add("set -eu");
    add("umask 022");
    add("read -r stat < /proc/self/stat"); // the number by which the machine knows this process
    add("printf '%s\\n' \"$stat\" > " + quoted(step.resolve("engine")));
    add("mount -t tmpfs -o mode=0755,nosuid,nodev,size=2m none " + quoted(root));
    add("cd " + quoted(root));
    add("mkdir -p " + quoted(folders));
    if (!links.isEmpty()) {
      add("cp -P " + quoted(links) + " .");
    }
    add("ln -s /proc/self/fd dev/fd");
    files.forEach(file -> add(": > " + quoted(file)));
    add("printf 'root:x:0:0::/stack/home:/bin/sh\\n' > etc/passwd");
    add("printf 'root:x:0:\\n' > etc/group");
    add("mount -a -T " + quoted(step.resolve("mounts")));
    lines.addAll(closed);
    add("pivot_root . old");
    add("umount -l /old");
    add("mount -o remount,bind,ro,nosuid,nodev /");
    become(user, shown, arguments, place);
  }

  private void become(Isolation.User user, Shown shown, List<String> arguments, String place) {
    Path program = shown.program();
    add("cd " + quoted("/stack/" + place));
    String most = Integer.toString(shown.processesMax());
    add("ulimit -u " + most + " 2> /dev/null || ulimit -p " + most); // bash; dash
    add("umask 077");
    String dropped =
        switch (user) {
          case Isolation.User.Mapped mapped -> "";
          case Isolation.User.Dropped to ->
              " --reuid=" + to.id() + " --regid=" + to.id() + " --clear-groups";
        };
    add(
        "exec setpriv --no-new-privs --inh-caps=-all --ambient-caps=-all --bounding-set=-all"
            + dropped
            + " "
            + quoted(command(Path.of("/engine").resolve(program.getFileName()), arguments)));
  }
}
