package dev.esclusa.tlog;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Keys and small logs for the tests. */
final class Logs {
  static final String ORIGIN = "log.example/esclusa";
  static final SignerKey LOG_KEY = SignerKey.of(ORIGIN, KeyType.NOTE, seed(1));
  static final SignerKey WITNESS_KEY =
      SignerKey.of("witness.example/w1", KeyType.COSIGNATURE, seed(2));
  static final SignerKey WITNESS_KEY_2 =
      SignerKey.of("witness.example/w2", KeyType.COSIGNATURE, seed(3));

  private Logs() {}

  static byte[] seed(int fill) {
    var seed = new byte[32];
    Arrays.fill(seed, (byte) fill);
    return seed;
  }

  static List<byte[]> entries(int count) {
    var entries = new ArrayList<byte[]>();
    for (int i = 0; i < count; i++) {
      entries.add(("entry " + i).getBytes(StandardCharsets.UTF_8));
    }
    return entries;
  }

  static List<byte[]> randomEntries(SplittableRandom random, int count) {
    var entries = new ArrayList<byte[]>();
    for (int i = 0; i < count; i++) {
      var entry = new byte[random.nextInt(40)];
      random.nextBytes(entry);
      entries.add(entry);
    }
    return entries;
  }

  static InMemoryTileStore store(List<byte[]> entries) {
    var store = new InMemoryTileStore();
    var head = LogWriter.create(store).append(entries);
    store.writeCheckpoint(sign(head).encoded());
    return store;
  }

  static SignedCheckpoint sign(TreeHead head) {
    return SignedCheckpoint.sign(new Checkpoint(ORIGIN, head), LOG_KEY);
  }

  static TrustPolicy logOnly() {
    return TrustPolicy.parse("log " + LOG_KEY.verifier() + "\nquorum none\n");
  }
}
