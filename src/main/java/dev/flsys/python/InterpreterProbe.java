package dev.flsys.python;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.flsys.process.BoundedRun;
import dev.flsys.process.Launch;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The answer of an interpreter about itself.
 *
 * @param interpreter its path, version and torch
 * @param makesEnvironments whether {@code python -m venv} can work: Debian ships Python without {@code ensurepip}
 * @param inEnvironment whether it is in a virtual environment, whose packages another environment cannot reuse
 */
record InterpreterProbe(Interpreter interpreter, boolean makesEnvironments, boolean inEnvironment) {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final int MAX_OUTPUT = 64 * 1024;
    private static final String MARK = "FLSYS-PROBE ";
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Removes the working directory from the path: a torch.py of the project is not torch. */
    private static final String QUESTION = """
            import sys
            sys.path[:] = [p for p in sys.path if p]
            import json
            from importlib.util import find_spec
            torch = None
            if find_spec("torch") is not None:
                try:
                    from importlib.metadata import version
                    torch = version("torch").split("+")[0]
                except Exception:
                    torch = "of unknown version"
            print("\\nFLSYS-PROBE " + json.dumps({
                "version": sys.version_info[:3],
                "torch": torch,
                "venv": find_spec("venv") is not None and find_spec("ensurepip") is not None,
                "inside": sys.prefix != sys.base_prefix,
            }))
            """;

    /** Asks {@code executable}, which takes a second at most in practice; empty if it does not answer like Python 3. */
    static Optional<InterpreterProbe> ask(Path executable, Path directory) throws InterruptedException {
        Launch launch = Launch.of(
                List.of(executable.toString(), "-c", QUESTION), directory, Map.of("PYTHONIOENCODING", "utf-8"));
        try {
            BoundedRun run = BoundedRun.run(launch, LIMIT, MAX_OUTPUT);
            int answer = run.output().lastIndexOf(MARK);
            return run.success() && answer >= 0
                    ? Optional.of(read(executable, run.output().substring(answer + MARK.length())))
                    : Optional.empty();
        } catch (IOException notStarted) {
            return Optional.empty();
        }
    }

    private static InterpreterProbe read(Path executable, String text) throws JsonProcessingException {
        JsonNode answered = JSON.readTree(text);
        JsonNode version = answered.path("version");
        return new InterpreterProbe(
                new Interpreter(
                        executable,
                        new PythonVersion(
                                version.path(0).asInt(),
                                version.path(1).asInt(),
                                version.path(2).asInt()),
                        Optional.ofNullable(answered.path("torch").textValue())),
                answered.path("venv").asBoolean(),
                answered.path("inside").asBoolean());
    }

    /** Whether a virtual environment of this interpreter can reuse its torch. */
    boolean lendsTorch() {
        return interpreter.hasTorch() && !inEnvironment;
    }
}
