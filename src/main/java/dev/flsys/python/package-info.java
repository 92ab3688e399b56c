/**
 * The project's Python interpreter. The room finds it, or creates it when it is first needed and reports every step.
 * Used by {@code flower}, {@code model.export} and {@code simulation}. The entry is
 * {@link dev.flsys.python.ProjectPython}.
 *
 * <p>FLOWER_PYTHON names the interpreter. Otherwise the interpreter is in the project's {@code .venv}, which is created
 * from {@code requirements.txt} or {@code pyproject.toml}.
 */
@NullMarked
package dev.flsys.python;

import org.jspecify.annotations.NullMarked;
