package dev.esclusa.model;

import dev.esclusa.tree.Pointer;

/** A field of one object: {@code Deployment.apps/crm-dev/crm-core} and {@code /spec/replicas}. */
public record FieldAddress(Address address, Pointer pointer) {}
