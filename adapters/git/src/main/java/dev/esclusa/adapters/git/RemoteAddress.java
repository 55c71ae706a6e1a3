package dev.esclusa.adapters.git;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Locale;
import org.eclipse.jgit.transport.URIish;

/** Where a repository is fetched from. Only what is listed here is ever contacted. */
sealed interface RemoteAddress {
  record Folder(Path path) implements RemoteAddress {}

  record Web(URI uri) implements RemoteAddress {}

  /** Throws GIT-0002 for everything else. */
  static RemoteAddress parse(String address) {
    URI uri;
    try {
      uri = new URI(address);
    } catch (URISyntaxException e) {
      throw refused("(not shown)", "it is not a URI");
    }
    if (uri.getRawUserInfo() != null || (uri.getRawAuthority() + "").contains("@")) {
      throw refused("(not shown)", "it carries a user or password");
    }
    if (uri.getRawQuery() != null || uri.getRawFragment() != null) {
      throw refused(address, "it has a query or fragment");
    }
    String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
    return switch (scheme) {
      case "file" -> folder(address, uri);
      case "https" -> web(address, uri);
      case "http" -> loopback(address, uri);
      default ->
          throw refused(address, "scheme \"" + GitProblem.shown(scheme) + "\" is not allowed");
    };
  }

  /** Whom one speaks to: scheme, host and port; empty for this machine. */
  default String origin() {
    return switch (this) {
      case Folder _ -> "";
      case Web it ->
          (it.uri().getScheme() + "://" + it.uri().getAuthority()).toLowerCase(Locale.ROOT);
    };
  }

  default URIish forJGit() {
    try {
      return switch (this) {
        case Folder it -> new URIish(it.path().toString());
        case Web it -> new URIish(it.uri().toString());
      };
    } catch (URISyntaxException e) {
      throw refused(toString(), "it is not a URI");
    }
  }

  private static RemoteAddress folder(String address, URI uri) {
    boolean local = uri.getHost() == null || uri.getHost().equals("localhost");
    if (!local || uri.getPath() == null || !uri.getPath().startsWith("/")) {
      throw refused(address, "it does not name a folder of this machine");
    }
    return new Folder(Path.of(uri.getPath()).normalize());
  }

  private static RemoteAddress web(String address, URI uri) {
    if (uri.getHost() == null || uri.getPath() == null || uri.getPath().contains("/../")) {
      throw refused(address, "it names no host, or a path that leads up");
    }
    return new Web(uri);
  }

  private static RemoteAddress loopback(String address, URI uri) {
    String host = uri.getHost() == null ? "" : uri.getHost().toLowerCase(Locale.ROOT);
    boolean loopback =
        host.equals("localhost")
            || host.equals("[::1]")
            || host.matches("127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}");
    if (!loopback) {
      throw refused(address, "http without encryption is for loopback only");
    }
    return web(address, uri);
  }

  private static RuntimeException refused(String address, String why) {
    return GitProblem.refusedAddress(address, why).asException();
  }
}
