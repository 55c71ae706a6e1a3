package dev.esclusa.control;

import java.time.Instant;

/** What a change needs after one move. */
sealed interface Next {
  /** It moved; look again at once. */
  record Moved() implements Next {}

  /** It waits for somebody or something that will ask again. */
  record Rests() implements Next {}

  /** It is worth a look at an instant. */
  record LookAgain(Instant at) implements Next {}
}
