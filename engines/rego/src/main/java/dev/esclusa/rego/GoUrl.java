package dev.esclusa.rego;

/** A URL in the parts of Go's net/url; path and fragment are decoded, rawPath is as written. */
record GoUrl(
    String scheme,
    String userInfo,
    String host,
    String path,
    String rawPath,
    String rawQuery,
    String fragment,
    String opaque) {
  private static final String HEX = "0123456789ABCDEF";

  static GoUrl parse(String text) {
    try {
      return parsed(text);
    } catch (BuiltinFailure bad) {
      StringBuilder shown = new StringBuilder("parse ");
      GoText.quote(text, shown);
      throw new BuiltinFailure(shown.append(": ").append(bad.reason()).toString());
    }
  }

  private static GoUrl parsed(String text) {
    if (text.chars().anyMatch(c -> c < ' ' || c == 0x7f)) {
      throw new BuiltinFailure("net/url: invalid control character in URL");
    }
    int hash = text.indexOf('#');
    String fragment = hash < 0 ? "" : unescape(text.substring(hash + 1), Part.FRAGMENT);
    String rest = hash < 0 ? text : text.substring(0, hash);
    if (rest.equals("*")) {
      return new GoUrl("", "", "", "*", "*", "", fragment, "");
    }
    int colon = schemeEnd(rest);
    String scheme = colon < 0 ? "" : rest.substring(0, colon).toLowerCase(java.util.Locale.ROOT);
    rest = rest.substring(colon + 1);
    int question = rest.indexOf('?');
    String query = question < 0 ? "" : rest.substring(question + 1);
    rest = question < 0 ? rest : rest.substring(0, question);
    if (!rest.startsWith("/")) {
      if (!scheme.isEmpty()) {
        return new GoUrl(scheme, "", "", "", "", query, fragment, rest);
      }
      String segment = rest.indexOf('/') < 0 ? rest : rest.substring(0, rest.indexOf('/'));
      if (segment.indexOf(':') >= 0) {
        throw new BuiltinFailure("first path segment in URL cannot contain colon");
      }
    }
    boolean authority = rest.startsWith("//") && (!scheme.isEmpty() || !rest.startsWith("///"));
    if (!authority) {
      return of(scheme, "", rest, query, fragment);
    }
    int slash = rest.indexOf('/', 2);
    String host = rest.substring(2, slash < 0 ? rest.length() : slash);
    return of(scheme, host, slash < 0 ? "" : rest.substring(slash), query, fragment);
  }

  private static GoUrl of(
      String scheme, String authority, String path, String query, String fragment) {
    int at = authority.lastIndexOf('@');
    String user = at < 0 ? "" : authority.substring(0, at);
    if (!user.chars().allMatch(GoUrl::isUserCharacter)) {
      throw new BuiltinFailure("net/url: invalid userinfo");
    }
    unescape(user, Part.USER);
    String host = host(authority.substring(at + 1));
    String decoded = unescape(path, Part.PATH);
    // Go keeps the written path only where it is not what it would write itself
    return new GoUrl(
        scheme,
        user,
        host,
        decoded,
        path.equals(pathEscape(decoded)) ? decoded : path,
        query,
        fragment,
        "");
  }

  private static boolean isUserCharacter(int c) {
    return c < 0x80 && (Character.isLetterOrDigit(c) || "-._:~!$&'()*+,;=%@".indexOf(c) >= 0);
  }

  private static int schemeEnd(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean letter = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
      if (c == ':') {
        if (i == 0) {
          throw new BuiltinFailure("missing protocol scheme");
        }
        return i;
      }
      if (!letter && (i == 0 || !(c >= '0' && c <= '9' || c == '+' || c == '-' || c == '.'))) {
        return -1;
      }
    }
    return -1;
  }

  private static String host(String host) {
    int bracket = host.lastIndexOf(']');
    if (host.startsWith("[")) {
      if (bracket < 0) {
        throw new BuiltinFailure("missing ']' in host");
      }
      checkPort(host.substring(bracket + 1));
      return unescape(host, Part.HOST);
    }
    int colon = host.lastIndexOf(':');
    if (colon >= 0) {
      checkPort(host.substring(colon));
    }
    return unescape(host, Part.HOST);
  }

  private static void checkPort(String port) {
    boolean valid =
        port.isEmpty()
            || port.startsWith(":")
                && port.substring(1).chars().allMatch(c -> c >= '0' && c <= '9');
    if (!valid) {
      StringBuilder reason = new StringBuilder("invalid port ");
      GoText.quote(port, reason);
      throw new BuiltinFailure(reason.append(" after host").toString());
    }
  }

  String hostname() {
    if (host.startsWith("[")) {
      return host.substring(1, host.indexOf(']'));
    }
    int colon = host.lastIndexOf(':');
    return colon < 0 ? host : host.substring(0, colon);
  }

  String port() {
    int colon = host.lastIndexOf(':');
    return colon < 0 || colon < host.indexOf(']') ? "" : host.substring(colon + 1);
  }

  /** The path as it goes over the wire. */
  String escapedPath() {
    return rawPath.equals(path) ? pathEscape(path) : rawPath;
  }

  /** What uri.parse gives: only parts that are there. */
  RegoObject members() {
    RegoObject.Builder out = RegoObject.builder();
    put(out, "scheme", scheme);
    put(out, "hostname", hostname());
    put(out, "port", port());
    put(out, "path", path);
    if (!path.isEmpty()) {
      put(out, "raw_path", rawPath);
    }
    put(out, "raw_query", rawQuery);
    put(out, "fragment", fragment);
    return out.build();
  }

  private static void put(RegoObject.Builder out, String name, String value) {
    if (!value.isEmpty()) {
      out.put(name, RegoString.of(value));
    }
  }

  static String queryEscape(String text) {
    StringBuilder out = new StringBuilder();
    for (byte b : GoBytes.of(text)) {
      int c = b & 0xFF;
      if (c >= 'a' && c <= 'z'
          || c >= 'A' && c <= 'Z'
          || c >= '0' && c <= '9'
          || "-_.~".indexOf(c) >= 0) {
        out.append((char) c);
      } else if (c == ' ') {
        out.append('+');
      } else {
        out.append('%').append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 15));
      }
    }
    return out.toString();
  }

  private static String pathEscape(String text) {
    StringBuilder out = new StringBuilder();
    for (byte b : GoBytes.of(text)) {
      int c = b & 0xFF;
      if (c >= 'a' && c <= 'z'
          || c >= 'A' && c <= 'Z'
          || c >= '0' && c <= '9'
          || "-_.~$&+,/:;=@".indexOf(c) >= 0) {
        out.append((char) c);
      } else {
        out.append('%').append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 15));
      }
    }
    return out.toString();
  }

  static String queryUnescape(String text) {
    return unescape(text, Part.QUERY);
  }

  private enum Part {
    QUERY,
    PATH,
    HOST,
    USER,
    FRAGMENT
  }

  private static String unescape(String text, Part part) {
    if (part == Part.HOST) {
      checkHost(text);
    }
    if (text.indexOf('%') < 0 && (part != Part.QUERY || text.indexOf('+') < 0)) {
      return text;
    }
    byte[] in = GoBytes.of(text);
    java.io.ByteArrayOutputStream out = new java.io.ByteArrayOutputStream(in.length);
    for (int i = 0; i < in.length; i++) {
      if (in[i] == '%') {
        int value =
            i + 2 < in.length
                ? Character.digit(in[i + 1], 16) * 16 + Character.digit(in[i + 2], 16)
                : -1;
        if (value < 0 || Character.digit(in[i + 1], 16) < 0 || Character.digit(in[i + 2], 16) < 0) {
          String bad =
              GoBytes.text(java.util.Arrays.copyOfRange(in, i, Math.min(i + 3, in.length)));
          StringBuilder reason = new StringBuilder("invalid URL escape ");
          GoText.quote(bad, reason);
          throw new BuiltinFailure(reason.toString());
        }
        out.write(value);
        i += 2;
      } else {
        out.write(in[i] == '+' && part == Part.QUERY ? ' ' : in[i]);
      }
    }
    return GoBytes.text(out.toByteArray());
  }

  private static void checkHost(String host) {
    for (int i = 0; i < host.length(); i++) {
      char c = host.charAt(i);
      if (c < 0x80 && !Character.isLetterOrDigit(c) && "-_.~!$&'()*+,;=:[]<>\"%".indexOf(c) < 0) {
        StringBuilder reason = new StringBuilder("invalid character ");
        GoText.quote(Character.toString(c), reason);
        throw new BuiltinFailure(reason.append(" in host name").toString());
      }
    }
  }
}
