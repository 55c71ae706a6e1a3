package dev.esclusa.sandbox;

import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which version of a custom resource is preferred: v2 before v1 before v1beta2 before v1alpha1
 * before others (Kubernetes docs, "Versions in CustomResourceDefinitions", version priority).
 */
final class VersionOrder {
  static final Comparator<String> NEWEST_FIRST =
      Comparator.comparing(VersionOrder::rank).reversed().thenComparing(Comparator.naturalOrder());

  private static final Pattern KUBE_LIKE =
      Pattern.compile("v([1-9][0-9]{0,6})(?:(alpha|beta)([1-9][0-9]{0,6}))?");

  private VersionOrder() {}

  private static long rank(String version) {
    Matcher match = KUBE_LIKE.matcher(version);
    if (!match.matches()) return 0;
    long stage = match.group(2) == null ? 3 : match.group(2).equals("beta") ? 2 : 1;
    long minor = match.group(3) == null ? 0 : Long.parseLong(match.group(3));
    return stage << 60 | Long.parseLong(match.group(1)) << 30 | minor;
  }
}
