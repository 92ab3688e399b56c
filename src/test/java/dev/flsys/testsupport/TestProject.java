package dev.flsys.testsupport;

import dev.flsys.model.catalog.DefinitionModule;
import dev.flsys.model.catalog.ModelCatalog;
import dev.flsys.model.catalog.ModelOptions;
import dev.flsys.model.catalog.ModelOptionsFile;
import dev.flsys.model.catalog.ModelSettings;
import dev.flsys.project.FlowerProject;
import dev.flsys.settings.SettingsReport;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** A project on disk with a folder {@code weights}, images of 8 pixels and three labels. */
public record TestProject(Path root, Path weights) {

    /** The options of its models. */
    public static final ModelOptions OPTIONS = ModelOptions.of(List.of("a", "b", "c"), 8);

    public static TestProject in(Path folder) {
        return Unchecked.io(() -> {
            Path root = folder.toRealPath();
            return new TestProject(root, Files.createDirectories(root.resolve("weights")));
        });
    }

    public FlowerProject project() {
        return new FlowerProject(root);
    }

    public ModelSettings settings() {
        return new ModelSettings(weights, new DefinitionModule("model", root.resolve("model.py")), OPTIONS, 8);
    }

    public ModelCatalog catalog() {
        return new ModelCatalog(
                project(), settings(), new ModelOptionsFile(project(), settings(), new SettingsReport()));
    }

    /** Writes a file and its folders. Each write has another time, so each content has another stamp. */
    public Path write(String relative, byte[] content) {
        return Unchecked.io(() -> {
            Path file = root.resolve(relative);
            Files.createDirectories(Objects.requireNonNull(file.getParent()));
            Files.write(file, content);
            Files.setLastModifiedTime(
                    file, FileTime.from(Instant.ofEpochSecond(1_700_000_000L, System.nanoTime() % 1_000_000_000)));
            return file;
        });
    }

    public Path write(String relative, String content) {
        return write(relative, content.getBytes(StandardCharsets.UTF_8));
    }

    /** Writes a model of the test resources. */
    public Path copy(String resource, String relative) {
        return write(relative, resource(resource));
    }

    public static byte[] resource(String name) {
        try (InputStream stream = Objects.requireNonNull(TestProject.class.getResourceAsStream("/models/" + name))) {
            return stream.readAllBytes();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** A zip archive with empty entries of these names. */
    public static byte[] zip(String... names) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (String name : names) {
                zip.putNextEntry(new ZipEntry(name));
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        return bytes.toByteArray();
    }
}
