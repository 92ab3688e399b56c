package dev.flsys.simulation.failure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Compares the table of {@code docs/failures.md} with the kinds of failures. {@code -Dflsys.write.docs=true} writes the
 * table.
 */
class FailuresDocumentTest {

    private static final Path DOCUMENT = Path.of("docs/failures.md");
    private static final String MARK = "<!-- written by FailuresDocumentTest -->\n";

    @Test
    void the_document_has_one_row_for_each_kind() throws IOException {
        String written = Files.readString(DOCUMENT);
        String expected = written.substring(0, written.indexOf(MARK) + MARK.length())
                + "\n| kind | cause | remedy |\n|---|---|---|\n"
                + Stream.concat(FailureTable.KINDS.stream(), Stream.of(FailureKind.OF_SERVICE, FailureKind.UNKNOWN))
                        .map(kind ->
                                "| `" + kind.id() + "` | " + cell(kind.cause()) + " | " + cell(kind.remedy()) + " |\n")
                        .collect(Collectors.joining());
        if (Boolean.getBoolean("flsys.write.docs")) {
            Files.writeString(DOCUMENT, expected);
            return;
        }

        assertThat(written)
                .as("docs/failures.md; run this test with -Dflsys.write.docs=true to write its table")
                .isEqualTo(expected);
    }

    private static String cell(String text) {
        return text.replace("|", "\\|").replace("{", "`{").replace("}", "}`");
    }
}
