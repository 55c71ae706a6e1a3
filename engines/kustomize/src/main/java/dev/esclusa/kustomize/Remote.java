package dev.esclusa.kustomize;

import dev.esclusa.kustomize.KustomizeException.Code;
import dev.esclusa.kustomize.Shape.Listed;
import java.util.List;
import java.util.Locale;

/** Which entries name another place than this tree (git.NewRepoSpecFromURL); all are refused. */
final class Remote {
  private static final List<String> SCHEMES = List.of("ssh://", "https://", "http://", "file://");
  private static final com.google.re2j.Pattern USER =
      com.google.re2j.Pattern.compile("^[a-zA-Z][a-zA-Z0-9-]*@");

  private Remote() {}

  static boolean isHttp(String entry) {
    String lower = entry.toLowerCase(Locale.ROOT);
    return lower.startsWith("http://") || lower.startsWith("https://");
  }

  static boolean isRemote(String entry) {
    String text = entry.toLowerCase(Locale.ROOT);
    if (text.startsWith("/")) {
      return false;
    }
    text = text.startsWith("git::") ? text.substring(5) : text;
    for (String scheme : SCHEMES) {
      if (text.startsWith(scheme)) {
        return true;
      }
    }
    boolean github = text.startsWith("github.com/") || text.startsWith("github.com:");
    boolean user = USER.matcher(text).find();
    return (github && text.split("[/:]").length >= 3) || (user && text.contains(":"));
  }

  static KustomizeException refusal(Listed entry) {
    return new KustomizeException(
        Code.REMOTE,
        entry.position(),
        "'" + entry.text() + "' lies in another place; builds read this tree only.",
        "Commit a copy, or let the configuration allow that repository at a pinned commit.");
  }
}
