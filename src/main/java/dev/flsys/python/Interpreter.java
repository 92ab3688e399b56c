package dev.flsys.python;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A Python interpreter that answered when it was asked.
 *
 * @param executable absolute path, links kept
 * @param version of the language
 * @param torchVersion of the torch that it can see, not imported for this; empty if there is none
 */
public record Interpreter(Path executable, PythonVersion version, Optional<String> torchVersion) {

    /** Whether it can see a torch. */
    public boolean hasTorch() {
        return torchVersion.isPresent();
    }

    /** The virtual environment that it belongs to, if it does. */
    Optional<Path> environment() {
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
