package dev.flsys;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flsys.corpus.CorpusProject;
import dev.flsys.corpus.ProjectTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * Compares the tables of {@code docs/projects.md} with the corpus. {@code -Dflsys.write.docs=true} writes the tables.
 */
class ProjectsDocumentTest {

    private static final Path DOCUMENT = Path.of("docs/projects.md");

    @Test
    void the_document_has_one_row_for_each_project_of_the_corpus() throws IOException {
        String written = Files.readString(DOCUMENT);
        String expected = ProjectTable.in(written, CorpusProject.all());
        if (Boolean.getBoolean("flsys.write.docs")) {
            Files.writeString(DOCUMENT, expected);
            return;
        }

        assertThat(written)
                .as("docs/projects.md; run this test with -Dflsys.write.docs=true to write its tables")
                .isEqualTo(expected);
    }

    @Test
    void each_kind_has_one_project() throws IOException {
        assertThat(CorpusProject.all()).extracting(CorpusProject::kind).doesNotHaveDuplicates();
    }
}
