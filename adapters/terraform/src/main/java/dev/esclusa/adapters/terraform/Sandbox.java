package dev.esclusa.adapters.terraform;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Starts engines on the box of one run folder.
 *
 * @param program the engine's file
 * @param mirror the unpacked providers; may not exist
 * @param writable folders that are shown and may be written
 * @param readable folders that are shown only
 */
record Sandbox(
    RunFolder folder,
    Isolation isolation,
    Path program,
    Path mirror,
    List<Path> writable,
    List<Path> readable) {
  /** Whether the engine reaches anything outside. */
  enum Network {
    SHARED,
    NONE
  }

  Sandbox {
    writable = List.copyOf(writable);
    readable = List.copyOf(readable);
  }

  SandboxPaths paths() {
    return switch (isolation) {
      case Isolation.None none -> new SandboxPaths(folder.box(), mirror);
      case Isolation.Namespaces namespaces -> SandboxPaths.inPrivateRoot();
    };
  }

  /**
   * @param name of the step, once for each folder
   * @param place the working folder within the box
   */
  RunProcess start(
      String name,
      List<String> arguments,
      String place,
      Map<String, String> environment,
      RunLimits limits,
      Network network)
      throws IOException {
    Path step = folder.step(name);
    Path inner = step.resolve("inner.sh");
    Files.writeString(inner, inner(step, arguments, place, limits));
    Path outer = step.resolve("outer.sh");
    Files.writeString(
        outer, SandboxScript.outer(step, folder.record().kind(), limits, entered(inner, network)));
    ProcessBuilder builder =
        new ProcessBuilder(session(outer))
            .directory(folder.path().toFile())
            .redirectInput(new File("/dev/null"))
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.appendTo(step.resolve("trouble").toFile()));
    builder.environment().clear();
    builder.environment().putAll(environment);
    builder.environment().put("PATH", SandboxScript.PATH);
    return new RunProcess(builder.start(), step, folder.record().kind());
  }

  private String inner(Path step, List<String> arguments, String place, RunLimits limits)
      throws IOException {
    return switch (isolation) {
      case Isolation.None none ->
          SandboxScript.inPlace(step, program, arguments, folder.box().resolve(place));
      case Isolation.Namespaces namespaces -> {
        if (namespaces.user() instanceof Isolation.User.Dropped dropped) {
          folder.giveBoxTo(dropped.id());
        }
        SandboxScript.Inner inner =
            SandboxScript.privateRoot(
                folder.path(),
                step,
                namespaces.user(),
                new SandboxScript.Shown(
                    program,
                    mirror,
                    writable,
                    readable,
                    namespaces.hidden(),
                    SandboxMounts.now(),
                    limits.processesMax()),
                arguments,
                place);
        Files.writeString(step.resolve("mounts"), inner.table());
        yield inner.script();
      }
    };
  }

  private String entered(Path inner, Network network) {
    return switch (isolation) {
      case Isolation.None none -> "/bin/sh " + SandboxScript.quoted(inner.toString());
      case Isolation.Namespaces namespaces ->
          SandboxScript.unshared(namespaces.user(), network, inner);
    };
  }

  /** A session of its own: a Ctrl-C for the server is not one for the engine. */
  private static List<String> session(Path outer) {
    List<String> words = new ArrayList<>();
    SandboxScript.tool("setsid").ifPresent(setsid -> words.add(setsid.toString()));
    words.add("/bin/sh");
    words.add(outer.toString());
    return words;
  }
}
