package dev.flsys.python;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** Shell scripts that stand for interpreters. */
final class FakePython {

    private FakePython() {}

    /** One that answers the probe, and takes everything else without doing anything. */
    static Path answering(Path file, String version, String torch, boolean venv) throws IOException {
        String told = torch.isEmpty() ? "null" : "\"" + torch + "\"";
        return script(
                file,
                "echo 'FLSYS-PROBE {\"version\":[" + version.replace('.', ',') + "],\"torch\":" + told + ",\"venv\":"
                        + venv + ",\"inside\":false}'");
    }

    static Path script(Path file, String body) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.writeString(file, "#!/bin/sh\n" + body + "\n");
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
