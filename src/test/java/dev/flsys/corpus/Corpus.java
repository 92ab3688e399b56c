package dev.flsys.corpus;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Runs a project of the corpus. */
public final class Corpus {

    private Corpus() {}

    /**
     * Copies and makes projects.
     *
     * @param in an existing folder for the copies, each of which gets a folder of its own
     * @param python an interpreter with torch, if a project needs it
     * @return the folders of the copies
     */
    public static Map<CorpusProject, Path> make(List<CorpusProject> projects, Path in, Path python)
            throws IOException, InterruptedException {
        Map<CorpusProject, Path> copies = new LinkedHashMap<>();
        for (CorpusProject project : projects) {
            Path copy = Files.createTempDirectory(in, project.name()).resolve(project.name());
            project.copyTo(copy);
            copies.put(project, copy);
        }
        if (projects.stream().anyMatch(CorpusProject::needsTorch)) {
            CorpusProject.make(copies.values(), python);
        }
        return copies;
    }

    /**
     * Starts the beans of a service on a copy that {@link #make} made, and compares their answers.
     *
     * @param change changes the expectations before they are compared, for tests of the comparison itself
     * @return the expectations that do not hold
     */
    public static List<String> differences(CorpusProject project, Path copy, Path python, Consumer<ObjectNode> change)
            throws Exception {
        ObjectNode expected = (ObjectNode) CorpusProject.takeExpected(copy);
        change.accept(expected);
        Map<String, String> settings = project.settings(python);
        settings.put("FLOWER_PROJECT_DIR", copy.toString());
        settings.put("FLASK_SECRET_KEY", "a-key-for-the-corpus");
        try (CorpusService service = new CorpusService(settings)) {
            return CorpusCheck.differences(service, expected);
        }
    }

    /** A small picture in PNG format, for requests that are refused before the picture matters. */
    static byte[] anyPicture() throws IOException {
        return Files.readAllBytes(Path.of("flower-project-sample/pictures/digit_0.png"));
    }
}
