package dev.esclusa.server;

import dev.esclusa.adapters.terraform.EngineAllowList;
import dev.esclusa.adapters.terraform.ProviderAllowList;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What the engines of stacks are looked for with.
 *
 * @param path folders in which {@code tofu} and {@code terraform} are looked for, apart by the
 *     platform's separator
 * @param providerMirror folder of unpacked providers; absent where only those within the engines
 *     are used
 * @param allowed which of the engines may run
 * @param allowedProviders which packages of the mirror may run
 * @param localStates where stacks with a local backend may keep their states; absent: nowhere
 */
public record EngineOptions(
    String path,
    @Nullable Path providerMirror,
    EngineAllowList allowed,
    ProviderAllowList allowedProviders,
    @Nullable Path localStates) {

  /** All that are there may run. */
  public EngineOptions(String path, @Nullable Path providerMirror) {
    this(
        path,
        providerMirror,
        EngineAllowList.everyInstalled(),
        ProviderAllowList.everything(),
        null);
  }

  /** The PATH of the server, and the mirror that its own variable names. */
  public static EngineOptions ofEnvironment() {
    String path = System.getenv("PATH");
    String mirror = System.getenv(Setting.PROVIDER_MIRROR.variable());
    return new EngineOptions(
        path == null ? "" : path, mirror == null || mirror.isEmpty() ? null : Path.of(mirror));
  }
}
