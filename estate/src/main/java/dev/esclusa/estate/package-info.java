/**
 * What is under control, by whose rules? Reads the configuration documents of a root repository and
 * checks them as a whole. Knows the nouns of the model and source trees; never knows what the
 * documents' targets hold, nor any authority.
 */
@NullMarked
package dev.esclusa.estate;

import org.jspecify.annotations.NullMarked;
