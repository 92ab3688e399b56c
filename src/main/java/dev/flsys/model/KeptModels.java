package dev.flsys.model;

import java.nio.file.Path;
import java.util.List;

/**
 * The models that simulations wrote and that are kept with them: a source of the catalog beside the folders of the
 * project. Safe for use by several threads.
 */
@FunctionalInterface
public interface KeptModels {

    /** No kept models. */
    KeptModels NONE = List::of;

    /**
     * A kept model.
     *
     * @param name the id that the model had when its simulation ended
     * @param run the id of the simulation
     * @param original the file that the simulation wrote, which may have another content now; absolute
     * @param file the kept file, absolute; a regular file
     */
    record Kept(String name, String run, Path original, Path file) {}

    /** The present kept models, those of the latest simulation first. Blocks while it reads files. */
    List<Kept> list();
}
