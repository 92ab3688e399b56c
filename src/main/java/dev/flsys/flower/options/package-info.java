/**
 * The options of a start script or a Flower app. They are read from the script's parser or from {@code pyproject.toml},
 * and compared with a client's parameters. Used by {@code flower} and {@code simulation}.
 *
 * <p>{@code ask_options.py} runs the script with {@code --help} in the project's interpreter and prints the options of
 * its parser, or the keys of its configuration (Hydra, sacred), as JSON. A script whose source contains no parser is
 * not run, because it might start a training. The answer is kept until a source or a file of settings changes.
 *
 * <p>{@code ScriptArguments} turns parameters into arguments: {@code KnownOptions} for a parser, {@code HydraOptions},
 * {@code ShellScript}, and {@code UnreportedOptions} for everything else. Before a start, parameters are refused if the
 * script would certainly refuse them, or would read another value from them. Flower apps have {@code FlowerParameters}.
 */
@NullMarked
package dev.flsys.flower.options;

import org.jspecify.annotations.NullMarked;
