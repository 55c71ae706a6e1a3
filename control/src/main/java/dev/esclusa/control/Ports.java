package dev.esclusa.control;

import dev.esclusa.approval.SignatureVerifier;
import dev.esclusa.tempo.Tempo;

/** Everything outside that control talks to. */
public record Ports(
    Journal journal,
    Leases leases,
    Repositories repositories,
    Authorities authorities,
    SignatureVerifier signatures,
    Tempo tempo) {}
