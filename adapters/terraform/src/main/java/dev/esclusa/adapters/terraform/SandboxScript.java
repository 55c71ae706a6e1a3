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
  private static final String FIRST_CHILD =
      "trap : HUP INT TERM; /bin/sh \"$1\"; exit $?";

  private final Path step;
  private final Path folder;
  private final List<String> lines = new ArrayList<>();

  private SandboxScript(Path folder, Path step) {
    this.folder = folder;
    this.step = step;
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
      List<Path> hidden,
      SandboxMounts mounts,
      int processesMax) {}

  static String privateRoot(
      Path folder,
      Path step,
      Isolation.User user,
      Shown shown,
      List<String> arguments,
      String place) {
    SandboxScript script = new SandboxScript(folder, step);
    script.begin();
    script.system(shown);
    script.own(shown);
    script.enter(shown);
    script.become(user, shown, arguments, place);
    return String.join("\n", script.lines) + "\n";
  }

  private void add(String line) {
    lines.add(line);
  }

  /** The number by which the machine, not the new namespace, knows this process. */
  private void begin() {
    add("set -eu");
    add("umask 022");
    add("read -r stat < /proc/self/stat");
    add("printf '%s\\n' \"$stat\" > " + quoted(step.resolve("engine")));
    add("cd " + quoted(folder.resolve("root")));
    add("mount -t tmpfs -o mode=0755,nosuid,nodev,size=2m none .");
    add("cd " + quoted(folder.resolve("root")));
    add("mkdir -p old proc dev etc stack providers engine tmp run var");
    add("ln -s /tmp var/tmp");
  }

  private void system(Shown shown) {
    for (String name : SYSTEM) {
      Path path = Path.of(name);
      if (Files.isSymbolicLink(path)) {
        add("cp -P " + quoted(path) + " ." + quoted(path));
      } else if (Files.isDirectory(path)) {
        showFolder(path, name.substring(1), shown.mounts());
      }
    }
    for (String name : SETTINGS) {
      showSetting(Path.of("/etc", name), shown.mounts());
    }
    add("printf 'root:x:0:0::/stack/home:/bin/sh\\n' > etc/passwd");
    add("printf 'root:x:0:\\n' > etc/group");
    for (String device : DEVICES) {
      add(": > dev/" + device);
      add("mount --bind /dev/" + device + " dev/" + device);
    }
    add("ln -s /proc/self/fd dev/fd");
    add("ln -s /tmp dev/shm");
  }

  private void showFolder(Path source, String target, SandboxMounts mounts) {
    add("mkdir -p " + quoted(target));
    List<Path> below = mounts.below(source);
    if (below.isEmpty()) {
      add(bind(source, target, mounts));
      return;
    }
    add("mount --rbind " + quoted(source) + " " + quoted(target));
    close(source, target, mounts);
    for (Path inner : below) {
      close(inner, target + "/" + source.relativize(inner), mounts);
    }
  }

  private static String bind(Path source, String target, SandboxMounts mounts) {
    return "mount -o bind,"
        + mounts.readOnlyLike(source)
        + " "
        + quoted(source)
        + " "
        + quoted(target);
  }

  private void close(Path source, String target, SandboxMounts mounts) {
    add("mount -o remount,bind," + mounts.readOnlyLike(source) + " " + quoted("./" + target));
  }

  private void showSetting(Path source, SandboxMounts mounts) {
    if (!Files.exists(source)) {
      return;
    }
    String target = source.toString().substring(1);
    if (Files.isDirectory(source)) {
      showFolder(source, target, mounts);
    } else {
      add("cat " + quoted(source) + " > " + quoted(target));
    }
  }

  private void own(Shown shown) {
    add("mount --bind " + quoted(folder.resolve("box")) + " stack");
    add("mount --bind " + quoted(folder.resolve("box/tmp")) + " tmp");
    String program = "engine/" + shown.program().getFileName();
    add(": > " + quoted(program));
    add(bind(shown.program(), program, shown.mounts()));
    if (Files.isDirectory(shown.mirror(), LinkOption.NOFOLLOW_LINKS)) {
      showFolder(shown.mirror(), "providers", shown.mounts());
    }
    for (Path writable : shown.writable()) {
      String target = writable.toString().substring(1);
      add("mkdir -p " + quoted(target));
      add("mount --bind " + quoted(writable) + " " + quoted(target));
    }
    for (Path hidden : shown.hidden()) {
      String target = quoted("." + hidden);
      add("[ ! -d " + target + " ] || mount -t tmpfs -o ro,mode=0500,size=4k none " + target);
    }
  }

  private void enter(Shown shown) {
    add("mount -t proc -o nosuid,nodev,noexec proc proc");
    add("for part in sys irq bus fs acpi; do");
    add("  [ ! -d proc/$part ] ||");
    add("    mount -o bind,ro,nosuid,nodev,noexec proc/$part proc/$part");
    add("done");
    add("for part in sysrq-trigger kcore keys timer_list; do");
    add("  [ ! -e proc/$part ] || mount --bind /dev/null proc/$part");
    add("done");
    add("pivot_root . old");
    add("umount -l /old");
    add("rmdir /old");
    add("mount -o remount,ro,nosuid,nodev /");
  }

  private void become(
      Isolation.User user, Shown shown, List<String> arguments, String place) {
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
