/**
 * The check of a TorchScript file before libtorch opens it. TorchScript files are programs whose operators could write
 * files. Used by {@code engine}.
 *
 * <p>The check compares all code and pickles of the archive with a list of numerical operators, {@code operators.txt}.
 * {@code src/test/torchscript/operators.py} generates the list from the bundled libtorch. Run the script again when the
 * version of libtorch changes. libtorch opens a private copy of the checked file.
 */
@NullMarked
package dev.flsys.engine.torchscript;

import org.jspecify.annotations.NullMarked;
