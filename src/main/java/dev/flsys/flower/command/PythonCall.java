package dev.flsys.flower.command;

import dev.flsys.python.Interpreter;
import dev.flsys.python.PythonEnvironment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The words that start Python, and the variables that it gets.
 *
 * @param words the interpreter: {@code .venv/bin/python}, or {@code uv run python}
 * @param environment variables in addition to the variables of the service
 * @param wrapped whether another program starts it, which may refuse arguments of several lines, as {@code conda run}
 *     does
 */
public record PythonCall(List<String> words, Map<String, String> environment, boolean wrapped) {

    public PythonCall {
        words = List.copyOf(words);
        environment = Map.copyOf(environment);
    }

    public static PythonCall of(Interpreter interpreter) {
        return of(interpreter, List.of());
    }

    /**
     * A call of an interpreter behind other programs.
     *
     * @param prefix the words in front of it, such as {@code env NAME=VALUE}
     */
    public static PythonCall of(Interpreter interpreter, List<String> prefix) {
        return of(interpreter.executable(), prefix);
    }

    /**
     * The same for an interpreter that was not asked.
     *
     * @param executable its absolute path
     */
    static PythonCall of(Path executable, List<String> prefix) {
        List<String> words = new ArrayList<>(prefix);
        words.add(executable.toString());
        return new PythonCall(words, PythonEnvironment.of(executable), false);
    }

    /**
     * The Python of a wrapper. The project's own environment is not activated for it, because {@code poetry run} would
     * use that environment instead of its own.
     *
     * @param python the interpreter as the wrapper knows it
     */
    public static PythonCall of(Wrapper wrapper, String python) {
        List<String> words = new ArrayList<>(wrapper.prefix());
        words.add(python);
        return new PythonCall(words, PythonEnvironment.withoutInterpreter(), true);
    }
}
