package dev.esclusa.adapters.git;

import org.jspecify.annotations.Nullable;

/** The port that says who may read from and push to our Git endpoint. */
@FunctionalInterface
public interface Gate {
  /**
   * @param authorization the header of that name: {@code Bearer token}, or {@code Basic} with the
   *     token as password; absent when there is none
   * @return absent when it proves nobody
   */
  @Nullable Pusher authenticate(@Nullable String authorization);

  default boolean mayRead(@Nullable Pusher pusher, String repository) {
    return pusher != null;
  }

  default boolean mayPush(Pusher pusher, String repository) {
    return true;
  }
}
