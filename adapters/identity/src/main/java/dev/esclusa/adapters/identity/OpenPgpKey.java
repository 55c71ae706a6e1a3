package dev.esclusa.adapters.identity;

/**
 * An OpenPGP key and the person it stands for. The person is named by the configuration (the file's
 * name), never by the user ids that the key claims.
 *
 * @param principal e.g. {@code ana@crm.example}
 * @param armored an exported public key block
 */
public record OpenPgpKey(String principal, String armored) {}
