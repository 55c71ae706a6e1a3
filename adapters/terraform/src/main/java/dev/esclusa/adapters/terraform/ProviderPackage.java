package dev.esclusa.adapters.terraform;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One version of one provider.
 *
 * @param source host, namespace and type: {@code registry.terraform.io/hashicorp/aws}
 */
public record ProviderPackage(String source, String version) {
  private static final Pattern SOURCE = Pattern.compile("[a-z0-9.:-]+/[a-z0-9_-]+/[a-z0-9_-]+");
  private static final Pattern VERSION = Pattern.compile("[0-9A-Za-z.+-]{1,80}");

  /** As an engine writes its lock file; hand-made ones are written like that too. */
  private static final Pattern LOCKED =
      Pattern.compile(
          "(?m)^provider\\s+\"([^\"\\n]{1,300})\"\\s*\\{\\s*version\\s*=\\s*\"([^\"\\n]{1,80})\"");

  public ProviderPackage {
    if (!SOURCE.matcher(source).matches()
        || !VERSION.matcher(version).matches()
        || source.contains("..")
        || version.contains("..")) {
      throw RunnerProblem.providerRefused(source + " " + version, "the name is not one")
          .asException();
    }
  }

  static List<ProviderPackage> locked(String lockFile) {
    List<ProviderPackage> all = new ArrayList<>();
    Matcher matcher = LOCKED.matcher(lockFile);
    while (matcher.find()) {
      all.add(new ProviderPackage(matcher.group(1), matcher.group(2)));
    }
    return all;
  }

  /** Below a mirror, and below the engine's own folder. */
  String folder(String platform) {
    return source + "/" + version + "/" + platform;
  }

  @Override
  public String toString() {
    return source + " " + version;
  }
}
