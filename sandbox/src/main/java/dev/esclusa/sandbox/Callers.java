package dev.esclusa.sandbox;

import com.sun.net.httpserver.Headers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The users by token, and who a request is made as. */
final class Callers {
  private static final String AUTHENTICATED = "system:authenticated";
  private static final String ADMINS = "system:masters";
  private static final String EXTRA = "impersonate-extra-";

  private final Map<String, SandboxUser> userByToken = new LinkedHashMap<>();
  private final Map<String, String> tokenByUser = new HashMap<>();

  /** Tokens are taken from the file where it has them, else made and written there. */
  Callers(List<SandboxUser> users, @Nullable Path tokens, Supplier<String> freshToken) {
    Map<String, String> kept = tokens == null ? Map.of() : read(tokens);
    for (SandboxUser user : users) {
      String token = kept.containsKey(user.name()) ? kept.get(user.name()) : freshToken.get();
      userByToken.put(token, user);
      tokenByUser.put(user.name(), token);
    }
    if (tokens != null) write(tokens);
  }

  @Nullable String token(String user) {
    return tokenByUser.get(user);
  }

  /**
   * @throws Refusal 401 without a known token, 403 for impersonation by others than admins
   */
  Caller of(Headers headers) {
    SandboxUser user = authenticated(headers);
    String impersonated = headers.getFirst("Impersonate-User");
    if (impersonated == null) return asItself(user);
    if (!user.groups().contains(ADMINS)) {
      throw Refusal.forbiddenPath(user.name(), "impersonate", "users/" + impersonated);
    }
    return impersonation(impersonated, headers);
  }

  private SandboxUser authenticated(Headers headers) {
    String authorization = headers.getFirst("Authorization");
    if (authorization == null || !authorization.startsWith("Bearer ")) throw Refusal.unauthorized();
    byte[] given =
        authorization.substring("Bearer ".length()).strip().getBytes(StandardCharsets.UTF_8);
    SandboxUser found = null;
    for (Map.Entry<String, SandboxUser> entry : userByToken.entrySet()) {
      if (MessageDigest.isEqual(entry.getKey().getBytes(StandardCharsets.UTF_8), given))
        found = entry.getValue();
    }
    if (found == null) throw Refusal.unauthorized();
    return found;
  }

  private static Caller asItself(SandboxUser user) {
    return new Caller(user.name(), withAuthenticated(user.groups()), Map.of(), user.access());
  }

  /** A user of ours has its own rights; any other name has none, unless as an admin. */
  private Caller impersonation(String name, Headers headers) {
    List<String> groups = headers.getOrDefault("Impersonate-Group", List.of());
    Map<String, List<String>> extra = new LinkedHashMap<>();
    for (Map.Entry<String, List<String>> header : headers.entrySet()) {
      String key = header.getKey().toLowerCase(Locale.ROOT);
      if (!key.startsWith(EXTRA)) continue;
      extra.put(
          URLDecoder.decode(key.substring(EXTRA.length()), StandardCharsets.UTF_8),
          header.getValue());
    }
    for (SandboxUser user : userByToken.values()) {
      if (user.name().equals(name)) {
        return new Caller(
            name,
            withAuthenticated(groups.isEmpty() ? user.groups() : groups),
            extra,
            user.access());
      }
    }
    SandboxUser.Access access =
        groups.contains(ADMINS) ? SandboxUser.Access.all() : SandboxUser.Access.none();
    return new Caller(name, withAuthenticated(groups), extra, access);
  }

  private static List<String> withAuthenticated(List<String> groups) {
    List<String> all = new ArrayList<>(groups);
    if (!all.contains(AUTHENTICATED)) all.add(AUTHENTICATED);
    return List.copyOf(all);
  }

  private static Map<String, String> read(Path file) {
    Map<String, String> tokens = new HashMap<>();
    try {
      if (!Files.exists(file)) return tokens;
      for (String line : Files.readAllLines(file)) {
        int comma = line.indexOf(',');
        if (comma > 0) tokens.put(line.substring(comma + 1), line.substring(0, comma));
      }
      return tokens;
    } catch (IOException failure) {
      throw new UncheckedIOException("cannot read " + file, failure);
    }
  }

  private void write(Path file) {
    StringBuilder lines = new StringBuilder();
    tokenByUser.forEach((user, token) -> lines.append(token).append(',').append(user).append('\n'));
    PrivateFile.write(file, lines.toString());
  }
}
