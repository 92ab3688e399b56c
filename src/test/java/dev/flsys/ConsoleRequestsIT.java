package dev.flsys;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.flsys.testsupport.ConsolePage.name;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.LoadState;
import dev.flsys.testsupport.Chromium;
import dev.flsys.testsupport.ConsoleProject;
import dev.flsys.testsupport.PackagedService;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The number of requests with which the console shows each view of a project with many models and simulations. */
class ConsoleRequestsIT {

    /** A start script that writes the events and the checkpoints of the observer. */
    private static final Path OBSERVED = Path.of("src/test/resources/projects/console/inside.py");

    private static final int MODELS = 300;
    private static final int RUNS = 60;
    private static final int COMPARED = 50;
    private static final int MAX_REQUESTS = 5;
    private static final Pattern ACCURACY = Pattern.compile("Accuracy by round.*");

    @TempDir
    static Path folder;

    @AutoClose
    private static PackagedService service;

    @AutoClose
    private static Chromium chromium;

    private static String address;
    private static List<String> runs;
    private static String observed;

    @BeforeAll
    static void start() throws IOException {
        chromium = Chromium.launch();
        ConsoleProject project = ConsoleProject.in(folder);
        Path weights = project.root().resolve("weights");
        for (int model = 0; model < MODELS; model++) {
            Files.createLink(weights.resolve("net%03d.onnx".formatted(model)), weights.resolve("seed.onnx"));
        }
        service = project.serve("7");
        address = "http://127.0.0.1:" + service.port() + "/";
        runs = copies(project, ended());
        Files.copy(OBSERVED, project.root().resolve("train.py"), StandardCopyOption.REPLACE_EXISTING);
        observed = ended();
    }

    private static String ended() {
        String id = started("{\"rounds\": 5}").getString("simulation_id");
        Awaitility.await().until(() -> record(id).get("ended") != null);
        return id;
    }

    private static JsonPath started(String parameters) {
        return given().contentType(ContentType.JSON)
                .body(parameters)
                .post(address + "api/simulations/")
                .then()
                .statusCode(201)
                .extract()
                .jsonPath();
    }

    private static JsonPath record(String id) {
        return given().get(address + "api/simulations/" + id + "/")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }

    /** Further simulations, whose files are those of {@code id}. */
    private static List<String> copies(ConsoleProject project, String id) throws IOException {
        Path stored = project.root().resolve(".flsys/simulations");
        String record = Files.readString(stored.resolve(id).resolve("simulation.json"));
        List<String> ids = new ArrayList<>();
        for (int run = 0; run < RUNS; run++) {
            String copy = "20260101-1200%02d-%08x".formatted(run, run);
            Path to = Files.createDirectory(stored.resolve(copy));
            Files.copy(stored.resolve(id).resolve("log.ndjson"), to.resolve("log.ndjson"));
            Files.writeString(to.resolve("simulation.json"), record.replace(id, copy));
            ids.add(copy);
        }
        return ids;
    }

    /** The paths of the requests to the API until the view that is opened needs no further one. */
    private static List<String> requests(Page page, String view, Runnable shown) {
        List<String> paths = followed(page);
        page.navigate(address + "#/" + view);
        shown.run();
        page.waitForLoadState(LoadState.NETWORKIDLE);
        return paths;
    }

    /** The paths of the requests to the API from now on. */
    private static List<String> followed(Page page) {
        List<String> paths = new CopyOnWriteArrayList<>();
        page.onRequest(request -> {
            String path = URI.create(request.url()).getPath();
            if (path != null && path.startsWith("/api/")) {
                paths.add(path);
            }
        });
        return paths;
    }

    @ParameterizedTest
    @CsvSource({
        "models, models-view li >> nth=200",
        "predict, predict-view [type=checkbox] >> nth=200",
        "evaluate, evaluations-view h1",
        "experiments, experiments-view h1",
        "runs, run-rows tbody tr >> nth=49",
        "simulate, simulation-list li >> nth=49"
    })
    void a_view_needs_few_requests(String view, String part) {
        Page page = chromium.visit("about:blank", "en-US");
        assertThat(requests(page, view, () -> assertThat(page.locator(part)).isAttached()))
                .hasSizeLessThanOrEqualTo(MAX_REQUESTS);
        assertThat(chromium.complaints()).isEmpty();
    }

    @Test
    void many_simulations_are_compared_with_few_requests() {
        String chosen = runs.stream()
                .limit(COMPARED)
                .map(id -> "models=simulation+" + id)
                .collect(Collectors.joining("&"));
        Page page = chromium.visit("about:blank", "en-US");
        List<String> paths = requests(page, "training?" + chosen, () -> {
            assertThat(page.getByRole(AriaRole.IMG, name(ACCURACY))).isVisible();
            assertThat(page.locator("run-comparison tbody tr")).hasCount(COMPARED);
        });
        assertThat(paths).hasSizeLessThanOrEqualTo(MAX_REQUESTS).contains("/api/simulations/batch");
        assertThat(requests(
                        page, "training?show=bands&" + chosen, () -> assertThat(page.locator("run-comparison tbody tr"))
                                .hasCount(COMPARED)))
                .hasSizeLessThanOrEqualTo(MAX_REQUESTS);
        assertThat(chromium.complaints()).isEmpty();
    }

    @Test
    void a_simulation_is_shown_with_few_requests_and_its_last_round_from_the_first() {
        Page page = chromium.visit("about:blank", "en-US");
        page.addInitScript("""
                window.seen = new Set();
                const look = () => {
                  const text = document.querySelector("flsys-app")?.shadowRoot?.querySelector("simulate-view")
                    ?.shadowRoot?.querySelector("simulation-view")?.shadowRoot?.querySelector(".head")?.textContent;
                  const round = /Round \\d+/.exec(text ?? "");
                  if (round) window.seen.add(round[0]);
                  requestAnimationFrame(look);
                };
                look();
                """);
        List<String> paths =
                requests(page, "simulate/" + runs.get(0), () -> assertThat(page.locator("simulation-view [data-state]"))
                        .hasText("Completed"));
        assertThat(page.locator("simulation-view")).containsText("Round 5 of 5");
        assertThat(page.evaluate("[...window.seen]")).isEqualTo(List.of("Round 5"));
        assertThat(paths).hasSizeLessThanOrEqualTo(MAX_REQUESTS);
        assertThat(chromium.complaints()).isEmpty();
    }

    @Test
    void an_observed_simulation_is_shown_with_few_requests_and_its_clients_and_checkpoints() {
        Page page = chromium.visit("about:blank", "en-US");
        List<String> paths = requests(page, "simulate/" + observed, () -> {
            assertThat(page.locator("run-clients [data-test=nodes] tbody tr")).hasCount(6);
            assertThat(page.locator("[data-test=checkpoints] tbody tr")).hasCount(3);
            assertThat(page.getByRole(AriaRole.IMG, name(ACCURACY)).first()).isVisible();
        });
        assertThat(paths).hasSizeLessThanOrEqualTo(MAX_REQUESTS);
        assertThat(chromium.complaints()).isEmpty();
    }

    @Test
    void an_observed_simulation_that_runs_is_shown_to_its_owner_with_few_requests() {
        Page page = chromium.visit(address, "en-US");
        JsonPath run = started("{\"rounds\": 9, \"pause\": 60}");
        String id = run.getString("simulation_id");
        Awaitility.await().until(() -> "running".equals(record(id).getString("state")));
        page.evaluate("token => localStorage.setItem('flsys / session', token)", run.getString("session"));
        page.navigate("about:blank");
        List<String> paths = followed(page);
        page.navigate(address + "#/simulate/" + id);
        assertThat(page.locator("run-clients [data-test=nodes] tbody tr")).hasCount(6);
        assertThat(page.getByRole(AriaRole.BUTTON, name("Stop after this round")))
                .isVisible();
        assertThat(List.copyOf(paths)).hasSizeLessThanOrEqualTo(MAX_REQUESTS);
        // The clients are still followed.
        page.waitForRequest(Pattern.compile(".*/clients$"), () -> {});
        given().header("X-Session", run.getString("session"))
                .contentType(ContentType.JSON)
                .body("{}")
                .post(address + "api/simulations/" + id + "/stop")
                .then()
                .statusCode(202);
        assertThat(page.locator("simulation-view [data-state]")).hasText("Stopped");
        assertThat(chromium.complaints()).isEmpty();
    }
}
