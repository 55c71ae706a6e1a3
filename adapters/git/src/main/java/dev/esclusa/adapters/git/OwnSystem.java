package dev.esclusa.adapters.git;

import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.lib.ObjectChecker;
import org.eclipse.jgit.storage.file.FileBasedConfig;
import org.eclipse.jgit.util.FS;
import org.eclipse.jgit.util.SystemReader;
import org.jspecify.annotations.Nullable;

/**
 * What JGit may know of the machine: nothing of the user's or the system's Git. JGit would read
 * their configuration, look for a git program, and write a file of its own under the user's folder.
 */
final class OwnSystem extends SystemReader.Delegate {
  private static final OwnSystem INSTANCE = new OwnSystem(SystemReader.getInstance());

  private OwnSystem(SystemReader machine) {
    super(machine);
  }

  /** For the whole process; every entry to this module calls it. */
  static void install() {
    if (SystemReader.getInstance() != INSTANCE) {
      SystemReader.setInstance(INSTANCE);
    }
  }

  /** History of real repositories is not always tidy; what could lead astray is refused. */
  static ObjectChecker lenientChecker() {
    return new ObjectChecker()
        .setAllowLeadingZeroFileMode(true)
        .setAllowInvalidPersonIdent(true)
        .setIgnore(ObjectChecker.ErrorType.MISSING_SPACE_BEFORE_DATE, true)
        .setIgnore(ObjectChecker.ErrorType.BAD_TIMEZONE, true)
        .setIgnore(ObjectChecker.ErrorType.BAD_DATE, true)
        .setIgnore(ObjectChecker.ErrorType.BAD_EMAIL, true)
        .setIgnore(ObjectChecker.ErrorType.MISSING_EMAIL, true);
  }

  @Override
  public String getHostname() {
    return "localhost";
  }

  @Override
  @SuppressWarnings("NullAway") // JGit expects null for a variable that is not set
  public String getenv(String variable) {
    return null;
  }

  @Override
  public FileBasedConfig openUserConfig(@Nullable Config parent, FS fs) {
    return new NoFile(parent, fs);
  }

  @Override
  public FileBasedConfig openSystemConfig(@Nullable Config parent, FS fs) {
    return new NoFile(parent, fs);
  }

  @Override
  public FileBasedConfig openJGitConfig(@Nullable Config parent, FS fs) {
    return new NoFile(parent, fs);
  }

  /** Configuration that is neither read nor written. */
  private static final class NoFile extends FileBasedConfig {
    @SuppressWarnings("NullAway") // as JGit itself does where there is no system configuration
    NoFile(@Nullable Config parent, FS fs) {
      super(parent, null, fs);
    }

    @Override
    public void load() {
      // there is no file
    }

    @Override
    public void save() {
      // there is no file
    }

    @Override
    public boolean isOutdated() {
      return false;
    }
  }
}
