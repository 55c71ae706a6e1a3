package dev.esclusa.adapters.terraform;

import java.util.LinkedHashMap;
import java.util.Map;

/** Where the state of the stack is. */
public sealed interface RunBackend {

  /** The stack's own backend block, used as it is; its credentials come with the identity. */
  record AsWritten() implements RunBackend {}

  /**
   * Our own HTTP backend. It takes the place of whatever the stack says, and is told by environment
   * alone: what is told on the command line ends up in the saved plan.
   *
   * @param address of the state; the lock is asked for at the same place
   */
  record Http(String address, String userName, String password) implements RunBackend {
    Map<String, String> environment() {
      Map<String, String> all = new LinkedHashMap<>();
      all.put("TF_HTTP_ADDRESS", address);
      all.put("TF_HTTP_LOCK_ADDRESS", address);
      all.put("TF_HTTP_UNLOCK_ADDRESS", address);
      all.put("TF_HTTP_USERNAME", userName);
      all.put("TF_HTTP_PASSWORD", password);
      // The server may be gone when the engine is done; it waits for the next one, some minutes.
      all.put("TF_HTTP_RETRY_MAX", "90");
      all.put("TF_HTTP_RETRY_WAIT_MIN", "1");
      all.put("TF_HTTP_RETRY_WAIT_MAX", "10");
      return all;
    }

    @Override
    public String toString() {
      return "Http[" + address + "]";
    }
  }
}
