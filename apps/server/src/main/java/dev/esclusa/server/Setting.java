package dev.esclusa.server;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One thing that a server is told: as a flag {@code --data}, as a variable {@code
 * ESCLUSA_SERVER_DATA}, or as a key {@code data} of the settings file; a flag counts more than a
 * variable, a variable more than the file.
 */
enum Setting {
  CONFIG("config", "FILE", "a YAML file with settings, by their names here"),
  DATA(
      "data",
      "FOLDER",
      "where this replica keeps mirrors, witness memory and the embedded database"),
  KEYS("keys", "FOLDER", "the installation's keys, the same for all replicas (default: DATA/keys)"),
  TOKENS("tokens", "FILE", "who may call (default: DATA/tokens.json)"),
  NAME("name", "NAME", "name of this replica (default: server)"),
  ROOT("root", "ADDRESS", "the repository that holds the configuration: https:// or file://"),
  GENESIS("genesis", "COMMIT", "its commit that everything begins with, by all of its digits"),
  GENESIS_SIGNERS(
      "genesis-signers", "FILE", "allowed_signers file; one of them must have signed the genesis"),
  DATABASE_URL(
      "database-url", "URL", "jdbc:postgresql://HOST:PORT/NAME (default: an embedded PostgreSQL)"),
  DATABASE_USER("database-user", "NAME", "who enters the database (default: esclusa)"),
  DATABASE_PASSWORD_FILE("database-password-file", "FILE", "its first line is the password"),
  REPOSITORY_USER(
      "repository-user", "NAME", "who reads repositories over https (default: esclusa)"),
  REPOSITORY_PASSWORD_FILE(
      "repository-password-file", "FILE", "its first line is the password, or a token"),
  LISTEN("listen", "HOST:PORT", "where the API listens (default: 127.0.0.1:7080)"),
  GIT_LISTEN("git-listen", "HOST:PORT", "where our own Git endpoint listens (default: nowhere)"),
  POLL("poll", "DURATION", "how often Git is looked at when nobody rings (default: 30s)"),
  LEASE("lease", "DURATION", "after which a dead replica's targets are another's (default: 15s)"),
  ENGINES(
      "engines", "PATH", "where tofu and terraform are looked for (default: PATH of the server)"),
  PROVIDER_MIRROR(
      "provider-mirror",
      "FOLDER",
      "unpacked providers of stacks (default: none but built-in ones)"),
  ALLOWED_ENGINES(
      "allowed-engines",
      "FILE",
      "SHA-256 of the engines that may run (default: all that are there)"),
  ALLOWED_PROVIDERS(
      "allowed-providers",
      "FILE",
      "hashes of the providers that may run (default: all in the mirror)"),
  AUDIT_LOG(
      "audit-log", "PATH", "file or folder of audit-log lines that is followed (default: none)"),
  LOCAL_STATES(
      "local-states",
      "FOLDER",
      "where stacks with a local backend may keep their state (default: nowhere)"),
  STATE_SIZE("state-size", "SIZE", "how large a state of a stack may be (default: 64MiB)"),
  STATE_VERSIONS(
      "state-versions",
      "COUNT",
      "how many newest states of a stack keep their content (default: 100)"),
  WORKERS("workers", "COUNT", "how much is done at once (default: 8)");

  private final String text;
  private final String shape;
  private final String says;

  Setting(String text, String shape, String says) {
    this.text = text;
    this.shape = shape;
    this.says = says;
  }

  /** {@code database-url}. */
  String text() {
    return text;
  }

  String flag() {
    return "--" + text;
  }

  /** {@code ESCLUSA_SERVER_DATABASE_URL}. */
  String variable() {
    return "ESCLUSA_SERVER_" + text.toUpperCase(Locale.ROOT).replace('-', '_');
  }

  static Optional<Setting> of(String text) {
    return Stream.of(values()).filter(it -> it.text.equals(text)).findFirst();
  }

  /** One line of help for each. */
  static String help() {
    StringBuilder out = new StringBuilder();
    for (Setting one : values()) {
      out.append("  %-38s %s%n".formatted(one.flag() + " " + one.shape, one.says));
    }
    return out.toString();
  }
}
