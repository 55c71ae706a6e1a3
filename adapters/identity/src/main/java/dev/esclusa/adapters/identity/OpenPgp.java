package dev.esclusa.adapters.identity;

import dev.esclusa.approval.SignatureVerifier.Verdict;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.bouncycastle.bcpg.HashAlgorithmTags;
import org.bouncycastle.bcpg.sig.KeyFlags;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.PGPPublicKey;
import org.bouncycastle.openpgp.PGPPublicKeyRing;
import org.bouncycastle.openpgp.PGPPublicKeyRingCollection;
import org.bouncycastle.openpgp.PGPSignature;
import org.bouncycastle.openpgp.PGPSignatureList;
import org.bouncycastle.openpgp.PGPSignatureSubpacketVector;
import org.bouncycastle.openpgp.PGPUtil;
import org.bouncycastle.openpgp.bc.BcPGPObjectFactory;
import org.bouncycastle.openpgp.operator.bc.BcKeyFingerprintCalculator;
import org.bouncycastle.openpgp.operator.bc.BcPGPContentVerifierBuilderProvider;

/** Checks detached OpenPGP signatures (RFC 9580) by keys that the configuration holds. */
final class OpenPgp {
  private static final Set<Integer> HASHES =
      Set.of(HashAlgorithmTags.SHA256, HashAlgorithmTags.SHA384, HashAlgorithmTags.SHA512);

  private OpenPgp() {}

  /** A key of a ring and the person whom the ring stands for. */
  private record Candidate(String principal, PGPPublicKey primary, PGPPublicKey key) {}

  static Verdict verify(byte[] message, String armored, List<OpenPgpKey> keys, Instant at) {
    try {
      PGPSignature signature = signature(armored);
      if (signature.getSignatureType() != PGPSignature.BINARY_DOCUMENT
          || !HASHES.contains(signature.getHashAlgorithm())) {
        return new Verdict.Invalid("it is not a SHA-2 signature of bytes");
      }
      List<Candidate> candidates = candidates(signature.getKeyID(), keys);
      return switch (candidates.size()) {
        case 0 ->
            new Verdict.Invalid(
                "OpenPGP key "
                    + HexFormat.of().toHexDigits(signature.getKeyID())
                    + " is not in the configuration");
        case 1 -> judge(signature, message, candidates.getFirst(), at);
        default -> new Verdict.Invalid("the OpenPGP key is in the configuration more than once");
      };
    } catch (IOException | PGPException | RuntimeException e) {
      // BouncyCastle answers hostile packets with many kinds of unchecked exceptions
      return new Verdict.Invalid("it is not a sound OpenPGP signature: " + e.getMessage());
    }
  }

  private static Verdict judge(
      PGPSignature signature, byte[] message, Candidate candidate, Instant at) throws PGPException {
    if (!maySign(candidate, at)) {
      return new Verdict.Invalid(
          "OpenPGP key "
              + fingerprint(candidate.key())
              + " is expired, revoked, or not one that signs");
    }
    signature.init(new BcPGPContentVerifierBuilderProvider(), candidate.key());
    signature.update(message);
    return signature.verify()
        ? new Verdict.Valid(candidate.principal(), fingerprint(candidate.key()))
        : new Verdict.Invalid(
            "OpenPGP key " + fingerprint(candidate.key()) + " did not sign these bytes");
  }

  private static PGPSignature signature(String armored) throws IOException {
    BcPGPObjectFactory packets = new BcPGPObjectFactory(decoded(armored).readAllBytes());
    if (packets.nextObject() instanceof PGPSignatureList list
        && list.size() == 1
        && packets.nextObject() == null) {
      return list.get(0);
    }
    throw new MalformedKey("it does not hold exactly one signature");
  }

  private static List<Candidate> candidates(long keyId, List<OpenPgpKey> keys)
      throws IOException, PGPException {
    List<Candidate> found = new ArrayList<>();
    for (OpenPgpKey one : keys) {
      for (PGPPublicKeyRing ring :
          new PGPPublicKeyRingCollection(
              decoded(one.armored()), new BcKeyFingerprintCalculator())) {
        PGPPublicKey key = ring.getPublicKey(keyId);
        if (key != null) {
          found.add(new Candidate(one.principal(), ring.getPublicKey(), key));
        }
      }
    }
    return found;
  }

  private static InputStream decoded(String armored) throws IOException {
    return PGPUtil.getDecoderStream(
        new ByteArrayInputStream(armored.getBytes(StandardCharsets.US_ASCII)));
  }

  private static boolean maySign(Candidate candidate, Instant at) throws PGPException {
    PGPPublicKey primary = candidate.primary();
    PGPPublicKey key = candidate.key();
    if (primary.hasRevocation() || key.hasRevocation() || !alive(primary, at) || !alive(key, at)) {
      return false;
    }
    return key.isMasterKey() ? isCertified(primary) : isBound(key, primary);
  }

  private static boolean alive(PGPPublicKey key, Instant at) {
    Instant madeAt = key.getCreationTime().toInstant();
    long seconds = key.getValidSeconds();
    return !at.isBefore(madeAt) && (seconds == 0 || at.isBefore(madeAt.plusSeconds(seconds)));
  }

  /** The primary key vouches for one of its user ids. */
  private static boolean isCertified(PGPPublicKey primary) throws PGPException {
    for (Iterator<String> ids = primary.getUserIDs(); ids.hasNext(); ) {
      String id = ids.next();
      for (Iterator<PGPSignature> it = primary.getSignaturesForID(id); it.hasNext(); ) {
        PGPSignature signature = it.next();
        if (signature.getKeyID() == primary.getKeyID()
            && signature.isCertification()
            && mayBeUsedToSign(signature, true)) {
          signature.init(new BcPGPContentVerifierBuilderProvider(), primary);
          if (signature.verifyCertification(id, primary)) {
            return true;
          }
        }
      }
    }
    return false;
  }

  /** RFC 9580 section 10.1.5: each key signs for the other, or a foreign subkey could be added. */
  private static boolean isBound(PGPPublicKey subkey, PGPPublicKey primary) throws PGPException {
    for (Iterator<PGPSignature> it = subkey.getSignaturesOfType(PGPSignature.SUBKEY_BINDING);
        it.hasNext(); ) {
      PGPSignature binding = it.next();
      binding.init(new BcPGPContentVerifierBuilderProvider(), primary);
      if (mayBeUsedToSign(binding, false)
          && binding.verifyCertification(primary, subkey)
          && agrees(binding, subkey, primary)) {
        return true;
      }
    }
    return false;
  }

  /** GnuPG keeps the subkey's own signature in the unhashed area, where it proves no less. */
  private static boolean agrees(PGPSignature binding, PGPPublicKey subkey, PGPPublicKey primary)
      throws PGPException {
    List<PGPSignature> embedded = new ArrayList<>();
    for (PGPSignatureSubpacketVector area :
        List.of(binding.getHashedSubPackets(), binding.getUnhashedSubPackets())) {
      for (PGPSignature back : area.getEmbeddedSignatures()) {
        embedded.add(back);
      }
    }
    for (PGPSignature back : embedded) {
      back.init(new BcPGPContentVerifierBuilderProvider(), subkey);
      if (back.getSignatureType() == PGPSignature.PRIMARYKEY_BINDING
          && back.verifyCertification(primary, subkey)) {
        return true;
      }
    }
    return false;
  }

  private static boolean mayBeUsedToSign(PGPSignature signature, boolean whenUnsaid) {
    PGPSignatureSubpacketVector hashed = signature.getHashedSubPackets();
    if (hashed == null || hashed.getKeyFlags() == 0) {
      return whenUnsaid;
    }
    return (hashed.getKeyFlags() & KeyFlags.SIGN_DATA) != 0;
  }

  private static String fingerprint(PGPPublicKey key) {
    return "OPENPGP:" + HexFormat.of().withUpperCase().formatHex(key.getFingerprint());
  }
}
