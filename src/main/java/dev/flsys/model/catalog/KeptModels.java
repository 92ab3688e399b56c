package dev.flsys.model.catalog;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The models that simulations wrote and that are kept with them: a source of the catalog beside the folders of the
 * project. Thread-safe.
 */
@FunctionalInterface
public interface KeptModels {

    /** No kept models. */
    KeptModels NONE = List::of;

    /**
     * A kept model.
     *
     * @param name the id that the model had when its simulation ended; for a checkpoint, a name of the simulation
     * @param run the id of the simulation
     * @param original the file that the simulation wrote, which may have another content now; absolute
     * @param file the kept file, absolute; a regular file
     * @param network the id by which the network and the options are found
     * @param round the round of a checkpoint; null for a file that the simulation wrote itself
     * @param latest whether the name refers to the newest weights, which later rounds replace
     */
    record Kept(
            String name,
            String run,
            Path original,
            Path file,
            String network,
            @Nullable Integer round,
            boolean latest) {

        /** A file that the simulation wrote itself. */
        public Kept(String name, String run, Path original, Path file) {
            this(name, run, original, file, name, null, false);
        }
    }

    /**
     * The present kept models. The models of the latest simulation come first. The {@code latest} models of a
     * simulation come after its other models. Blocks while it reads files.
     */
    List<Kept> list();

    /**
     * Calls {@code changed} from now on with each file whose content was replaced, after the replacement. It must not
     * block.
     */
    default void listen(Consumer<Path> changed) {}
}
