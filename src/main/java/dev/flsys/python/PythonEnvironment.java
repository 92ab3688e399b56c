package dev.flsys.python;

import java.io.File;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** The environment variables of every Python child of the project. */
public final class PythonEnvironment {

    /** Unbuffered output in UTF-8. Flower and Ray send no telemetry and print no warnings about containers. */
    private static final Map<String, String> ALWAYS = Map.of(
            "PYTHONUNBUFFERED", "1",
            "PYTHONIOENCODING", "utf-8",
            "FLWR_TELEMETRY_ENABLED", "0",
            "FLWR_DISABLE_UPDATE_CHECK", "1",
            "RAY_USAGE_STATS_ENABLED", "0",
            "RAY_DISABLE_DOCKER_CPU_WARNING", "1");

    private PythonEnvironment() {}

    /** Variables for a child that is not Python but may start it. */
    public static Map<String, String> withoutInterpreter() {
        return ALWAYS;
    }

    /**
     * Variables in addition to the variables of the service. They are the same as in an activated virtual environment
     * of {@code interpreter}, so that a command finds the {@code python} and the {@code flwr} of the project. Without a
     * virtual environment the folder of the interpreter is also first on PATH.
     */
    public static Map<String, String> of(Interpreter interpreter) {
        return of(interpreter.executable());
    }

    /**
     * The same variables for an interpreter that was not asked.
     *
     * @param executable absolute path, with links kept
     */
    public static Map<String, String> of(Path executable) {
        Map<String, String> variables = new LinkedHashMap<>(ALWAYS);
        Interpreter.findEnvironment(executable).ifPresent(folder -> variables.put("VIRTUAL_ENV", folder.toString()));
        Path programs = executable.getParent();
        if (programs != null) {
            String path = System.getenv().getOrDefault("PATH", "");
            variables.put("PATH", path.isEmpty() ? programs.toString() : programs + File.pathSeparator + path);
        }
        return Map.copyOf(variables);
    }
}
