package dev.flsys.project;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@DisabledOnOs(OS.WINDOWS)
class PrivateFilesTest {

    @TempDir
    Path folder;

    static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    @Test
    void only_the_owner_can_read_new_folders_and_files() throws IOException {
        Path made = PrivateFiles.createFolders(folder.resolve("a/b"));
        PrivateFiles.write(made.resolve("file"), new byte[] {1, 2});
        assertThat(mode(folder.resolve("a"))).isEqualTo("rwx------");
        assertThat(mode(made)).isEqualTo("rwx------");
        assertThat(mode(made.resolve("file"))).isEqualTo("rw-------");
        assertThat(made.resolve("file")).hasBinaryContent(new byte[] {1, 2});
    }

    @Test
    void an_existing_file_becomes_private_when_it_is_written_or_opened() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "a longer content than the next");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        PrivateFiles.write(file, "short".getBytes(StandardCharsets.UTF_8));
        assertThat(file).hasContent("short");
        assertThat(mode(file)).isEqualTo("rw-------");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        PrivateFiles.open(file, StandardOpenOption.WRITE).close();
        assertThat(mode(file)).isEqualTo("rw-------");
    }

    @Test
    void a_tree_becomes_private_and_links_in_it_are_not_followed() throws IOException {
        Path outside = Files.writeString(folder.resolve("outside"), "x");
        Files.setPosixFilePermissions(outside, PosixFilePermissions.fromString("rw-r--r--"));
        Path tree = Files.createDirectories(folder.resolve("tree/inner"));
        Path file = Files.writeString(tree.resolve("file"), "x");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        Files.setPosixFilePermissions(tree, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.createSymbolicLink(tree.resolve("link"), outside);
        PrivateFiles.restrictTree(folder.resolve("tree"));
        assertThat(mode(folder.resolve("tree"))).isEqualTo("rwx------");
        assertThat(mode(tree)).isEqualTo("rwx------");
        assertThat(mode(file)).isEqualTo("rw-------");
        assertThat(mode(outside)).isEqualTo("rw-r--r--");
    }

    @Test
    void a_replaced_file_is_private_and_leaves_no_other_file() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "old");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        PrivateFiles.replace(file, "new".getBytes(StandardCharsets.UTF_8));
        assertThat(file).hasContent("new");
        assertThat(mode(file)).isEqualTo("rw-------");
        assertThat(folder).isDirectoryContaining(file::equals).isDirectoryNotContaining("glob:**.tmp");
    }

    @Test
    void old_leftovers_of_a_replaced_file_are_deleted_and_no_other_file() throws IOException {
        Path file = Files.writeString(folder.resolve("choice.json"), "kept");
        Path old = Files.writeString(folder.resolve(".choice.json123.tmp"), "half");
        Path young = Files.writeString(folder.resolve(".choice.json456.tmp"), "half");
        Path other = Files.writeString(folder.resolve(".other.json789.tmp"), "half");
        for (Path each : List.of(file, old, other)) {
            Files.setLastModifiedTime(each, FileTime.from(Instant.now().minusSeconds(3600)));
        }
        PrivateFiles.deleteLeftovers(file);
        assertThat(old).doesNotExist();
        assertThat(List.of(file, young, other))
                .allSatisfy(each -> assertThat(each).exists());
        PrivateFiles.deleteLeftovers(folder.resolve("nowhere/file"));
        PrivateFiles.deleteAllLeftovers(file);
        assertThat(young).doesNotExist();
        assertThat(List.of(file, other)).allSatisfy(each -> assertThat(each).exists());
    }

    @Test
    void a_deleted_tree_is_gone_and_links_in_it_are_not_followed() throws IOException {
        Path outside = Files.createDirectories(folder.resolve("outside"));
        Files.writeString(outside.resolve("file"), "x");
        Path tree = Files.createDirectories(folder.resolve("tree/inner"));
        Files.createSymbolicLink(tree.resolve("link"), outside);
        PrivateFiles.deleteTree(folder.resolve("tree"));
        PrivateFiles.deleteTree(folder.resolve("tree"));
        assertThat(folder.resolve("tree")).doesNotExist();
        assertThat(outside.resolve("file")).exists();
    }

    @Test
    void a_missing_file_is_ignored() {
        PrivateFiles.restrict(folder.resolve("nothing"));
    }
}
