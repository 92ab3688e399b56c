package dev.flsys.evaluation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import dev.flsys.project.FlowerProject;
import dev.flsys.project.SamplePicture;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The labelled pictures of a folder of the project. The names of its sub-folders are the labels, as for
 * {@code torchvision.datasets.ImageFolder}. If the folder has a file {@code labels.csv}, this file names the pictures
 * and their labels. Links that lead out of the project are not followed.
 */
final class LabelledFolder {

    /** The most pictures of an evaluation. */
    static final int MAX = 20_000;

    static final String CSV = "labels.csv";

    private static final int MAX_DEPTH = 5;
    private static final long MAX_CSV = 16 * 1024 * 1024;
    private static final Set<String> FILE_COLUMNS =
            Set.of("file", "filename", "file_name", "path", "image", "image_path", "picture");
    private static final Set<String> LABEL_COLUMNS = Set.of("label", "class", "target", "category");
    private static final CsvMapper MAPPER =
            CsvMapper.builder().enable(CsvParser.Feature.WRAP_AS_ARRAY).build();

    private final FlowerProject project;
    private final Path folder;
    /** The folder that must contain all pictures. */
    private final Path within;

    private final String shown;
    private final List<LabelledPicture> pictures = new ArrayList<>();

    private LabelledFolder(FlowerProject project, Path folder, Path within, String shown) {
        this.project = project;
        this.folder = folder;
        this.within = within;
        this.shown = shown;
    }

    /**
     * The pictures of {@code written}, a path relative to the project, sorted by label and path.
     *
     * @throws EvaluationProblem if there is no such folder, it has no labelled pictures or too many, or its
     *     {@value #CSV} is not valid
     */
    static List<LabelledPicture> read(FlowerProject project, String written) {
        Path folder = project.resolve(written)
                .filter(Files::isDirectory)
                .orElseThrow(() -> EvaluationProblem.refused("'folder' is not a folder of the project: '"
                        + toPrintable(written) + "'. Give its path relative to the project."));
        return read(new LabelledFolder(project, folder, project.root(), project.displayPath(folder)));
    }

    /**
     * The same as {@link #read(FlowerProject, String)}, for pictures that were uploaded. A table cannot name pictures
     * outside of {@code folder}.
     *
     * @param folder in the project, without links
     * @param shown its name in messages
     */
    static List<LabelledPicture> readUploaded(FlowerProject project, Path folder, String shown) {
        return read(new LabelledFolder(project, folder, folder, shown));
    }

    private static List<LabelledPicture> read(LabelledFolder read) {
        try {
            read.read();
        } catch (IOException | UncheckedIOException unreadable) {
            throw EvaluationProblem.refused("The folder '" + read.shown + "' cannot be read.");
        }
        return List.copyOf(read.pictures);
    }

    private void read() throws IOException {
        Path csv = folder.resolve(CSV);
        if (Files.isRegularFile(csv) && project.contains(csv)) {
            readCsv(csv);
        } else {
            readFolders();
        }
        if (pictures.isEmpty()) {
            throw EvaluationProblem.refused("The folder '" + shown + "' has no labelled pictures. Put them into"
                    + " sub-folders with the names of the labels, or name them in a file " + CSV
                    + " with the columns file and label.");
        }
    }

    private void readFolders() throws IOException {
        Map<String, Path> labels = new TreeMap<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                String name = String.valueOf(entry.getFileName());
                if (!name.startsWith(".") && Files.isDirectory(entry) && project.contains(entry)) {
                    labels.put(name, entry);
                }
            }
        }
        for (Map.Entry<String, Path> label : labels.entrySet()) {
            try (Stream<Path> files = Files.walk(label.getValue(), MAX_DEPTH)) {
                files.filter(file -> SamplePicture.isPictureName(String.valueOf(file.getFileName())))
                        .filter(file -> Files.isRegularFile(file) && project.contains(file))
                        .limit(MAX + 1L)
                        .sorted()
                        .forEach(file -> add(file, label.getKey()));
            }
        }
    }

    private void readCsv(Path csv) throws IOException {
        if (Files.size(csv) > MAX_CSV) {
            throw invalid(1, "it has more than " + MAX_CSV / (1024 * 1024) + " MiB");
        }
        try (BufferedReader reader = Files.newBufferedReader(csv);
                MappingIterator<String[]> rows =
                        MAPPER.readerFor(String[].class).readValues(reader)) {
            int line = 0;
            int fileColumn = -1;
            int labelColumn = -1;
            while (rows.hasNextValue()) {
                String[] row = rows.nextValue();
                line++;
                if (line == 1) {
                    fileColumn = findColumn(row, FILE_COLUMNS);
                    labelColumn = findColumn(row, LABEL_COLUMNS);
                } else if (row.length > 1 || !row[0].isBlank()) {
                    if (row.length <= Math.max(fileColumn, labelColumn)) {
                        throw invalid(line, "it has too few cells");
                    }
                    add(row[fileColumn].strip(), row[labelColumn].strip(), line);
                }
            }
        } catch (JsonProcessingException malformed) {
            throw invalid(
                    malformed.getLocation() == null
                            ? 1
                            : malformed.getLocation().getLineNr(),
                    "it is not CSV");
        } catch (CharacterCodingException otherEncoding) {
            throw EvaluationProblem.refused("The file labels.csv of the folder '" + shown
                    + "' is not UTF-8 text. Save it as UTF-8, which Excel names CSV UTF-8.");
        }
    }

    private static int findColumn(String[] header, Set<String> names) {
        List<String> written = Arrays.stream(header)
                .map(cell -> cell.replace("\uFEFF", "").strip().toLowerCase(Locale.ROOT))
                .toList();
        return written.stream()
                .filter(names::contains)
                .findFirst()
                .map(written::indexOf)
                .orElseThrow(() -> invalid(
                        1,
                        "no column has one of the names "
                                + String.join(", ", names.stream().sorted().toList())));
    }

    private void add(String name, String label, int line) {
        Path file;
        try {
            file = folder.resolve(name).normalize();
        } catch (java.nio.file.InvalidPathException notPath) {
            throw invalid(line, "it names no file");
        }
        boolean outside = !file.startsWith(within) && !within.equals(project.root());
        if (label.isEmpty() || outside || !Files.isRegularFile(file) || !project.contains(file)) {
            throw invalid(
                    line,
                    label.isEmpty()
                            ? "it has no label"
                            : "there is no file '" + toPrintable(name) + "' in the project");
        }
        add(file, label);
    }

    private void add(Path file, String label) {
        if (pictures.size() == MAX) {
            throw EvaluationProblem.refused(
                    "The folder '" + shown + "' has more than " + MAX + " pictures, which is the limit.");
        }
        pictures.add(new LabelledPicture(file, project.displayPath(file), label));
    }

    private static EvaluationProblem invalid(int line, String reason) {
        return EvaluationProblem.refused("Row " + line + " of " + CSV + " is not valid: " + reason + ".");
    }

    private static String toPrintable(String text) {
        String plain = text.replaceAll("\\p{Cntrl}", "?");
        return plain.length() > 200 ? plain.substring(0, 200) + "..." : plain;
    }
}
