package dev.esclusa.adapters.database;

import dev.esclusa.control.EnvelopeSealer.Closed;
import dev.esclusa.control.Journal.Batch;
import dev.esclusa.control.Journal.NewEntry;
import dev.esclusa.control.PayloadCipher;
import dev.esclusa.control.PayloadCipher.StreamKey;
import dev.esclusa.model.Stream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The keys of streams, as far as this server remembers them. Writers lock their payloads away with
 * them before they queue up; whether a key still stands is decided under the lock of the log.
 */
final class StreamKeys {
  private static final int MAX = 50_000;

  private final PayloadCipher cipher;
  private final Map<Stream, StreamKey> known = new ConcurrentHashMap<>();

  StreamKeys(PayloadCipher cipher) {
    this.cipher = cipher;
  }

  /**
   * A payload locked away.
   *
   * @param key with which; another one stands when the stream was erased or begun by somebody else
   */
  record Locked(StreamKey key, byte[] sealed) {}

  /** By position in the batch; absent where there is no payload, or no key is known yet. */
  List<@Nullable Locked> lock(Batch batch, List<Closed> closed) {
    List<@Nullable Locked> locked = new ArrayList<>(closed.size());
    Map<Stream, StreamKey> fresh = new HashMap<>();
    for (int i = 0; i < closed.size(); i++) {
      StreamKey key = closed.get(i).payload() == null ? null : key(batch.entries().get(i), fresh);
      locked.add(key == null ? null : lock(key, closed.get(i)));
    }
    return locked;
  }

  private @Nullable StreamKey key(NewEntry entry, Map<Stream, StreamKey> fresh) {
    StreamKey key = known.get(entry.stream());
    if (key != null) {
      return key;
    }
    return entry.expectedSequence() == 0
        ? fresh.computeIfAbsent(entry.stream(), cipher::newKey)
        : fresh.get(entry.stream());
  }

  Locked lock(StreamKey key, Closed closed) {
    var payload = closed.payload();
    if (payload == null) {
      throw new IllegalArgumentException("no payload");
    }
    return new Locked(key, cipher.seal(key, closed.commitment(), payload));
  }

  @Nullable StreamKey get(Stream stream) {
    return known.get(stream);
  }

  boolean has(Stream stream) {
    return known.containsKey(stream);
  }

  void put(Stream stream, StreamKey key) {
    if (known.size() >= MAX) {
      known.clear();
    }
    known.put(stream, key);
  }

  StreamKey fresh(Stream stream) {
    return cipher.newKey(stream);
  }

  void learn(Stream stream, byte[] wrapped) {
    put(stream, cipher.unwrap(stream, wrapped));
  }

  void forget() {
    known.clear();
  }
}
