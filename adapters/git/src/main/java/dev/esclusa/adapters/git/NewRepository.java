package dev.esclusa.adapters.git;

import dev.esclusa.tree.SourceTree;
import org.jspecify.annotations.Nullable;

/**
 * A repository to be served, with its first commit.
 *
 * @param name lower-case letters, digits and {@code -}, e.g. {@code root}
 * @param files of the first commit; regular files and folders only
 * @param authorName free text, as in any commit
 * @param broughtBy the principal on record as who pushed it; absent for nobody
 */
public record NewRepository(
    String name,
    SourceTree files,
    String authorName,
    String authorEmail,
    String subject,
    @Nullable String broughtBy) {}
