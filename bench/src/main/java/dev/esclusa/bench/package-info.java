/**
 * Measures how fast the product is. It knows everything and nothing knows it; it runs when asked
 * ({@code ./dev bench}) and never asserts a time.
 */
@org.jspecify.annotations.NullMarked
package dev.esclusa.bench;
