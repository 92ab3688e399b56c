/**
 * The project's Python interpreter: found, or made on first need with every step reported. Used by {@code flower},
 * {@code model.export} and {@code simulation}. The entry is {@link dev.flsys.python.ProjectPython}.
 *
 * <p>FLOWER_PYTHON names the interpreter. Otherwise it is the project's {@code .venv}, which is made from
 * {@code requirements.txt} or {@code pyproject.toml}.
 */
@NullMarked
package dev.flsys.python;

import org.jspecify.annotations.NullMarked;
