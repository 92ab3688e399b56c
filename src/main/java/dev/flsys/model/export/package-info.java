/**
 * The export of state dicts to models that run without Python. A bounded process of the project's own Python makes each
 * export once, and a cache in the project keeps it. Used by {@code model} through its interfaces.
 */
@NullMarked
package dev.flsys.model.export;

import org.jspecify.annotations.NullMarked;
