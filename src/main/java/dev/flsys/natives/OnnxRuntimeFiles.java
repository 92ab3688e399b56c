package dev.flsys.natives;

import ai.onnxruntime.OrtEnvironment;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * The two libraries of onnxruntime. The jar holds them as {@code ai/onnxruntime/native/linux-x64/libonnxruntime.so}.
 */
final class OnnxRuntimeFiles {

    private static final String ROOT = "/ai/onnxruntime/native/";
    private static final List<String> NAMES = List.of("onnxruntime", "onnxruntime4j_jni");

    private OnnxRuntimeFiles() {}

    /**
     * Unpacks the libraries into a folder of this release in {@code cache}, unless they exist. Several services may do
     * so at the same time: a file appears complete or not at all.
     *
     * @return the folder; empty if the class path has no libraries for this platform
     */
    static Optional<Path> unpack(Path cache) throws IOException {
        List<URL> libraries = new ArrayList<>();
        for (String name : NAMES) {
            @Nullable URL library = OrtEnvironment.class.getResource(ROOT + platform() + "/" + System.mapLibraryName(name));
            if (library == null) {
                return Optional.empty();
            }
            libraries.add(library);
        }
        Path folder = Files.createDirectories(cache.resolve(name(libraries)));
        for (int i = 0; i < libraries.size(); i++) {
            unpack(libraries.get(i), folder.resolve(System.mapLibraryName(NAMES.get(i))));
        }
        return Optional.of(folder);
    }

    private static void unpack(URL library, Path target) throws IOException {
        if (Files.exists(target)) {
            return;
        }
        Path next = Files.createTempFile(target.toAbsolutePath().getParent(), "unpacking", ".tmp");
        try (InputStream bytes = library.openStream()) {
            Files.copy(bytes, next, StandardCopyOption.REPLACE_EXISTING);
            Files.move(next, target, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(next);
        }
    }

    /**
     * The name of the folder: the platform and a checksum of the first bytes, so that two releases have two folders.
     */
    private static String name(List<URL> libraries) throws IOException {
        CRC32 checksum = new CRC32();
        for (URL library : libraries) {
            try (InputStream bytes = library.openStream()) {
                checksum.update(bytes.readNBytes(1 << 20));
            }
        }
        return platform() + "-" + HexFormat.of().toHexDigits((int) checksum.getValue());
    }

    private static String platform() {
        String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        String machine = System.getProperty("os.arch", "");
        String os = system.startsWith("windows") ? "win" : system.startsWith("mac") ? "osx" : "linux";
        return os + "-" + (machine.equals("aarch64") ? "aarch64" : "x64");
    }
}
