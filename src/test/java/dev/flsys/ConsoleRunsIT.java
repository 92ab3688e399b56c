package dev.flsys;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.flsys.testsupport.ConsolePage.begin;
import static dev.flsys.testsupport.ConsolePage.exactly;
import static dev.flsys.testsupport.ConsolePage.in;
import static dev.flsys.testsupport.ConsolePage.name;
import static dev.flsys.testsupport.ConsolePage.state;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.microsoft.playwright.APIResponse;
import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.WebSocketRoute;
import com.microsoft.playwright.options.AriaRole;
import dev.flsys.testsupport.Chromium;
import dev.flsys.testsupport.ConsoleProject;
import dev.flsys.testsupport.PackagedService;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The console with unusual simulations: failures, progress bars, simulations of other sessions, and overwritten models.
 * Some tests replace the service's answer.
 */
class ConsoleRunsIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern LIST = Pattern.compile(".*/api/simulations/\\?.*");
    private static final Pattern RECORD = Pattern.compile(".*/api/simulations/[^/]+/(\\?.*)?$");
    private static final Pattern RECORD_OR_LOG = Pattern.compile(".*/api/simulations/[^/]+/(log.*|\\?.*)?$");

    /** Notifications that the page would show. */
    private static final String NOTIFICATIONS = """
            window.Notification = class {
              static permission = "granted";
              static requestPermission = async () => "granted";
              constructor(title) { document.documentElement.dataset.noticed = title; }
              close() {}
            };""";

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
        service = ConsoleProject.in(folder).serve("7", "SIMULATIONS_PRIVATE=true", "MAX_CONCURRENT_SIMULATIONS=4");
        address = "http://127.0.0.1:" + service.port() + "/";
    }

    @Test
    void a_failed_simulation_shows_its_reason_once_and_links_to_its_line() {
        Page page = chromium.visit(address, "en-US");
        AtomicLong quoted = new AtomicLong();
        changeEvents(page, event -> {
            ObjectNode data = (ObjectNode) event.path("data");
            if (data.path("message").asText().startsWith("ValueError")) {
                quoted.set(data.path("seq").asLong());
            } else if (event.path("event").asText().equals("simulation_error")) {
                data.put("detail", "ValueError: shapes (64, 10) and (32, 10) differ");
                data.putObject("explanation")
                        .put("cause", "The shapes of two tensors do not fit.")
                        .put("where", "net.py:12, in forward")
                        .put("remedy", "Have the script print its error before it ends.");
                data.put("log_seq", quoted.get());
            }
        });
        page.navigate(address + "#/simulate");
        page.reload();
        page.getByLabel("lines", exactly()).fill("2000");
        page.getByLabel("fail", exactly()).check();
        begin(page);
        assertThat(state(page)).hasText("Failed");
        Locator reason = page.locator("simulation-view [data-test=reason]");
        assertThat(reason.getByText("Failed with exit code 1.")).isVisible();
        assertThat(reason.getByText("ValueError: shapes (64, 10) and (32, 10) differ"))
                .isVisible();
        assertThat(reason.getByText(Pattern.compile("exit code 1", Pattern.CASE_INSENSITIVE)))
                .hasCount(1);
        assertThat(reason.locator("[data-test=where]")).containsText("net.py:12, in forward");
        page.locator("log-view .scroll").press("Home");
        Locator line = page.locator("log-view .row.target");
        assertThat(line).hasCount(0);
        reason.getByRole(AriaRole.BUTTON, in(Pattern.compile("Show line [\\d,]+ of the log")))
                .click();
        assertThat(line).containsText("ValueError: shapes (64, 10) and (32, 10) differ");
        assertThat(line).isInViewport();
        assertThat(page.locator("log-view [data-test=count]")).hasText(Pattern.compile("6,\\d+ lines"));
        assertThat(Chromium.barriers(page)).isEmpty();
        page.getByRole(AriaRole.BUTTON, name("切换到中文")).click();
        assertThat(reason.getByText("失败，退出码 1。")).isVisible();
        assertThat(reason.getByText("两个张量的形状不匹配。")).isVisible();
        assertThat(reason.getByText("请让脚本在结束前输出错误。")).isVisible();
        assertThat(chromium.complaints()).isEmpty();
    }

    @Test
    void a_progress_bar_is_one_line_and_is_searched_in_its_latest_state() {
        Page page = chromium.visit(address, "en-US");
        changeEvents(page, event -> {
            ObjectNode data = (ObjectNode) event.path("data");
            if (data.path("message").asText().matches("step ([2-9]|\\d\\d+)/300")) {
                data.put("replaces", true);
            }
        });
        page.navigate(address + "#/simulate");
        page.reload();
        page.getByLabel("bar", exactly()).fill("300");
        begin(page);
        assertThat(page.locator("log-view .row").getByText(Pattern.compile("^step \\d+/300$")))
                .isVisible();
        page.getByLabel("Search the log").fill("step");
        assertThat(page.locator("log-view .place")).hasText("1");
        assertThat(state(page)).hasText("Completed");
        assertThat(page.locator("log-view .place")).hasText("1");
        page.getByLabel("Search the log").fill("step 300/300");
        assertThat(page.locator("log-view .place")).hasText("1");
        String text = page.locator("log-view")
                .evaluate("view => view.buffer.plainText()")
                .toString();
        assertThat(text.lines().filter(line -> line.startsWith("step")).toList())
                .containsExactly("step 300/300");
        assertThat(page.locator("log-view [data-test=count]"))
                .hasText(text.lines().count() + " lines");
    }

    @Test
    void a_simulation_of_another_session_is_read_while_it_runs_and_cannot_be_stopped() throws Exception {
        Started other = startElsewhere("{\"rounds\":40,\"pause\":0.2}");
        Page page = chromium.visit(address, "en-US");
        page.route(
                LIST,
                route -> answerJson(route, route.fetch(), body -> body.path("simulations")
                        .forEach(item -> ((ObjectNode) item).put("readable", true))));
        // The session token of the other client gives the page the access that it has to public simulations.
        page.route(RECORD_OR_LOG, route -> route.fulfill(new Route.FulfillOptions().setResponse(other.read(route))));
        page.navigate(address + "#/simulate");
        page.locator("simulation-list a", new Page.LocatorOptions().setHasText("another session's"))
                .first()
                .click();
        page.navigate(address + "#/simulate/" + other.id());
        Locator simulation = page.locator("simulation-view");
        assertThat(simulation.getByText("Another session started it.")).isVisible();
        assertThat(simulation.getByText(Pattern.compile("Round ([3-9]|\\d\\d) of 40")))
                .isVisible();
        assertThat(simulation.getByRole(AriaRole.BUTTON, in(Pattern.compile("Stop.*"))))
                .hasCount(0);
        assertThat(state(page)).hasText("Completed");
        assertThat(simulation.getByRole(AriaRole.IMG, in(Pattern.compile("Accuracy by round.*"))))
                .isVisible();
        String text = page.locator("log-view")
                .evaluate("view => view.buffer.plainText()")
                .toString();
        assertThat(text.lines().filter(line -> line.contains("fit progress"))).hasSize(40);
        assertThat(Chromium.barriers(page)).isEmpty();
    }

    @Test
    void a_private_simulation_of_another_session_is_not_shown() throws Exception {
        Started other = startElsewhere("{\"rounds\":1}");
        Page page = chromium.visit(address + "#/simulate/" + other.id(), "en-US");
        assertThat(page.locator("simulation-view").getByText("This simulation is private"))
                .isVisible();
        assertThat(page.locator("simulation-list")
                        .getByText("another session's, private")
                        .first())
                .isVisible();
        page.navigate(address + "#/simulate/20200101-000000-abcdef");
        assertThat(page.locator("simulation-view").getByText("This simulation does not exist"))
                .isVisible();
    }

    @Test
    void a_model_that_a_later_simulation_overwrote_is_marked() {
        Page page = chromium.visit(address, "en-US");
        page.route(
                RECORD,
                route -> answerJson(route, route.fetch(), body -> {
                    for (JsonNode model : body.path("models")) {
                        ((ObjectNode) model).put("overwritten", true);
                    }
                }));
        page.navigate(address + "#/simulate");
        page.getByLabel("rounds", exactly()).fill("1");
        begin(page);
        assertThat(state(page)).hasText("Completed");
        Locator simulation = page.locator("simulation-view");
        assertThat(simulation.getByText("was overwritten after this simulation"))
                .isVisible();
        assertThat(simulation.getByRole(AriaRole.LINK, in(Pattern.compile("Predict with trained.*"))))
                .hasCount(0);
        assertThat(simulation.getByRole(AriaRole.LINK, in(Pattern.compile("Predict with the current file"))))
                .isVisible();
    }

    @Test
    void a_run_shows_what_it_uses_and_where_it_came_from_and_runs_again_with_its_models_kept() throws IOException {
        Page page = chromium.visit(address, "en-US");
        page.addInitScript(NOTIFICATIONS);
        page.reload();
        page.getByRole(AriaRole.BUTTON, name("Notify me")).click();
        assertThat(page.getByRole(AriaRole.BUTTON, name("Notify me"))).hasAttribute("aria-pressed", "true");
        page.navigate(address + "#/simulate");
        page.getByLabel("rounds", exactly()).fill("6");
        page.getByLabel("pause", exactly()).fill("1.5");
        begin(page);
        Locator simulation = page.locator("simulation-view");
        assertThat(simulation.locator("[data-test=resources]")).containsText("Processes");
        assertThat(simulation.locator("[data-test=eta]")).containsText("left");
        String run = page.url().substring(page.url().lastIndexOf('/') + 1);

        page.getByRole(AriaRole.LINK, name("Models").setExact(true)).click();
        assertThat(page.locator("html")).hasAttribute("data-noticed", Pattern.compile(".*: Completed"));
        page.goBack();
        assertThat(state(page)).hasText("Completed");
        assertThat(simulation.locator("[data-test=eta]")).hasCount(0);
        assertThat(simulation.locator("[data-test=resources]")).not().containsText("Processes");
        simulation.getByText("Resources per round").click();
        assertThat(simulation.locator("run-resources line-chart")).hasCount(3);
        simulation.getByText("Origin: commit").click();
        assertThat(simulation.locator("[data-test=origin]")).containsText("train.py --rounds 6");
        simulation.getByText("1 kept model").click();
        assertThat(simulation.locator("[data-test=kept]")).containsText("@" + run);
        assertThat(Chromium.barriers(page)).isEmpty();

        Download archive = page.waitForDownload(
                () -> page.getByRole(AriaRole.BUTTON, name("Export")).click());
        assertThat(archive.suggestedFilename()).isEqualTo(run + ".zip");

        // Of this run alone, so that the test can be repeated.
        String helper = "helper_" + run.replace('-', '_') + ".py";
        Files.writeString(folder.resolve("project").resolve(helper), "SIZE = 1\n");
        page.getByText("Run again exactly …").click();
        assertThat(simulation.locator("[data-test=differences] li"))
                .hasText(Pattern.compile("File " + helper + ": .*"));
        assertThat(Chromium.barriers(page)).isEmpty();
        page.getByRole(AriaRole.BUTTON, name("Start anyway")).click();
        page.waitForURL(url -> !url.endsWith(run));
        assertThat(simulation.locator("code").first()).containsText("--rounds 6");
        assertThat(Chromium.barriers(page)).isEmpty();
        assertThat(state(page)).hasText("Completed");
        page.navigate(address + "#/simulate/" + run);

        page.getByRole(AriaRole.BUTTON, name("Delete …")).click();
        page.getByLabel("Keep the copies of their models").check();
        page.getByRole(AriaRole.BUTTON, name("Delete").setExact(true)).click();
        page.waitForURL(url -> url.endsWith("#/simulate"));
        page.getByRole(AriaRole.LINK, name("Models").setExact(true)).click();
        page.getByLabel("Models of runs").check();
        assertThat(page.locator("models-view li").filter(new Locator.FilterOptions().setHasText("@" + run)))
                .hasCount(1);
        assertThat(chromium.complaints()).isEmpty();
    }

    /** A simulation that a client with another session started. */
    private record Started(String id, String session) {

        /** Sends the page's request with the token of that session. */
        APIResponse read(Route route) {
            Map<String, String> headers = new HashMap<>(route.request().headers());
            headers.put("x-session", session);
            return route.fetch(new Route.FetchOptions().setHeaders(headers));
        }
    }

    private static Started startElsewhere(String parameters) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(address + "api/simulations/"))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(parameters))
                .build();
        JsonNode accepted = JSON.readTree(HttpClient.newHttpClient()
                .send(request, BodyHandlers.ofString())
                .body());
        return new Started(
                accepted.path("simulation_id").asText(),
                accepted.path("session").asText());
    }

    /** Changes the events that the page receives. */
    private static void changeEvents(Page page, Consumer<JsonNode> change) {
        page.routeWebSocket(Pattern.compile(".*/ws.*"), (WebSocketRoute client) -> {
            WebSocketRoute server = client.connectToServer();
            server.onMessage(frame -> {
                JsonNode events = parsed(frame.text());
                if (events.isArray()) {
                    events.forEach(change);
                } else {
                    change.accept(events);
                }
                client.send(events.toString());
            });
        });
    }

    private static void answerJson(Route route, APIResponse answer, Consumer<JsonNode> change) {
        JsonNode body = parsed(answer.text());
        change.accept(body);
        route.fulfill(new Route.FulfillOptions().setResponse(answer).setBody(body.toString()));
    }

    private static JsonNode parsed(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException invalid) {
            throw new AssertionError(text, invalid);
        }
    }
}
