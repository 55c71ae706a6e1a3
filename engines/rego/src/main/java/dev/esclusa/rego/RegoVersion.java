package dev.esclusa.rego;

/** Which language a file is written in unless its imports say otherwise. */
public enum RegoVersion {
  V0,
  V1
}
