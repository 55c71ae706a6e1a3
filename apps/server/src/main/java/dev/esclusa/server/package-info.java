/** HTTP API, events, webhooks and the wiring of the control plane. */
@NullMarked
package dev.esclusa.server;

import org.jspecify.annotations.NullMarked;
