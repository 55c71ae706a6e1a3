/**
 * What does Git ask for? Turns a source tree and a managed target into its desired state. Knows the
 * nouns of the model, source trees and the kinds of Kubernetes; never knows what a cluster holds,
 * nor the configuration documents.
 */
@NullMarked
package dev.esclusa.desired;

import org.jspecify.annotations.NullMarked;
