package dev.flsys.model.weights;

import dev.flsys.model.catalog.ModelFile;
import dev.flsys.project.FileStamp;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The identity of a file's content: the properties of the file that change with the content. */
record FileContent(Optional<FileStamp> stamp, @Nullable Object key) {

    static FileContent of(ModelFile file) {
        return new FileContent(FileStamp.read(file.path()), FileStamp.key(file.path()));
    }
}
