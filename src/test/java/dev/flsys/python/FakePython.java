package dev.flsys.python;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** Shell scripts in place of interpreters. */
final class FakePython {

    private FakePython() {}

    /** A script that answers the probe and accepts every other command without effect. */
    static Path answering(Path file, String version, String torch, boolean venv) throws IOException {
        String shown = torch.isEmpty() ? "null" : "\"" + torch + "\"";
        return script(
                file,
                "echo 'FLSYS-PROBE {\"version\":[" + version.replace('.', ',') + "],\"torch\":" + shown + ",\"venv\":"
                        + venv + ",\"inside\":false}'");
    }

    static Path script(Path file, String body) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.writeString(file, "#!/bin/sh\n" + body + "\n");
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
