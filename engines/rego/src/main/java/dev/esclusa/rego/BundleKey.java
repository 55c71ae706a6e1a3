package dev.esclusa.rego;

/**
 * A key that a bundle's signature is checked with (OPA documentation, "Bundles", "Signing").
 *
 * @param id as the token names it: {@code kid} of its header, or {@code keyid} of its claims
 * @param algorithm {@code RS256 PS384 ES512 EdDSA HS256} and so on; the token has no say in it
 * @param key a public key or certificate in PEM; for HS algorithms the secret itself
 * @param scope what the token's {@code scope} must be; empty for none
 */
public record BundleKey(String id, String algorithm, String key, String scope) {
  @Override
  public String toString() {
    return "BundleKey[" + id + ", " + algorithm + "]"; // the key may be a secret
  }
}
