package dev.esclusa.rego;

import dev.esclusa.tree.SourceTree;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * {@code .signatures.json} of a bundle: one JSON Web Token with the hash of every file (OPA
 * documentation, "Bundles", "Signature Format"). A bundle is as signed when the token holds under a
 * known key, each file has the hash that the token says, and no file is missing or too many.
 */
final class BundleSignatures {
  static final String FILE = ".signatures.json";

  private final String place;
  private final String folder;
  private final SourceTree tree;

  private BundleSignatures(SourceTree tree, String folder) {
    this.tree = tree;
    this.folder = folder;
    this.place = in(folder, FILE);
  }

  static boolean isIn(SourceTree tree, String folder) {
    return tree.file(in(folder, FILE)) != null;
  }

  /** What is wrong with the signature of the bundle in the folder; null when it is good. */
  static @Nullable RegoProblem problem(SourceTree tree, String folder, List<BundleKey> keys) {
    BundleSignatures signatures = new BundleSignatures(tree, folder);
    try {
      signatures.check(keys);
      return null;
    } catch (BuiltinFailure | RegoException bad) {
      return new RegoProblem(
          BundleManifest.BUNDLE,
          signatures.place + ": " + bad.getMessage(),
          "Do not trust the bundle; fetch it again, or sign it with a key that is known here.",
          null,
          null);
    }
  }

  /** What to say of a bundle whose signature nobody can check. */
  static RegoProblem unchecked(String folder) {
    return new RegoProblem(
        BundleManifest.BUNDLE,
        in(folder, FILE) + ": the bundle is signed, but no key was given: it was not checked",
        "Give the key it was signed with.",
        null,
        null);
  }

  private static String in(String folder, String name) {
    return folder.isEmpty() ? name : folder + "/" + name;
  }

  private void check(List<BundleKey> keys) {
    SourceTree.Blob blob = tree.file(place);
    if (blob == null) {
      throw new BuiltinFailure("the bundle is not signed, but must be");
    }
    RegoValue signatures = RegoJson.read(blob.bytes()).get("signatures");
    if (!(signatures instanceof RegoArray tokens)
        || tokens.size() != 1
        || !(tokens.at(0) instanceof RegoString token)) {
      throw new BuiltinFailure("it does not hold exactly one token");
    }
    Map<String, RegoValue> signed = files(claims(token.value(), keys));
    for (String file : new TreeMap<>(all()).keySet()) {
      RegoValue wanted = signed.remove(file);
      if (wanted == null) {
        throw new BuiltinFailure("the file " + file + " is not signed");
      }
      compare(file, wanted);
    }
    if (!signed.isEmpty()) {
      throw new BuiltinFailure("signed files are missing: " + String.join(", ", signed.keySet()));
    }
  }

  /** The claims of the token when its signature holds under the key that it names. */
  private static RegoObject claims(String token, List<BundleKey> keys) {
    String[] parts = token.split("\\.", -1);
    if (parts.length != 3) {
      throw new BuiltinFailure("the token has " + parts.length + " parts, not 3");
    }
    RegoValue header = RegoJson.read(GoBase64.url(parts[0]));
    if (!(RegoJson.read(GoBase64.url(parts[1])) instanceof RegoObject claims)) {
      throw new BuiltinFailure("the claims are no object");
    }
    BundleKey key = key(keys, text(header, "kid"), text(claims, "keyid"));
    byte[] signed = GoBytes.of(parts[0] + "." + parts[1]);
    boolean secret = key.algorithm().startsWith("HS");
    JsonWebKey known =
        secret
            ? new JsonWebKey("", key.id(), null, GoBytes.of(key.key()))
            : JsonWebKey.ofPem(key.key());
    if (!JwtSignature.fits(key.algorithm(), known, signed, GoBase64.url(parts[2]))) {
      throw new BuiltinFailure("the token's signature does not hold under the key " + key.id());
    }
    if (!text(claims, "scope").equals(key.scope())) {
      throw new BuiltinFailure(
          "the token is for the scope '" + text(claims, "scope") + "', not '" + key.scope() + "'");
    }
    return claims;
  }

  private static BundleKey key(List<BundleKey> keys, String kid, String keyid) {
    String wanted = kid.isEmpty() ? keyid : kid;
    for (BundleKey key : keys) {
      if (key.id().equals(wanted) || wanted.isEmpty() && keys.size() == 1) {
        return key;
      }
    }
    throw new BuiltinFailure("the key '" + wanted + "' is not known");
  }

  private static String text(@Nullable RegoValue object, String member) {
    return object != null && object.get(member) instanceof RegoString text ? text.value() : "";
  }

  private static Map<String, RegoValue> files(RegoObject claims) {
    Map<String, RegoValue> files = new TreeMap<>();
    if (claims.get("files") instanceof RegoArray list) {
      for (RegoValue file : list) {
        files.put(text(file, "name").replaceFirst("^/+", ""), file);
      }
    }
    return files;
  }

  private Map<String, SourceTree.Entry> all() {
    Map<String, SourceTree.Entry> found = new TreeMap<>();
    List<String> folders = new ArrayList<>(List.of(""));
    while (!folders.isEmpty()) {
      String each = folders.removeLast();
      for (SourceTree.Entry entry : tree.list(in(folder, each).replaceFirst("/$", ""))) {
        String path = in(each, entry.name());
        if (entry.type() == SourceTree.Entry.Type.FOLDER) {
          folders.add(path);
        } else if (!path.equals(FILE)) {
          found.put(path, entry);
        }
      }
    }
    return found;
  }

  private void compare(String file, RegoValue signed) {
    SourceTree.Blob blob = tree.file(in(folder, file));
    if (blob == null) {
      throw new BuiltinFailure("the file " + file + " cannot be read");
    }
    MessageDigest digest = digest(file, text(signed, "algorithm"));
    byte[] hash = digest.digest(hashed(file, blob.bytes()));
    String wanted = text(signed, "hash");
    String seen = HexFormat.of().formatHex(hash);
    if (!seen.equalsIgnoreCase(wanted)) {
      throw new BuiltinFailure(
          "the file " + file + " is not as it was signed: its hash is " + seen + ", not " + wanted);
    }
  }

  static MessageDigest digest(String file, String algorithm) {
    String name =
        switch (algorithm) {
          case "MD5", "SHA-1", "SHA-224", "SHA-256", "SHA-384", "SHA-512" -> algorithm;
          case "SHA-512-224" -> "SHA-512/224";
          case "SHA-512-256" -> "SHA-512/256";
          default ->
              throw new BuiltinFailure(
                  "the file " + file + " has a hash of an unknown kind: '" + algorithm + "'");
        };
    try {
      return MessageDigest.getInstance(name);
    } catch (GeneralSecurityException missing) {
      throw new BuiltinFailure("this JDK has no " + name);
    }
  }

  /** Documents count by their content with names in order, other files by their bytes. */
  static byte[] hashed(String file, byte[] bytes) {
    String name = file.substring(file.lastIndexOf('/') + 1);
    return switch (name) {
      case "data.json", ".manifest" -> structured(RegoJson.read(bytes));
      case "data.yaml", "data.yml" -> structured(GoYaml.read(file, bytes));
      default -> bytes;
    };
  }

  private static byte[] structured(RegoValue value) {
    StringBuilder out = new StringBuilder();
    RegoJson.write(value, out, false);
    return GoBytes.of(out.toString());
  }
}
