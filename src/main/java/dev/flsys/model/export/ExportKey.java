package dev.flsys.model.export;

import dev.flsys.model.ModelFile;
import dev.flsys.model.ModelSettings;
import dev.flsys.python.LocalSources;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What an export depends on, in short: the name of its folder in the cache.
 *
 * @param value the first 32 hexadecimal digits of a SHA-256
 * @param identity what went into it, by name, for whoever looks into the cache
 */
record ExportKey(String value, Map<String, String> identity) {

    ExportKey {
        // Not Map.copyOf: the order is that of the description in the cache, the same every time.
        identity = Collections.unmodifiableMap(new LinkedHashMap<>(identity));
    }

    /** Raise it when the exporter makes something else of the same input. */
    private static final int EXPORTER = 2;

    private static final int DIGITS = 32;

    /**
     * The key of a file as it is now.
     *
     * @throws IOException if the weights or the definition cannot be read
     */
    static ExportKey of(ModelFile file, ModelSettings settings, Path root, FileHashes hashes) throws IOException {
        Map<String, String> identity = new LinkedHashMap<>();
        identity.put("exporter", Integer.toString(EXPORTER));
        identity.put("weights_sha256", hashes.of(file.path()));
        identity.put(
                "definition_sha256",
                LocalSources.ofModule(root, settings.definition().name()).digest());
        identity.put("module", settings.definition().name());
        identity.put("model_id", file.id().value());
        identity.put("image_size", Integer.toString(settings.imageSize()));
        identity.put("labels", Integer.toString(settings.labels().size()));
        MessageDigest digest = FileHashes.sha256();
        identity.forEach((name, value) -> digest.update((name + "=" + value + "\n").getBytes(StandardCharsets.UTF_8)));
        return new ExportKey(HexFormat.of().formatHex(digest.digest()).substring(0, DIGITS), identity);
    }
}
