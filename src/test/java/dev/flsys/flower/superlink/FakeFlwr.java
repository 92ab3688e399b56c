package dev.flsys.flower.superlink;

import dev.flsys.flower.command.FlowerProgram;
import dev.flsys.testsupport.Unchecked;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;

/** A {@code flwr} and its SuperLink: a script and files in a folder, see {@code flower-stand-in/flwr}. */
public final class FakeFlwr {

    private final Path folder;

    private FakeFlwr(Path folder) {
        this.folder = folder;
    }

    public static FakeFlwr in(Path folder) throws IOException {
        Path bin = Files.createDirectories(folder.resolve("bin"));
        Files.createDirectories(folder.resolve("superlink"));
        executable(Files.copy(Path.of("src/test/resources/flower-stand-in/flwr"), bin.resolve("flwr")));
        executable(Files.writeString(bin.resolve("python3"), "#!/bin/sh\nexec /usr/bin/python3 \"$@\"\n"));
        return new FakeFlwr(folder);
    }

    private static void executable(Path program) throws IOException {
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** An interpreter that has this {@code flwr} beside it. */
    public Path python() {
        return folder.resolve("bin/python3");
    }

    public FlowerProgram program() {
        return new FlowerProgram(
                List.of(folder.resolve("bin/flwr").toString()), folder, Map.of("PYTHONUNBUFFERED", "1"));
    }

    /** A running run with an empty log. */
    public RunAtSuperLink running(String id) {
        write(id + ".log", "");
        write(id + ".status", "running");
        return new RunAtSuperLink("grid", id);
    }

    /** Appends to the log of a run. */
    public void print(String id, String text) {
        Unchecked.io(() -> Files.writeString(file(id + ".log"), text, StandardOpenOption.APPEND));
    }

    /** Writes a file that the script reads, for example a run's status. */
    public void write(String name, String content) {
        // In one step: the script must not read half of it.
        Path next = Unchecked.io(() -> Files.writeString(file(name + ".next"), content));
        Unchecked.io(() -> Files.move(next, file(name), StandardCopyOption.ATOMIC_MOVE));
    }

    /** Removes a file of {@link #write}. */
    public void remove(String name) {
        Unchecked.io(() -> Files.deleteIfExists(file(name)));
    }

    public boolean has(String name) {
        return Files.exists(file(name));
    }

    public String read(String name) {
        return Unchecked.io(() -> Files.readString(file(name)));
    }

    private Path file(String name) {
        return folder.resolve("superlink").resolve(name);
    }
}
