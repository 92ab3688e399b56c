package dev.flsys.model.export;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flsys.project.FlowerProject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The files of the project that a definition read during an export.
 *
 * @param hashes SHA-256 of the content by the path in the project, see {@link FileHashes#ofContent}
 */
record ExportInputs(Map<String, String> hashes) {

    static ExportInputs of(JsonNode inputs) {
        Map<String, String> hashes = new LinkedHashMap<>();
        inputs.properties()
                .forEach(input -> hashes.put(input.getKey(), input.getValue().asText()));
        return new ExportInputs(hashes);
    }

    /** The files that still exist in the project. */
    List<Path> files(FlowerProject project) {
        return hashes.keySet().stream()
                .map(project::resolve)
                .flatMap(Optional::stream)
                .toList();
    }

    /** A file that has another content now, or does not exist any more. */
    Optional<String> changed(FlowerProject project, FileHashes now) {
        return hashes.entrySet().stream()
                .filter(input -> !isUnchanged(project.resolve(input.getKey()), input.getValue(), now))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    private static boolean isUnchanged(Optional<Path> file, String hash, FileHashes now) {
        try {
            return file.isPresent() && now.ofContent(file.get()).equals(hash);
        } catch (IOException gone) {
            return false;
        }
    }
}
