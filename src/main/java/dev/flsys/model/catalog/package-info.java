/**
 * The model files of the project: the search for them, their ids, and the options of each one. Used by {@code model},
 * its rooms, and the rooms that name a model. The entry is {@link dev.flsys.model.catalog.ModelCatalog}.
 */
@NullMarked
package dev.flsys.model.catalog;

import org.jspecify.annotations.NullMarked;
