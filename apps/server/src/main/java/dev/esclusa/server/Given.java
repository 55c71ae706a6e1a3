package dev.esclusa.server;

import dev.esclusa.adapters.database.DatabaseAddress;
import dev.esclusa.adapters.git.RepositoryCredentials;
import dev.esclusa.adapters.terraform.EngineAllowList;
import dev.esclusa.adapters.terraform.ProviderAllowList;
import dev.esclusa.control.Genesis;
import dev.esclusa.model.Problem;
import dev.esclusa.model.ProblemException;
import dev.esclusa.stack.StateLimits;
import dev.esclusa.tree.Document;
import dev.esclusa.tree.Limits;
import dev.esclusa.tree.Pointer;
import dev.esclusa.tree.Position;
import dev.esclusa.tree.ScalarProfile;
import dev.esclusa.tree.TreeException;
import dev.esclusa.tree.Value;
import dev.esclusa.tree.Yaml;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The settings that an operator gave, and where each was said. */
final class Given {
  private static final Pattern DURATION = Pattern.compile("([1-9][0-9]{0,5})(ms|s|m|h)");
  private static final Pattern SIZE = Pattern.compile("([1-9][0-9]{0,3})MiB");

  /** More than that no reader of a state takes. */
  private static final int STATE_SIZE_MAX_MIB = 256;

  private static final Pattern ADDRESS =
      Pattern.compile("(\\[[0-9a-fA-F:]+]|[^:\\s]+):([0-9]{1,5})");
  private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}|[0-9a-f]{64}");
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9.-]{0,40}");

  private final Map<Setting, Said> said = new EnumMap<>(Setting.class);

  /**
   * @param where a flag, a variable, or {@code file:line:column}
   */
  private record Said(String value, String where) {}

  private Given() {}

  /**
   * @param flags {@code --name value} or {@code --name=value}
   * @throws ProblemException SRV-0006 for an unknown one, SRV-0009 for a file that cannot be read
   */
  static Given read(List<String> flags, Map<String, String> environment) {
    Given given = new Given();
    Given asFlags = new Given();
    asFlags.flags(flags);
    for (Setting one : Setting.values()) {
      String value = environment.get(one.variable());
      if (value != null && !value.isEmpty()) {
        given.said.put(one, new Said(value, one.variable()));
      }
    }
    given.said.putAll(asFlags.said);
    Said file = given.said.get(Setting.CONFIG);
    if (file != null) {
      given.file(Path.of(file.value()));
    }
    return given;
  }

  private void flags(List<String> flags) {
    for (int i = 0; i < flags.size(); i++) {
      String flag = flags.get(i);
      int equals = flag.indexOf('=');
      String name = equals < 0 ? flag : flag.substring(0, equals);
      Setting setting = setting(name.startsWith("--") ? name.substring(2) : "", name);
      if (equals < 0 && i + 1 == flags.size()) {
        throw unusable(setting, "nothing", flag, "a value after it");
      }
      String value = equals < 0 ? flags.get(++i) : flag.substring(equals + 1);
      if (said.put(setting, new Said(value, setting.flag())) != null) {
        throw unusable(setting, value, "the command line, where it stands twice", "one value");
      }
    }
  }

  private static Setting setting(String text, String where) {
    return Setting.of(text)
        .orElseThrow(
            () ->
                Problem.caller(
                        "SRV-0006",
                        where + " is no setting of the server" + near(text),
                        "See the list with: --help")
                    .asException());
  }

  private static String near(String text) {
    return Stream.of(Setting.values())
        .map(Setting::text)
        .filter(it -> text.length() > 2 && (it.startsWith(text) || text.startsWith(it)))
        .max(Comparator.comparingInt(it -> it.startsWith(text) ? text.length() : it.length()))
        .map(it -> "; did you mean " + it + "?")
        .orElse("");
  }

  /** What flags and variables say counts more than the file. */
  private void file(Path file) {
    List<Document> documents;
    try {
      documents =
          Yaml.read(
              file.toString(), Files.readAllBytes(file), ScalarProfile.KUBECTL, Limits.DEFAULT);
    } catch (IOException e) {
      throw unreadable(file, e);
    } catch (TreeException e) {
      throw unreadable(file, e);
    }
    for (Document document : documents) {
      if (!(document.root() instanceof Value.Mapping settings)) {
        throw Problem.caller(
                "SRV-0009",
                document.position() + ": a settings file is a mapping of names to values",
                "Write one \"name: value\" a line; see the names with: --help")
            .asException();
      }
      for (String name : settings.keys()) {
        Position position = document.nearest(Pointer.of(name));
        Setting setting = setting(name, position + ": \"" + name + "\"");
        String value = scalar(setting, settings.get(name), position.toString());
        said.putIfAbsent(setting, new Said(value, position.toString()));
      }
    }
  }

  private static String scalar(Setting setting, @Nullable Value value, String where) {
    return switch (value) {
      case Value.Text text -> text.value();
      case Value.Num number -> number.toString();
      case null, default -> throw unusable(setting, String.valueOf(value), where, "one text");
    };
  }

  private static ProblemException unreadable(Path file, Exception e) {
    return new ProblemException(
        Problem.caller(
            "SRV-0009",
            "the settings file " + file + " cannot be read: " + e.getMessage(),
            "Mend the file, or name another one with --config."),
        e);
  }

  // --- what they mean ---

  ServerOptions options() {
    Path data = folder(Setting.DATA);
    return new ServerOptions(
        text(Setting.NAME, "server", NAME, "lower-case letters, digits, dots and dashes"),
        data,
        said.containsKey(Setting.KEYS) ? folder(Setting.KEYS) : data.resolve("keys"),
        tokens(),
        need(Setting.ROOT),
        genesis(),
        database(),
        address(Setting.LISTEN, "127.0.0.1:7080"),
        said.containsKey(Setting.GIT_LISTEN) ? address(Setting.GIT_LISTEN, "") : null,
        duration(Setting.POLL, ServerOptions.POLL),
        duration(Setting.LEASE, ServerOptions.LEASE),
        workers(),
        credentials(),
        engines(),
        said.containsKey(Setting.AUDIT_LOG) ? folder(Setting.AUDIT_LOG) : null,
        stateLimits());
  }

  private StateLimits stateLimits() {
    StateLimits usual = StateLimits.DEFAULT;
    String versions =
        text(
            Setting.STATE_VERSIONS,
            "" + usual.keepVersions(),
            Pattern.compile("[1-9][0-9]{0,4}"),
            "1 to 99999");
    String size = said(Setting.STATE_SIZE, (usual.maxBytes() >> 20) + "MiB");
    Matcher matcher = SIZE.matcher(size);
    if (!matcher.matches() || Long.parseLong(matcher.group(1)) > STATE_SIZE_MAX_MIB) {
      throw unusable(
          Setting.STATE_SIZE,
          size,
          where(Setting.STATE_SIZE),
          "1MiB to " + STATE_SIZE_MAX_MIB + "MiB");
    }
    return new StateLimits(Long.parseLong(matcher.group(1)) << 20, Integer.parseInt(versions));
  }

  private EngineOptions engines() {
    EngineOptions usual = EngineOptions.ofEnvironment();
    return new EngineOptions(
        said.containsKey(Setting.ENGINES) ? need(Setting.ENGINES) : usual.path(),
        said.containsKey(Setting.PROVIDER_MIRROR) ? folder(Setting.PROVIDER_MIRROR) : null,
        said.containsKey(Setting.ALLOWED_ENGINES)
            ? EngineAllowList.read(folder(Setting.ALLOWED_ENGINES))
            : usual.allowed(),
        said.containsKey(Setting.ALLOWED_PROVIDERS)
            ? ProviderAllowList.read(folder(Setting.ALLOWED_PROVIDERS))
            : usual.allowedProviders(),
        said.containsKey(Setting.LOCAL_STATES) ? folder(Setting.LOCAL_STATES) : null);
  }

  Path tokens() {
    Said tokens = said.get(Setting.TOKENS);
    return tokens == null
        ? folder(Setting.DATA).resolve("tokens.json")
        : Path.of(tokens.value()).toAbsolutePath();
  }

  private Genesis genesis() {
    need(Setting.GENESIS);
    String commit = text(Setting.GENESIS, "", COMMIT, "all 40 hexadecimal digits of a commit");
    return new Genesis(
        commit,
        said.containsKey(Setting.GENESIS_SIGNERS) ? content(Setting.GENESIS_SIGNERS) : null);
  }

  private @Nullable DatabaseAddress database() {
    Said url = said.get(Setting.DATABASE_URL);
    if (url == null) {
      return null;
    }
    if (!url.value().startsWith("jdbc:postgresql://")) {
      throw unusable(
          Setting.DATABASE_URL, url.value(), url.where(), "jdbc:postgresql://HOST:PORT/NAME");
    }
    if (url.value().matches(".*[?&](password|user)=.*")) {
      throw unusable(
          Setting.DATABASE_URL,
          "(not shown)",
          url.where(),
          "a URL without user and password; they have settings of their own");
    }
    return new DatabaseAddress(
        url.value(),
        said(Setting.DATABASE_USER, "esclusa"),
        firstLine(Setting.DATABASE_PASSWORD_FILE));
  }

  /** The same for every repository over HTTP; a folder of this machine asks for nothing. */
  private RepositoryCredentials credentials() {
    if (!said.containsKey(Setting.REPOSITORY_PASSWORD_FILE)) {
      return RepositoryCredentials.NONE;
    }
    String user = said(Setting.REPOSITORY_USER, "esclusa");
    String password = firstLine(Setting.REPOSITORY_PASSWORD_FILE);
    return address ->
        address.startsWith("http")
            ? new RepositoryCredentials.Credential.Password(user, password)
            : null;
  }

  private int workers() {
    String text =
        text(
            Setting.WORKERS, "" + ServerOptions.WORKERS, Pattern.compile("[1-9][0-9]?"), "1 to 99");
    return Integer.parseInt(text);
  }

  private String need(Setting setting) {
    Said value = said.get(setting);
    if (value == null) {
      throw Problem.caller(
              "SRV-0007",
              "the server was not told its " + setting.text(),
              "Give "
                  + setting.flag()
                  + ", "
                  + setting.variable()
                  + ", or \""
                  + setting.text()
                  + "\" in the settings file.")
          .asException();
    }
    return value.value();
  }

  private String said(Setting setting, String otherwise) {
    Said value = said.get(setting);
    return value == null ? otherwise : value.value();
  }

  private Path folder(Setting setting) {
    return Path.of(need(setting)).toAbsolutePath().normalize();
  }

  private String text(Setting setting, String otherwise, Pattern shape, String wanted) {
    String value = said(setting, otherwise);
    if (!shape.matcher(value).matches()) {
      throw unusable(setting, value, where(setting), wanted);
    }
    return value;
  }

  private String where(Setting setting) {
    Said value = said.get(setting);
    return value == null ? "nowhere" : value.where();
  }

  private Duration duration(Setting setting, Duration otherwise) {
    String text = said(setting, otherwise.toSeconds() + "s");
    Matcher matcher = DURATION.matcher(text);
    if (!matcher.matches()) {
      throw unusable(setting, text, where(setting), "a duration like 500ms, 30s, 5m or 1h");
    }
    long count = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "ms" -> Duration.ofMillis(count);
      case "s" -> Duration.ofSeconds(count);
      case "m" -> Duration.ofMinutes(count);
      default -> Duration.ofHours(count);
    };
  }

  private InetSocketAddress address(Setting setting, String otherwise) {
    String text = said(setting, otherwise);
    Matcher matcher = ADDRESS.matcher(text);
    if (!matcher.matches() || Integer.parseInt(matcher.group(2)) > 65_535) {
      throw unusable(setting, text, where(setting), "HOST:PORT, e.g. 127.0.0.1:7080");
    }
    String host = matcher.group(1).replaceAll("[\\[\\]]", "");
    InetSocketAddress address = new InetSocketAddress(host, Integer.parseInt(matcher.group(2)));
    if (address.isUnresolved()) {
      throw unusable(setting, text, where(setting), "a host of this machine");
    }
    return address;
  }

  private String content(Setting setting) {
    try {
      return Files.readString(Path.of(need(setting)));
    } catch (IOException e) {
      throw new ProblemException(
          unusable(setting, need(setting), where(setting), "a file that can be read: " + e)
              .problem(),
          e);
    }
  }

  private String firstLine(Setting setting) {
    return content(setting).lines().findFirst().orElse("").strip();
  }

  private static ProblemException unusable(
      Setting setting, String seen, String where, String wanted) {
    return Problem.caller(
            "SRV-0008",
            setting.text() + " is \"" + seen + "\" (from " + where + "), wanted is " + wanted,
            "See what each setting takes with: --help")
        .asException();
  }
}
