/** PostgreSQL: journal, leases, work, embedded server. */
@NullMarked
package dev.esclusa.adapters.database;

import org.jspecify.annotations.NullMarked;
