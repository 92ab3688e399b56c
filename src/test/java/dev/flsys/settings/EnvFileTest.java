package dev.flsys.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnvFileTest {

    @Test
    void values_are_read_as_python_dotenv_reads_them() {
        Map<String, String> read = EnvFile.parse("""
                # a comment
                FLOWER_PROJECT_DIR=/data/my project
                export IMG_SIZE = 32   # pixels
                CLASS_LABELS="猫,狗,鸟" # quoted
                FLASK_SECRET_KEY='it#is "secret"'
                FLOWER_START_SCRIPT=python -m app.train --note "a b"
                WINDOWS=C:\\users\\me
                EMPTY=
                COMMENT= # nothing
                no assignment
                HASH=a#b
                """);
        assertThat(read)
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "FLOWER_PROJECT_DIR", "/data/my project",
                        "IMG_SIZE", "32",
                        "CLASS_LABELS", "猫,狗,鸟",
                        "FLASK_SECRET_KEY", "it#is \"secret\"",
                        "FLOWER_START_SCRIPT", "python -m app.train --note \"a b\"",
                        "WINDOWS", "C:\\users\\me",
                        "EMPTY", "",
                        "COMMENT", "",
                        "HASH", "a#b"));
    }

    @Test
    void escapes_in_quotes_are_read_as_python_dotenv_reads_them() {
        // A text block would read the escapes itself.
        String text = String.join(
                "\n",
                "SINGLE='it\\'s \\\\ and \\n' # comment",
                "DOUBLE=\"say \\\"hi\\\",\\tthen \\\\ \\x\"",
                "FOLDER=\"C:\\\"",
                "OPEN=\"no end");
        assertThat(EnvFile.parse(text))
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "SINGLE", "it's \\ and \\n",
                        "DOUBLE", "say \"hi\",\tthen \\ \\x",
                        "FOLDER", "C:\\",
                        "OPEN", "\"no end"));
    }

    @Test
    void a_byte_order_mark_and_windows_line_ends_are_ignored() {
        assertThat(EnvFile.parse("\uFEFFIMG_SIZE=32\r\nCLASS_LABELS=a,b\r\n"))
                .containsEntry("IMG_SIZE", "32")
                .containsEntry("CLASS_LABELS", "a,b");
    }

    @Test
    void a_file_that_powershell_wrote_is_read(@TempDir Path folder) throws Exception {
        Path file = folder.resolve(".env");
        Files.writeString(file, "\uFEFFIMG_SIZE=32\r\nCLASS_LABELS=猫,狗\r\n", StandardCharsets.UTF_16LE);
        assertThat(new EnvFile(file).getProperties())
                .containsEntry("IMG_SIZE", "32")
                .containsEntry("CLASS_LABELS", "猫,狗");
    }

    @Test
    void a_long_value_of_escapes_is_read() {
        for (String quote : List.of("'", "\"")) {
            String value = ("\\" + quote).repeat(50_000);
            assertThat(EnvFile.parse("A=" + quote + value + quote)).containsEntry("A", quote.repeat(50_000));
            assertThat(EnvFile.parse("A=" + quote + value)).containsEntry("A", quote.repeat(49_999) + "\\");
            assertThat(EnvFile.parse("A=" + quote + value + "x")).containsEntry("A", quote + value + "x");
        }
    }

    @Test
    void a_quote_after_a_backslash_ends_the_value_if_no_other_one_does() {
        assertThat(EnvFile.parse("A='C:\\'")).containsEntry("A", "C:\\");
        assertThat(EnvFile.parse("A='a\\' # b\\'c")).containsEntry("A", "a\\");
        assertThat(EnvFile.parse("A='a'b'")).containsEntry("A", "'a'b'");
    }
}
