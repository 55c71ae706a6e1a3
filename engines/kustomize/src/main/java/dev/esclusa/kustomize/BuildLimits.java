package dev.esclusa.kustomize;

import dev.esclusa.kustomize.KustomizeException.Code;
import dev.esclusa.tree.Limits;
import dev.esclusa.tree.Position;
import org.jspecify.annotations.Nullable;

/**
 * How much one build may cost, whatever the input says.
 *
 * @param files reads of files, repeated ones included
 * @param bytes what those reads give together; a text that a step makes may have a 64th of it
 * @param folders kustomizations that are built, repeated ones included
 * @param objects objects that are held at once
 * @param nodes values in the result, and in any one object that a step copies into itself
 * @param patternLength characters of a regular expression
 * @param file limits of each file
 */
public record BuildLimits(
    int files, long bytes, int folders, int objects, long nodes, int patternLength, Limits file) {
  public static final BuildLimits DEFAULT =
      new BuildLimits(20_000, 256L << 20, 5_000, 50_000, 5_000_000, 2_000, Limits.DEFAULT);

  static final int DEPTH = 500;

  static KustomizeException reached(@Nullable Position where, String what, long limit) {
    return new KustomizeException(
        Code.LIMIT,
        where,
        "The build has more than " + limit + " " + what + ".",
        "Split the build, or raise the limit where it is set.");
  }
}
