package dev.flsys.model.export;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.flsys.model.catalog.ModelFile;
import dev.flsys.model.catalog.ModelSettings;
import dev.flsys.project.Sha256;
import dev.flsys.python.LocalSources;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * The hash of all inputs of an export: the name of its folder in the cache.
 *
 * @param value the first 32 hexadecimal digits of a SHA-256
 * @param identity the inputs by name, for readers of the cache
 */
record ExportKey(String value, Map<String, String> identity) {

    ExportKey {
        // Not Map.copyOf: the order must be the same each time.
        identity = Collections.unmodifiableMap(new LinkedHashMap<>(identity));
    }

    /** The version of the exporter. Increase it when the exporter gives another result for the same input. */
    private static final int EXPORTER = 4;

    private static final int DIGITS = 32;
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * The key of the current content of a file.
     *
     * @throws IOException if the weights or the definition cannot be read
     */
    static ExportKey of(ModelFile file, ModelSettings settings, Path root, FileHashes hashes) throws IOException {
        return of("weights_sha256", hashes.of(file.path()), UnaryOperator.identity(), file, settings, root);
    }

    /**
     * The key of an architecture: of all inputs of an export except the values of the weights.
     *
     * @param tensors the hash of the names, types and shapes of all tensors in the file
     * @param name maps ids, and names of files and folders, to the part of them that takes part in the export
     * @throws IOException if the definition cannot be read
     */
    static ExportKey ofArchitecture(
            String tensors, UnaryOperator<String> name, ModelFile file, ModelSettings settings, Path root)
            throws IOException {
        return of("tensors_sha256", tensors, name, file, settings, root);
    }

    private static ExportKey of(
            String hashName, String hash, UnaryOperator<String> name, ModelFile file, ModelSettings settings, Path root)
            throws IOException {
        String id = name.apply(file.networkId().value());
        Map<String, String> identity = new LinkedHashMap<>();
        identity.put("exporter", Integer.toString(EXPORTER));
        identity.put(hashName, hash);
        identity.put(
                "definition_sha256",
                LocalSources.ofModule(root, settings.definition().name()).digest());
        identity.put("module", settings.definition().name());
        identity.put("model_id", id);
        identity.put("image_size", Integer.toString(file.options().picture().imageSize()));
        identity.put("labels", Integer.toString(file.options().labels().size()));
        // The class is part of the key only if it is set. So an entry without a class has the same key in a project
        // that sets the class of other models.
        Optional<String> className = file.options().className();
        className.ifPresent(chosen -> identity.put("class", chosen));
        List<String> names = file.names(root).stream()
                .map(name)
                .filter(each -> !each.equals(id))
                .distinct()
                .toList();
        if (className.isEmpty() && !names.isEmpty()) {
            identity.put("names", json(names));
        }
        if (!file.options().arguments().isEmpty()) {
            identity.put("arguments", json(file.options().arguments()));
        }
        file.options().picture().mean().ifPresent(mean -> identity.put("mean_values", Integer.toString(mean.size())));
        MessageDigest digest = Sha256.begin();
        identity.forEach((key, value) -> digest.update((key + "=" + value + "\n").getBytes(StandardCharsets.UTF_8)));
        return new ExportKey(Sha256.end(digest).substring(0, DIGITS), identity);
    }

    private static String json(Object value) throws IOException {
        return JSON.writeValueAsString(value);
    }
}
