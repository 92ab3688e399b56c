package dev.flsys;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.flsys.testsupport.ConsolePage.exactly;
import static dev.flsys.testsupport.ConsolePage.name;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import dev.flsys.testsupport.Chromium;
import dev.flsys.testsupport.PackagedService;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The console for a project with many models, each of which has a history of its own. */
class ConsoleModelsIT {

    private static final int MODELS = 300;
    private static final int MOST_REQUESTS = 5;
    private static final Path MODEL = Path.of("flower-project-sample/saved_models/TinyResNet_onnx.onnx");

    @TempDir
    static Path folder;

    @AutoClose
    private static PackagedService service;

    @AutoClose
    private static Chromium chromium;

    private static String address;

    @BeforeAll
    static void start() throws IOException {
        chromium = Chromium.launch();
        Path models = Files.createDirectories(folder.resolve("project/models"));
        Path results = Files.createDirectories(folder.resolve("project/results"));
        for (int model = 0; model < MODELS; model++) {
            String name = "net%03d".formatted(model);
            Files.copy(MODEL, models.resolve(name + ".onnx"));
            // The model 123 is the best one.
            double accuracy = 0.9 - Math.abs(model - 123) * 0.001;
            Files.writeString(
                    results.resolve(name + ".json"),
                    "{\"rounds\": [1, 2], \"accuracies\": [0.1, %s], \"losses\": [2.0, 1.0]}".formatted(accuracy));
        }
        Files.writeString(folder.resolve(".env"), """
                FLOWER_PROJECT_DIR=project
                FLOWER_START_SCRIPT=run_flower.py
                MODEL_WEIGHTS_SUBDIR=models
                MODEL_DEFINITION_MODULE=model
                HISTORY_SUBDIR=results
                CLASS_LABELS=0,1,2,3,4,5,6,7,8,9
                IMG_SIZE=32
                FLASK_SECRET_KEY=only-for-this-test
                """);
        Files.writeString(folder.resolve("project/run_flower.py"), "print('nothing')\n");
        Files.writeString(folder.resolve("project/model.py"), "");
        service = PackagedService.start(folder);
        address = "http://127.0.0.1:" + service.port() + "/";
    }

    /** The paths of the requests to the API when a view is opened. */
    private static List<String> requests(Page page, String view, Runnable shown) {
        page.navigate("about:blank");
        List<String> paths = new CopyOnWriteArrayList<>();
        page.onRequest(request -> {
            String path = URI.create(request.url()).getPath();
            if (path != null && path.startsWith("/api/")) {
                paths.add(path);
            }
        });
        page.navigate(address + view);
        shown.run();
        return paths;
    }

    @Test
    void three_hundred_models_are_listed_ordered_and_found_with_a_few_requests() {
        Page page = chromium.visit("about:blank", "en-US");
        Locator rows = page.locator("models-view li");
        List<String> paths = requests(page, "#/models", () -> {
            assertThat(rows).hasCount(MODELS);
            assertThat(rows.nth(123)).containsText("best 90.00%");
        });
        assertThat(paths).hasSizeLessThanOrEqualTo(MOST_REQUESTS).contains("/api/training_histories/");
        assertThat(rows.first()).containsText("net000");
        page.getByLabel("Order", exactly()).selectOption("Most accurate first");
        assertThat(rows.first()).containsText("net123");
        page.reload();
        assertThat(rows.first()).containsText("net123");
        page.getByLabel("Filter by name").fill("net29");
        assertThat(rows).hasCount(10);
        rows.first().getByRole(AriaRole.BUTTON).click();
        assertThat(rows.first()).containsText("(round 2)");
        assertThat(Chromium.barriers(page)).isEmpty();
        page.getByRole(AriaRole.LINK, name("Training curves")).click();
        assertThat(page.getByRole(AriaRole.IMG, name(Pattern.compile("Accuracy by round.*net290: "))))
                .isVisible();
        assertThat(chromium.complaints()).isEmpty();
    }

    @Test
    void their_trainings_are_compared_with_a_few_requests() {
        Page page = chromium.visit("about:blank", "en-US");
        List<String> paths = requests(page, "#/training", () -> assertThat(
                        page.getByRole(AriaRole.IMG, name(Pattern.compile("Accuracy by round.*net000: "))))
                .isVisible());
        assertThat(paths).hasSizeLessThanOrEqualTo(MOST_REQUESTS);
        page.getByLabel("net123", exactly()).check();
        assertThat(page.getByRole(AriaRole.IMG, name(Pattern.compile("Accuracy by round.*net123: "))))
                .isVisible();
        assertThat(chromium.complaints()).isEmpty();
    }
}
