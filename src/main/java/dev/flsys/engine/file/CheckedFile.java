package dev.flsys.engine.file;

import dev.flsys.engine.torchscript.TorchScriptCheck;
import dev.flsys.engine.torchscript.TorchScriptRefused;
import dev.flsys.project.FileStamp;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A checked TorchScript file for libtorch. The check and the load read the same copy, in a folder that only this user
 * can open. So no other user can replace the file between them. The copy needs the size of the file in java.io.tmpdir
 * during the load. If there is too little space, the file itself is checked and loaded, and must not change meanwhile.
 */
public final class CheckedFile implements AutoCloseable {

    private final Path path;
    private final FileStamp stamp;
    private final PrivateCopy copies;

    private CheckedFile(Path path, FileStamp stamp, PrivateCopy copies) {
        this.path = path;
        this.stamp = stamp;
        this.copies = copies;
    }

    /**
     * Copies and checks {@code file}.
     *
     * @throws TorchScriptRefused if it must not be loaded
     * @throws IOException if it cannot be read, or is no regular file
     */
    public static CheckedFile of(Path file) throws IOException, TorchScriptRefused {
        FileStamp stamp = FileStamp.read(file).orElseThrow(() -> new IOException("It is not a regular file"));
        PrivateCopy copies = PrivateCopy.start();
        boolean passed = false;
        try {
            Optional<Path> copy = copies.add(file, String.valueOf(file.getFileName()));
            CheckedFile checked = new CheckedFile(
                    copy.orElse(file), copy.flatMap(FileStamp::read).orElse(stamp), copies);
            TorchScriptCheck.require(checked.path());
            passed = true;
            return checked;
        } finally {
            if (!passed) {
                copies.close();
            }
        }
    }

    /** The file to load. */
    public Path path() {
        return path;
    }

    /**
     * Refuses a file that has changed since the check.
     *
     * @throws ModelUnusable if it has
     */
    public void requireUnchanged() {
        if (!FileStamp.read(path).equals(Optional.of(stamp))) {
            throw new ModelUnusable("changes while it is loaded");
        }
    }

    @Override
    public void close() {
        copies.close();
    }
}
