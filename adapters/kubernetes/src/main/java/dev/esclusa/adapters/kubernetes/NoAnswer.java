package dev.esclusa.adapters.kubernetes;

import org.jspecify.annotations.Nullable;

/** No whole answer came back from a cluster. */
final class NoAnswer extends Exception {
  private static final long serialVersionUID = 1;

  /** Whether the cluster may have got the request, and may have done what it says. */
  private final boolean sent;

  NoAnswer(boolean sent, String cause, @Nullable Throwable failure) {
    super(cause, failure);
    this.sent = sent;
  }

  boolean sent() {
    return sent;
  }

  String text() {
    String message = getMessage();
    return message == null ? "no answer" : message;
  }
}
