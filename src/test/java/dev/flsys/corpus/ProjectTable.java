package dev.flsys.corpus;

import java.util.List;
import java.util.stream.Collectors;

/** The tables of {@code docs/projects.md}, one row for each project of the corpus. */
public final class ProjectTable {

    private static final String BEGIN =
            "<!-- From src/test/resources/corpus. ProjectsDocumentTest checks these tables. -->\n";
    private static final String END = "<!-- End of the tables. -->\n";

    private ProjectTable() {}

    /** {@code document} with the tables of {@code projects} in place of those that it has. */
    public static String in(String document, List<CorpusProject> projects) {
        int begin = document.indexOf(BEGIN);
        int end = document.indexOf(END);
        if (begin < 0 || end < begin) {
            throw new IllegalArgumentException("The document needs the lines\n" + BEGIN + END);
        }
        return document.substring(0, begin) + BEGIN + tables(projects) + document.substring(end);
    }

    private static String tables(List<CorpusProject> projects) {
        return CorpusProject.SECTIONS.entrySet().stream()
                .map(section -> table(
                        section.getValue(),
                        projects.stream()
                                .filter(project -> project.section().equals(section.getKey()))
                                .toList()))
                .filter(table -> !table.isEmpty())
                .collect(Collectors.joining("\n", "\n", "\n"));
    }

    private static String table(String heading, List<CorpusProject> rows) {
        return rows.isEmpty()
                ? ""
                : "## " + heading + "\n\n| kind | what FLSys does |\n|---|---|\n"
                        + rows.stream()
                                .map(row -> "| " + cell(row.kind()) + " | " + cell(row.works()) + " |\n")
                                .collect(Collectors.joining());
    }

    private static String cell(String text) {
        return text.replace("|", "\\|");
    }
}
