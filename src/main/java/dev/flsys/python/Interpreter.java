package dev.flsys.python;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A Python interpreter that answered.
 *
 * @param executable absolute path, with links kept
 * @param version the version of the language
 * @param torchVersion version of the torch that it finds, which is not imported; empty if there is none
 */
public record Interpreter(Path executable, PythonVersion version, Optional<String> torchVersion) {

    /** Whether it finds a torch. */
    public boolean hasTorch() {
        return torchVersion.isPresent();
    }

    /** The virtual environment of the interpreter, if it is in one. */
    Optional<Path> environment() {
        return findEnvironment(executable);
    }

    /** The virtual environment of an interpreter, if it is in one. */
    static Optional<Path> findEnvironment(Path executable) {
        return Optional.ofNullable(executable.getParent())
                .map(Path::getParent)
                .filter(folder -> Files.isRegularFile(folder.resolve("pyvenv.cfg")));
    }

    /** {@code /usr/bin/python3 (3.11.2, torch 1.13.0)}. */
    String label() {
        return executable + " (" + version
                + torchVersion.map(torch -> ", torch " + torch).orElse("") + ")";
    }
}
