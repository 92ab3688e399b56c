package dev.flsys.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.flsys.project.FlowerProject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PictureArchiveTest {

    private static final int CENTRAL = 0x02014b50;

    @TempDir
    private Path project = Path.of("");

    private Path folder = Path.of("");

    @BeforeEach
    void names() throws IOException {
        project = project.toRealPath();
        folder = project.resolve("pictures");
    }

    @Test
    void pictures_and_the_table_are_unpacked_and_nothing_else() throws IOException {
        byte[] zip = zip(
                "cat/1.png",
                "cat/deep/2.JPG",
                "dog/3.bmp",
                "readme.txt",
                "run.py",
                "__MACOSX/cat/1.png",
                ".git/4.png",
                "cat/.5.png",
                "labels.csv",
                "empty/");
        assertThat(unpack(zip)).isEqualTo(folder);
        assertThat(files()).containsExactly("cat/1.png", "cat/deep/2.JPG", "dog/3.bmp", "labels.csv");
        assertThat(folder.resolve("cat/1.png")).hasContent("cat/1.png");
    }

    @Test
    void stored_entries_are_unpacked_too() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream out = new ZipOutputStream(bytes)) {
            ZipEntry entry = new ZipEntry("cat/1.png");
            entry.setMethod(ZipEntry.STORED);
            entry.setSize(1);
            entry.setCompressedSize(1);
            entry.setCrc(0xE8B7BE43L); // of the letter a
            out.putNextEntry(entry);
            out.write('a');
        }
        unpack(bytes.toByteArray());
        assertThat(folder.resolve("cat/1.png")).hasContent("a");
    }

    @Test
    void the_labels_are_the_folders_inside_a_folder_that_contains_everything() throws IOException {
        assertThat(unpack(zip("data/test/cat/1.png", "data/test/dog/2.png"))).isEqualTo(folder.resolve("data/test"));
        folder = project.resolve("table");
        assertThat(unpack(zip("data/labels.csv", "data/1.png"))).isEqualTo(folder.resolve("data"));
        folder = project.resolve("one label");
        assertThat(unpack(zip("cat/1.png", "cat/2.png"))).isEqualTo(folder);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../1.png",
                "cat/../../1.png",
                "/etc/1.png",
                "C:/1.png",
                "cat\\1.png",
                "cat//1.png",
                "./1.png",
                "cat/\u00001.png",
                "../evil.txt",
                "1/2/3/4/5/6/7/8/9/1.png"
            })
    void a_path_that_is_not_in_the_archive_refuses_all_of_it(String name) throws IOException {
        byte[] zip = zip("cat/1.png", name);
        refused(() -> unpack(zip), "is not the path of a file in it");
        assertThat(folder).doesNotExist();
        assertThat(project.resolve("1.png")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(ints = {0xA1FF, 0x2180, 0x6180, 0x1180, 0xC1FF})
    void a_link_or_a_device_refuses_all_of_it(int mode) throws IOException {
        byte[] zip = zip("cat/1.png", "cat/2.png");
        int header = headers(zip).get(1);
        zip[header + 5] = 3;
        little(zip).putInt(header + 38, mode << 16);
        refused(() -> unpack(zip), "a link or a device: 'cat/2.png'");
        assertThat(folder).doesNotExist();
    }

    @Test
    void an_archive_that_expands_to_far_more_than_its_size_is_refused_before_it_is_unpacked() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream out = new ZipOutputStream(bytes)) {
            for (int i = 0; i < 5; i++) {
                out.putNextEntry(new ZipEntry("cat/" + i + ".bmp"));
                out.write(new byte[16 << 20]);
            }
        }
        refused(() -> unpack(bytes.toByteArray()), "expand to more than 64 MiB");
        assertThat(folder).doesNotExist();
    }

    @Test
    void an_entry_that_expands_to_more_than_it_declares_is_damaged() throws IOException {
        byte[] zip = zip("cat/1.png");
        little(zip).putInt(headers(zip).get(0) + 24, 3);
        refused(() -> unpack(zip), "damaged");
        assertThat(folder.resolve("cat/1.png")).isEmptyFile();
    }

    @Test
    void a_picture_over_18_MiB_is_refused() throws IOException {
        byte[] zip = zip("cat/1.png");
        little(zip).putInt(headers(zip).get(0) + 24, (18 << 20) + 1);
        refused(() -> unpack(zip), "has more than 18 MiB");
    }

    @Test
    void a_wrong_checksum_is_damaged() throws IOException {
        byte[] zip = zip("cat/1.png");
        zip[headers(zip).get(0) + 16] ^= 1;
        refused(() -> unpack(zip), "damaged");
    }

    @Test
    void an_encrypted_entry_and_another_compression_are_refused() throws IOException {
        byte[] encrypted = zip("cat/1.png");
        encrypted[headers(encrypted).get(0) + 8] |= 1;
        refused(() -> unpack(encrypted), "is encrypted");
        byte[] other = zip("cat/1.png");
        other[headers(other).get(0) + 10] = 12;
        refused(() -> unpack(other), "method 12");
    }

    @Test
    void two_entries_of_one_name_are_refused() throws IOException {
        byte[] zip = new String(zip("cat/1.png", "cat/2.png"), StandardCharsets.ISO_8859_1)
                .replace("cat/2.png", "cat/1.png")
                .getBytes(StandardCharsets.ISO_8859_1);
        refused(() -> unpack(zip), "two entries 'cat/1.png'");
    }

    @Test
    void a_file_in_the_place_of_a_folder_is_refused() throws IOException {
        byte[] zip = zip("cat.png", "cat.png/1.png");
        refused(() -> unpack(zip), "two entries for a part of 'cat.png/1.png'");
    }

    @Test
    void a_file_that_is_cut_off_or_no_archive_is_refused_at_each_length() throws IOException {
        byte[] zip = zip("cat/1.png", "dog/2.png");
        for (int length = 0; length < zip.length; length++) {
            byte[] part = Arrays.copyOf(zip, length);
            refused(() -> unpack(part), "no ZIP file");
        }
    }

    @Test
    void an_archive_without_room_on_the_disk_is_not_unpacked() throws IOException {
        Path file = Files.write(project.resolve("upload"), zip("cat/1.png"));
        assertThatThrownBy(() -> PictureArchive.unpack(file, folder, bytes -> bytes < 9))
                .isInstanceOfSatisfying(EvaluationProblem.class, full -> assertThat(full.status())
                        .isEqualTo(507));
        assertThat(folder).doesNotExist();
    }

    @Test
    void an_uploaded_table_names_no_picture_outside_of_the_upload() throws IOException {
        Files.write(project.resolve("secret.png"), new byte[1]);
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("labels.csv"), "file,label\n../secret.png,cat\n");
        FlowerProject flower = new FlowerProject(project);
        assertThat(LabelledFolder.read(flower, "pictures")).hasSize(1);
        assertThatThrownBy(() -> LabelledFolder.readUploaded(flower, folder, "pictures.zip"))
                .hasMessageContaining("there is no file '../secret.png'");
    }

    private Path unpack(byte[] zip) throws IOException {
        Path file = Files.write(project.resolve("upload"), zip);
        return PictureArchive.unpack(file, folder, bytes -> true);
    }

    private static void refused(ThrowingCallable unpacking, String reason) {
        assertThatThrownBy(unpacking)
                .hasMessageContaining(reason)
                .isInstanceOfSatisfying(EvaluationProblem.class, refused -> assertThat(refused.status())
                        .isEqualTo(422));
    }

    private List<String> files() throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile)
                    .map(file -> folder.relativize(file).toString())
                    .sorted()
                    .toList();
        }
    }

    /** An archive whose entries have their names as content. */
    static byte[] zip(String... names) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream out = new ZipOutputStream(bytes)) {
            for (String name : names) {
                out.putNextEntry(new ZipEntry(name));
                if (!name.endsWith("/")) {
                    out.write(name.getBytes(StandardCharsets.UTF_8));
                }
            }
        }
        return bytes.toByteArray();
    }

    private static ByteBuffer little(byte[] zip) {
        return ByteBuffer.wrap(zip).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** The positions of the headers in the directory. */
    private static List<Integer> headers(byte[] zip) {
        List<Integer> found = new ArrayList<>();
        for (int i = 0; i + 4 <= zip.length; i++) {
            if (little(zip).getInt(i) == CENTRAL) {
                found.add(i);
            }
        }
        return found;
    }
}
