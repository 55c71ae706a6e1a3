package dev.esclusa.adapters.terraform;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A version as Terraform and OpenTofu count them: three numbers and perhaps a name of a release
 * before the release. Ordered as semver.org, section 11, says; build metadata is left out.
 */
public record EngineVersion(int major, int minor, int patch, String prerelease)
    implements Comparable<EngineVersion> {
  private static final Pattern FORM =
      Pattern.compile(
          "v?(\\d{1,6})(?:\\.(\\d{1,6}))?(?:\\.(\\d{1,6}))?(?:-([0-9A-Za-z.-]{1,60}))?"
              + "(?:\\+[0-9A-Za-z.-]{1,60})?");
  private static final Comparator<EngineVersion> BY_NUMBERS =
      Comparator.comparingInt(EngineVersion::major)
          .thenComparingInt(EngineVersion::minor)
          .thenComparingInt(EngineVersion::patch);

  /** Missing numbers count as zero. */
  public static Optional<EngineVersion> read(String text) {
    Matcher form = FORM.matcher(text.strip());
    if (!form.matches()) {
      return Optional.empty();
    }
    String pre = form.group(4);
    return Optional.of(
        new EngineVersion(
            number(form.group(1)),
            number(form.group(2)),
            number(form.group(3)),
            pre == null ? "" : pre));
  }

  private static int number(@Nullable String digits) {
    return digits == null ? 0 : Integer.parseInt(digits);
  }

  /** The three numbers, in order. */
  List<Integer> numbers() {
    return List.of(major, minor, patch);
  }

  boolean sameNumbers(EngineVersion other) {
    return BY_NUMBERS.compare(this, other) == 0;
  }

  @Override
  public int compareTo(EngineVersion other) {
    int numbers = BY_NUMBERS.compare(this, other);
    if (numbers != 0 || prerelease.equals(other.prerelease)) {
      return numbers;
    }
    if (prerelease.isEmpty() || other.prerelease.isEmpty()) {
      return prerelease.isEmpty() ? 1 : -1;
    }
    return comparePrereleases(prerelease.split("\\."), other.prerelease.split("\\."));
  }

  private static int comparePrereleases(String[] mine, String[] theirs) {
    for (int i = 0; i < Math.min(mine.length, theirs.length); i++) {
      int part = comparePart(mine[i], theirs[i]);
      if (part != 0) {
        return part;
      }
    }
    return Integer.compare(mine.length, theirs.length);
  }

  private static int comparePart(String mine, String theirs) {
    boolean numbers = Stream.of(mine, theirs).allMatch(part -> part.matches("\\d{1,9}"));
    if (numbers) {
      return Integer.compare(Integer.parseInt(mine), Integer.parseInt(theirs));
    }
    boolean mineIsNumber = mine.matches("\\d+");
    boolean theirsIsNumber = theirs.matches("\\d+");
    return mineIsNumber == theirsIsNumber
        ? mine.compareTo(theirs)
        : Boolean.compare(theirsIsNumber, mineIsNumber);
  }

  @Override
  public String toString() {
    return major + "." + minor + "." + patch + (prerelease.isEmpty() ? "" : "-" + prerelease);
  }
}
