package dev.flsys.project;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The pictures of the project to try models with. They are directly in the first existing folder of {@code pictures},
 * {@code samples}, {@code examples} and {@code test_images}. They have the suffix of a picture and at most 18 MiB,
 * which is the limit of a request. A name is looked up among them and never becomes part of a path.
 *
 * <p>Thread-safe; blocks while it reads the folder.
 */
public record SamplePictures(FlowerProject project) {

    private static final List<String> FOLDERS = List.of("pictures", "samples", "examples", "test_images");
    private static final int MAX_PICTURES = 100;
    private static final long MAX_BYTES = 18 * 1024 * 1024;

    /** The present pictures, sorted by name, at most 100. */
    public List<SamplePicture> list() {
        return FOLDERS.stream()
                .map(project.root()::resolve)
                .filter(folder -> Files.isDirectory(folder) && project.contains(folder))
                .findFirst()
                .map(this::in)
                .orElse(List.of());
    }

    /**
     * The picture {@code name}.
     *
     * @throws UnknownPicture if there is no such picture
     */
    public SamplePicture require(String name) {
        List<SamplePicture> pictures = list();
        return pictures.stream()
                .filter(picture -> picture.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new UnknownPicture(
                        name, pictures.stream().map(SamplePicture::name).toList()));
    }

    private List<SamplePicture> in(Path folder) {
        return project.files(folder, SamplePicture::isPictureName).stream()
                .flatMap(SamplePictures::picture)
                .limit(MAX_PICTURES)
                .toList();
    }

    private static Stream<SamplePicture> picture(Path file) {
        return FileStamp.read(file)
                .filter(stamp -> stamp.sizeBytes() <= MAX_BYTES)
                .map(stamp -> new SamplePicture(String.valueOf(file.getFileName()), stamp))
                .stream();
    }
}
