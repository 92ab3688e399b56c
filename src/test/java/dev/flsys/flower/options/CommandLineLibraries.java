package dev.flsys.flower.options;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flsys.python.Interpreter;
import dev.flsys.python.PythonVersion;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The real command-line libraries, in a Python environment under {@code target}. */
final class CommandLineLibraries {

    private static final List<String> LIBRARIES = List.of(
            "click==8.5.1",
            "typer==0.29.2",
            "absl-py==2.5.1",
            "fire==0.7.1",
            "hydra-core==1.3.2",
            "tyro==1.0.17",
            "docopt-ng==0.9.0",
            "jsonargparse==4.53.0",
            "pydantic-settings==2.16.3",
            "simple-parsing==0.1.9",
            "sacred==0.8.7");
    private static final Path ENVIRONMENT =
            Path.of("target/command-line-libraries").toAbsolutePath();

    private static final Path LOCK = ENVIRONMENT.resolveSibling("command-line-libraries.lock");

    /** The interpreter of the environment. */
    static final Interpreter PYTHON =
            new Interpreter(ENVIRONMENT.resolve("bin/python3"), new PythonVersion(3, 11, 0), Optional.empty());

    private CommandLineLibraries() {}

    /** Makes the environment, unless an earlier run of the tests made it. Waits while another JVM makes it. */
    static synchronized void install() throws Exception {
        Files.createDirectories(ENVIRONMENT.getParent());
        try (FileChannel lock = FileChannel.open(LOCK, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            lock.lock();
            Path done = ENVIRONMENT.resolve("installed");
            if (!Files.exists(done) || !Files.readAllLines(done).equals(LIBRARIES)) {
                make();
                Files.write(done, LIBRARIES);
            }
        }
    }

    private static void make() throws Exception {
        run(List.of("/usr/bin/python3", "-m", "venv", "--clear", ENVIRONMENT.toString()));
        run(Stream.concat(Stream.of(PYTHON.executable().toString(), "-m", "pip", "install", "-q"), LIBRARIES.stream())
                .toList());
    }

    private static void run(List<String> command) throws Exception {
        assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
    }
}
