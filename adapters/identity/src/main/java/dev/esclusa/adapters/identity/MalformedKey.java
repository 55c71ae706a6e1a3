package dev.esclusa.adapters.identity;

/** Bytes that are no key or signature; callers turn it into a problem or a verdict. */
final class MalformedKey extends RuntimeException {
  private final String what;

  MalformedKey(String message) {
    super(message);
    this.what = message;
  }

  MalformedKey(String message, Throwable cause) {
    super(message, cause);
    this.what = message;
  }

  /** In words for whoever gave the bytes. */
  String what() {
    return what;
  }
}
