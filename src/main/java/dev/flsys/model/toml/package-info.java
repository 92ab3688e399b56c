/**
 * The reader of {@code flsys.toml}: it returns checked {@code [[model]]} tables, or faults with line numbers. Used by
 * {@code model}, which merges the tables that match an id. The entry is {@link dev.flsys.model.toml.OptionsToml}.
 */
@NullMarked
package dev.flsys.model.toml;

import org.jspecify.annotations.NullMarked;
