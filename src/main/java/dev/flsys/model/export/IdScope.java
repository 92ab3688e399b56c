package dev.flsys.model.export;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flsys.model.catalog.ModelFile;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/** The ids whose files may share an architecture: the part of an id that takes part in the choice of the class. */
enum IdScope {

    /** Ids that differ in the endings that runs add. */
    ANY_ENDING("any ending") {
        @Override
        String partOf(String id) {
            return IdEnding.remove(id);
        }
    },

    /** One id. */
    THIS_ID("this id") {
        @Override
        String partOf(String id) {
            return id;
        }
    },

    /** All ids that name no class: the weights alone choose the class, or {@code flsys.toml} does. */
    ANY_ID("any id") {
        @Override
        String partOf(String id) {
            return "";
        }
    };

    private final String text;

    IdScope(String text) {
        this.text = text;
    }

    /** The part of an id, or of the name of a file or folder, that takes part in the choice. */
    abstract String partOf(String id);

    /** The name of this scope in hashes. */
    String text() {
        return text;
    }

    /** The widest scope that the exporter reports, see {@code ids} in {@code flsys_architecture.py}. */
    static IdScope of(JsonNode places) {
        if (places.path("any_id").asBoolean()) {
            return ANY_ID;
        }
        return places.path("any_ending").asBoolean() ? ANY_ENDING : THIS_ID;
    }

    /**
     * Whether {@code file} may share {@code architecture}, which was found for this scope.
     *
     * @param root the folder of the project
     */
    boolean contains(ModelFile file, Path root, Architecture architecture) {
        if (this != ANY_ID || architecture.taken().isEmpty()) {
            return true;
        }
        Set<String> taken = new HashSet<>();
        architecture.taken().forEach(name -> taken.add(letters(name)));
        return Stream.concat(Stream.of(file.networkId().value()), file.names(root).stream())
                .map(IdEnding::withFewerEndings)
                .flatMap(List::stream)
                .noneMatch(name -> taken.contains(letters(name)));
    }

    /**
     * The characters by which an id names a class. Two names that {@code letters} in {@code flsys_definition.py} finds
     * equal are equal here, too.
     */
    private static String letters(String name) {
        String plain = Normalizer.normalize(name, Normalizer.Form.NFKC).replaceAll("[-_]", "");
        return plain.toLowerCase(Locale.ROOT).toUpperCase(Locale.ROOT);
    }
}
