/**
 * Configuration files of many formats as values: TOML, INI, dotenv, properties, Dockerfile, HCL2, XML, JSON and YAML.
 * Knows values (dev.esclusa.tree) only; it must never know a file, an environment variable, a clock or a room of the
 * product. The values have the shape that Conftest 0.71 gives policies, so that one policy fits both.
 */
@NullMarked
package dev.esclusa.documents;

import org.jspecify.annotations.NullMarked;
