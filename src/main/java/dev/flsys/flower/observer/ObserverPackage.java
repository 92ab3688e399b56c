package dev.flsys.flower.observer;

import dev.flsys.project.FlowerProject;
import dev.flsys.project.PrivateFiles;
import dev.flsys.project.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The Python package of the observer, as files of the project: {@code .flsys/observer/<hash of the content>/}. Several
 * services and versions may use the same project. Thread-safe.
 */
final class ObserverPackage {

    /** A native application cannot list its resources. */
    static final List<String> FILES = List.of(
            "sitecustomize.py",
            "flsys_observer/__init__.py",
            "flsys_observer/arrays.py",
            "flsys_observer/calls.py",
            "flsys_observer/checkpoints.py",
            "flsys_observer/clients.py",
            "flsys_observer/control.py",
            "flsys_observer/direction.py",
            "flsys_observer/events.py",
            "flsys_observer/hook.py",
            "flsys_observer/legacy.py",
            "flsys_observer/messages.py",
            "flsys_observer/nodes.py",
            "flsys_observer/observer.py",
            "flsys_observer/parts.py",
            "flsys_observer/phases.py",
            "flsys_observer/plan.py",
            "flsys_observer/privacy.py",
            "flsys_observer/refusal.py",
            "flsys_observer/resume.py",
            "flsys_observer/rounds.py",
            "flsys_observer/selection.py",
            "flsys_observer/state.py",
            "flsys_observer/steering.py",
            "flsys_observer/tensors.py",
            "flsys_observer/training.py",
            "flsys_observer/updates.py",
            "flsys_observer/what_if.py",
            "flsys_observer/worker.py",
            "flsys_observer/workflow.py");

    private static final int HASH_LENGTH = 16;

    private final Map<String, byte[]> files = new LinkedHashMap<>();
    private final String hash;

    ObserverPackage() {
        MessageDigest digest = Sha256.begin();
        for (String name : FILES) {
            byte[] bytes = readResource(name);
            files.put(name, bytes);
            digest.update((name + ' ' + bytes.length + '\n').getBytes(StandardCharsets.UTF_8));
            digest.update(bytes);
        }
        hash = Sha256.end(digest).substring(0, HASH_LENGTH);
    }

    /**
     * The folder with the package. Writes it if it is missing or was changed.
     *
     * @throws IOException if it cannot be written
     */
    Path folder(FlowerProject project) throws IOException {
        Path all = project.makeOwnFolder("observer");
        Path folder = all.resolve(hash);
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            write(all, folder);
        }
        repair(folder);
        return folder;
    }

    private void write(Path all, Path folder) throws IOException {
        Path next = Files.createTempDirectory(all, ".new-");
        try {
            for (Map.Entry<String, byte[]> each : files.entrySet()) {
                Path file = next.resolve(each.getKey());
                PrivateFiles.createFolders(file.resolve("..").normalize());
                PrivateFiles.write(file, each.getValue());
            }
            Files.move(next, folder, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileSystemException failed) {
            // Another thread or service has written it.
            if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
                throw failed;
            }
        } finally {
            PrivateFiles.deleteTree(next);
        }
    }

    private void repair(Path folder) throws IOException {
        for (Map.Entry<String, byte[]> each : files.entrySet()) {
            Path file = folder.resolve(each.getKey());
            if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                    || Files.size(file) != each.getValue().length
                    || !Arrays.equals(Files.readAllBytes(file), each.getValue())) {
                PrivateFiles.createFolders(file.resolve("..").normalize());
                PrivateFiles.replace(file, each.getValue());
            }
        }
    }

    private static byte[] readResource(String name) {
        try (InputStream in = ObserverPackage.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("The resource " + name + " is missing.");
            }
            return in.readAllBytes();
        } catch (IOException unreadable) {
            throw new IllegalStateException("The resource " + name + " cannot be read.", unreadable);
        }
    }
}
