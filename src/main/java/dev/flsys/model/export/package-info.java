/**
 * From state dicts to models that run without Python: a bounded child of the project's own Python makes them, once for
 * each content, and a cache in the project keeps them.
 */
@NullMarked
package dev.flsys.model.export;

import org.jspecify.annotations.NullMarked;
