package dev.flsys.model;

import java.nio.file.Path;
import java.util.Set;

/** The model files that a restart of the service needs, so that no limit may delete them. */
@FunctionalInterface
public interface FilesInUse {

    /** No files. */
    FilesInUse NONE = Set::of;

    /** The absolute paths of these files. Blocks while it reads files. */
    Set<Path> paths();
}
