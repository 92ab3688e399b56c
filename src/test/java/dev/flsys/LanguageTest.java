package dev.flsys;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Finds words that readers stumble over in sources and documents, and suggests plain ones. Names are checked word by
 * word: {@code roundsTold} and {@code a_model_is_told} count as well. Lines of documents must not be too long.
 */
class LanguageTest {

    private static final Map<String, String> INSTEAD = Map.ofEntries(
            Map.entry("told|tells?|telling", "reported, sent, logged, described"),
            Map.entry("mend(?:s|ed|ing)?", "fix, remedy"),
            Map.entry("whoever", "the caller, any thread, the user"),
            Map.entry("anew", "again"),
            Map.entry("pass(?:ed|es)? over", "ignored, skipped"),
            Map.entry("doors?", "endpoint, transport"),
            Map.entry("goes on|go on|going on|went on", "continues"),
            Map.entry("look(?:s|ed|ing)? at", "polls, reads, checks"),
            Map.entry("as it is", "unchanged"),
            Map.entry("lies|stands", "is"),
            Map.entry("lanes?", "queue"),
            Map.entry("bystanders?", "unaffected client"),
            Map.entry("adopters?", "subreaper"),
            // A clause as the subject of a sentence: "What is missing is reported."
            Map.entry("(?-i:What) [^.?!:]*[.!]|void what", "a noun"));

    private static final Pattern WORDS = Pattern.compile(
            "(?<![a-z])(?:" + String.join("|", INSTEAD.keySet()) + ")(?![a-z])", Pattern.CASE_INSENSITIVE);

    private static final Set<String> SUFFIXES =
            Set.of("java", "ts", "mjs", "js", "py", "md", "properties", "yaml", "css");
    private static final Set<String> SKIPPED_FOLDERS =
            Set.of("target", "node_modules", ".git", ".venv", ".flsys", "resources");
    private static final Path THIS = Path.of("src/test/java/dev/flsys/LanguageTest.java");

    private static final int COLUMNS = 120;

    @Test
    void lines_of_documents_are_at_most_120_columns_long() throws IOException {
        List<String> hits = new ArrayList<>();
        for (Path file : files()) {
            boolean code = !file.toString().endsWith(".md");
            for (String line : code ? List.<String>of() : Files.readAllLines(file)) {
                code ^= line.strip().startsWith("```");
                boolean breakable = !code && !line.matches("\\s*([|#!]|[-*] *\\[|\\S+$).*");
                if (breakable && line.codePointCount(0, line.length()) > COLUMNS) {
                    hits.add(file + ": " + line);
                }
            }
        }

        assertThat(hits).isEmpty();
    }

    @Test
    void sources_and_documents_use_plain_words() throws IOException {
        List<String> hits = new ArrayList<>();
        for (Path file : files()) {
            List<String> lines = Files.readAllLines(file);
            for (int i = 0; i < lines.size(); i++) {
                for (String word : hits(lines.get(i))) {
                    hits.add(file + ":" + (i + 1) + ": " + word + "; write instead: " + instead(word));
                }
            }
        }

        assertThat(String.join("\n", hits)).isEmpty();
    }

    @Test
    void words_are_found_in_names_and_in_text_and_not_within_others() {
        assertThat(hits("int roundsTold; // It tells nothing")).containsExactly("Told", "tells");
        assertThat(hits("void a_model_is_told_once()")).containsExactly("told");
        assertThat(hits("What is missing is reported.")).hasSize(1);
        assertThat(hits("What is missing?")).isEmpty();
        assertThat(hits("void what_is_missing_is_reported()")).hasSize(1);
        assertThat(hits("intelligent families recommend a standstill and amend it"))
                .isEmpty();
    }

    /** Sources in all languages, documents and settings, without fixtures and generated files. */
    private static List<Path> files() throws IOException {
        List<Path> files = new ArrayList<>();
        Files.walkFileTree(Path.of(""), new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                String name = folder.getFileName().toString();
                boolean fixtures = folder.equals(Path.of("src/test/resources"));
                boolean skipped = fixtures || (SKIPPED_FOLDERS.contains(name) && !folder.startsWith("src/main"));
                return skipped ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                String name = file.getFileName().toString();
                if (SUFFIXES.contains(name.substring(name.lastIndexOf('.') + 1)) && !file.equals(THIS)) {
                    files.add(file);
                }
                return FileVisitResult.CONTINUE;
            }
        });
        return files;
    }

    private static List<String> hits(String line) {
        // Splits identifiers into words: roundsTold, a_model_is_told.
        String words = line.replaceAll("(?<=[a-z])(?=[A-Z])|_", " ");
        return WORDS.matcher(words).results().map(hit -> hit.group()).toList();
    }

    private static String instead(String word) {
        return INSTEAD.entrySet().stream()
                .filter(entry -> Pattern.compile(entry.getKey(), Pattern.CASE_INSENSITIVE)
                        .matcher(word)
                        .matches())
                .map(Map.Entry::getValue)
                .findFirst()
                .orElseThrow();
    }
}
