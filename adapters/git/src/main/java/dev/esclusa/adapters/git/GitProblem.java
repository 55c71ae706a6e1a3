package dev.esclusa.adapters.git;

import dev.esclusa.model.Problem;
import java.time.Duration;

/** The problems that only real repositories have; the shared ones are in control. */
final class GitProblem {
  private static final int SHOWN_MAX = 300;

  private GitProblem() {}

  static Problem refusedAddress(String address, String why) {
    return Problem.caller(
        "GIT-0002",
        "repository address " + shown(address) + " is refused: " + why + ".",
        "Use file:///path, https://host/path, or http on loopback; give credentials apart from"
            + " it.");
  }

  static Problem otherObjectFormat(String address, String format) {
    return Problem.caller(
        "GIT-0003",
        "repository " + address + " has object format " + shown(format) + ", wanted sha1.",
        "Use a repository with SHA-1 object names (git init --object-format=sha1).");
  }

  static Problem unauthorized(String address, int status) {
    return Problem.caller(
        "GIT-0004",
        "repository " + address + " answered " + status + ": our credentials do not open it.",
        "Give the server a credential for this address that may read it.");
  }

  static Problem tooLarge(String address, String path, long sizeBytes, long maxBytes) {
    return Problem.capacity(
        "GIT-0008",
        "file "
            + shown(path)
            + " of "
            + address
            + " has "
            + sizeBytes
            + " bytes, at most "
            + maxBytes
            + " are read.",
        "Keep it out of the folders that targets read, or raise the limit.");
  }

  static Problem damaged(String address, String seen) {
    return Problem.environment(
        "GIT-0009",
        "the mirror of " + address + " cannot be read: " + shown(seen) + ".",
        "Stop the server, remove this mirror under the data folder, and start again.");
  }

  static Problem hostile(String address, String seen) {
    return Problem.caller(
        "GIT-0010",
        "repository " + address + " holds an object that is refused: " + shown(seen) + ".",
        "Remove it from the history; git fsck --strict names such objects.");
  }

  static Problem timeout(String address, Duration limit) {
    return Problem.environment(
        "GIT-0011",
        "fetching " + address + " was not done after " + limit + ".",
        "Check the route to the repository and its size; it is tried again.");
  }

  static Problem tooMuch(String address, String seen) {
    return Problem.capacity(
        "GIT-0012",
        "repository " + address + " offers too much: " + shown(seen) + ".",
        "Make it smaller, or raise the limit.");
  }

  /** One printable line, not too long: for text that comes from outside. */
  static String shown(String text) {
    String line = text.replaceAll("[\\p{Cntrl}\\p{Cf}\\u2028\\u2029]+", "?").strip();
    return line.length() <= SHOWN_MAX ? line : line.substring(0, SHOWN_MAX) + "…";
  }
}
