package dev.flsys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.flsys.corpus.Corpus;
import dev.flsys.corpus.CorpusProject;
import dev.flsys.model.export.TorchProject;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * The corpus: one small Flower project for each kind that FLSys understands, with answers that Python computed. Each is
 * copied, its {@code make.py} writes the weights, and the beans of the service answer on the copy.
 * {@code -Dflsys.corpus=name,name} runs some of them only.
 */
class ProjectCorpusTest {

    private static final ExecutorService WORKERS = Executors.newFixedThreadPool(2);

    private static Optional<Path> python = Optional.empty();

    @TempDir
    static Path folder;

    @BeforeAll
    static void findPython() {
        python = TorchProject.pythonWithTorch();
    }

    @AfterAll
    static void endWorkers() {
        WORKERS.shutdownNow();
    }

    @TestFactory
    Stream<DynamicTest> a_project_of_the_corpus_works() throws Exception {
        List<String> only = List.of(System.getProperty("flsys.corpus", "").split(","));
        List<CorpusProject> projects = CorpusProject.all().stream()
                .filter(project -> only.contains("") || only.contains(project.name()))
                .toList();
        Map<CorpusProject, Path> copies = Corpus.make(
                projects.stream().filter(ProjectCorpusTest::isPossible).toList(), folder, interpreter());
        // All projects are queued first: two of them run at a time, and most of their time is spent in Python.
        return projects.stream()
                .map(project -> {
                    Future<List<String>> differences = WORKERS.submit(() -> {
                        assumeTrue(isPossible(project), "no Python with torch");
                        return Corpus.differences(project, copies.get(project), interpreter(), expected -> {});
                    });
                    return DynamicTest.dynamicTest(
                            project.name() + ": " + project.kind(), () -> assertThat(resultOf(differences))
                                    .as(project.name())
                                    .isEmpty());
                })
                .toList()
                .stream();
    }

    private static boolean isPossible(CorpusProject project) {
        return python.isPresent() || !project.needsTorch();
    }

    private static Path interpreter() {
        return python.orElse(Path.of("python3"));
    }

    /** Waits for the differences, and throws what the check of the project threw. */
    private static List<String> resultOf(Future<List<String>> differences) throws Throwable {
        try {
            return differences.get();
        } catch (ExecutionException e) {
            throw e.getCause() == null ? e : e.getCause();
        }
    }

    private static List<String> differences(String name, Consumer<ObjectNode> change) throws Exception {
        CorpusProject project = CorpusProject.named(name);
        Path copy = Corpus.make(List.of(project), folder, interpreter()).get(project);
        return Corpus.differences(project, copy, interpreter(), change);
    }

    @Test
    void a_wrong_probability_is_found() throws Exception {
        assumeTrue(python.isPresent(), "no Python with torch");

        assertThat(differences("class-plain", expected -> {
                    ObjectNode predictions = (ObjectNode) expected.at("/models/Net/predictions/picture.png");
                    predictions.put("a", predictions.get("a").doubleValue() + 2e-4);
                }))
                .singleElement()
                .asString()
                .startsWith("models.Net.predictions.picture.png.a is 0.");
    }

    @Test
    void wrong_options_commands_and_rounds_are_found() throws Exception {
        assertThat(differences("script-argparse", expected -> {
                    expected.putObject("options").putObject("epochs").put("default", 7);
                    expected.putArray("commands").addObject().put("command", "python train.py --rounds 9");
                    expected.putObject("histories").putObject("missing").put("refused", "no such words");
                    expected.putObject("unusable").put("nothing.pth", "empty");
                }))
                .hasSize(4);
    }

    @Test
    void an_unknown_member_is_an_error() {
        assertThatThrownBy(() -> differences("script-argparse", expected -> expected.put("model", 1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'model'");
    }
}
