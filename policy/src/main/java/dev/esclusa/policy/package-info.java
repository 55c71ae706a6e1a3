/**
 * Is it allowed? A plan and the configuration become a {@code PolicyDecision}; approvals, time,
 * freezes and waivers become an {@code Admission}. Knows the model and nothing of how plans,
 * signatures or clocks are made.
 */
@NullMarked
package dev.esclusa.policy;

import org.jspecify.annotations.NullMarked;
