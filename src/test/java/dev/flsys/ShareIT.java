package dev.flsys;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.flsys.testsupport.ConsolePage.in;
import static dev.flsys.testsupport.ConsolePage.name;
import static dev.flsys.testsupport.ConsolePage.state;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import dev.flsys.testsupport.Chromium;
import dev.flsys.testsupport.ConsoleProject;
import dev.flsys.testsupport.PackagedService;
import dev.flsys.testsupport.WebSocketClient;
import io.restassured.http.ContentType;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import org.assertj.core.api.Assertions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Links to single runs at a service with API_TOKEN whose simulations are private. The file is long because all its
 * tests use one service and its runs.
 */
class ShareIT {

    private static final String API_TOKEN = "open-sesame-0123456789";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> OPENED =
            Set.of("GET /api/shared", "GET /api/shared/log", "GET /api/shared/export");

    @TempDir
    static Path folder;

    /** Started by the first test that needs it; the others run without. */
    @AutoClose
    private static @Nullable Chromium chromium;

    private static ConsoleProject project;
    private static PackagedService service;
    private static String address;

    @BeforeAll
    static void start() throws IOException {
        project = ConsoleProject.in(folder);
        serve();
    }

    private static void serve() throws IOException {
        service = project.serve(
                "7", "API_TOKEN=" + API_TOKEN, "SIMULATIONS_PRIVATE=true", "MAX_CONCURRENT_SIMULATIONS=4");
        address = "http://127.0.0.1:" + service.port() + "/";
    }

    @AfterAll
    static void stop() throws InterruptedException {
        service.stop();
    }

    private static Chromium chromium() {
        if (chromium == null) {
            chromium = Chromium.launch();
        }
        return chromium;
    }

    private static RequestSpecification operator() {
        return given().baseUri(address).header("Authorization", "Bearer " + API_TOKEN);
    }

    private static RequestSpecification colleague(Link link) {
        return given().baseUri(address).header("X-Share", link.token());
    }

    /** Starts a simulation and returns its id. */
    private static String begin(String parameters) {
        return operator()
                .contentType(ContentType.JSON)
                .body(parameters)
                .post("/api/simulations/")
                .then()
                .statusCode(201)
                .extract()
                .path("simulation_id");
    }

    private static String ended(String parameters) {
        String id = begin(parameters);
        await().until(() -> Set.of("completed", "failed", "stopped")
                .contains(operator().get("/api/simulations/" + id).path("state")));
        return id;
    }

    private record Link(String run, String id, String token, String path) {

        static Link to(String run, String wanted) {
            JsonNode link = JSON.valueToTree(operator()
                    .contentType(ContentType.JSON)
                    .body(wanted)
                    .post("/api/simulations/{id}/shares", run)
                    .then()
                    .statusCode(201)
                    .header("Cache-Control", "no-store")
                    .extract()
                    .jsonPath()
                    .getMap("$"));
            return new Link(
                    run,
                    link.path("id").asText(),
                    link.path("token").asText(),
                    link.path("path").asText());
        }

        void revoke() {
            operator()
                    .delete("/api/simulations/{id}/shares/{share}", run, id)
                    .then()
                    .statusCode(204);
        }
    }

    /** All operations of the API's own description, so that a new one is checked without a change here. */
    private static List<String> operations() throws IOException {
        JsonNode paths = JSON.readTree(given().baseUri(address)
                        .queryParam("format", "json")
                        .get("/q/openapi")
                        .then()
                        .statusCode(200)
                        .extract()
                        .asByteArray())
                .path("paths");
        List<String> operations = new ArrayList<>();
        paths.fields().forEachRemaining(path -> path.getValue().fieldNames().forEachRemaining(member -> {
            if (Set.of("get", "put", "post", "delete", "patch", "head", "options")
                    .contains(member)) {
                operations.add(
                        member.toUpperCase(Locale.ROOT) + " " + path.getKey().replaceAll("(?<=.)/$", ""));
            }
        }));
        // Probes are open without any token.
        operations.removeIf(operation -> operation.startsWith("GET /v2/health/"));
        return operations;
    }

    @Test
    void a_link_opens_the_reads_of_its_run_and_no_other_operation_of_the_API() throws IOException {
        String run = ended("{\"rounds\":1}");
        Link link = Link.to(run, "{\"archive\":true}");
        List<String> operations = operations();
        assertThat(operations)
                .contains("GET /api/models", "POST /api/simulations/{id}/stop")
                .containsAll(OPENED);
        Set<String> open = new TreeSet<>();
        for (String operation : operations) {
            String method = operation.split(" ")[0];
            String path = operation
                    .split(" ")[1]
                    .replace("{id}", run)
                    .replace("{share}", link.id())
                    .replaceAll("\\{[^}]*\\}", "x");
            int status = request(colleague(link), method, path);
            if (status != 401) {
                open.add(operation);
                assertThat(status).as(operation).isEqualTo(200);
            }
            if (!OPENED.contains(operation)) {
                for (String header : List.of("Authorization", "X-Session")) {
                    String value = header.equals("Authorization") ? "Bearer " + link.token() : link.token();
                    assertThat(request(given().baseUri(address).header(header, value), method, path))
                            .as("%s with the token as %s", operation, header)
                            .isEqualTo(401);
                }
            }
        }
        assertThat(open).containsExactlyInAnyOrderElementsOf(OPENED);
        operator().get("/api/simulations/" + run).then().statusCode(200);
    }

    private static int request(RequestSpecification request, String method, String path) {
        boolean hasBody = Set.of("POST", "PUT", "PATCH").contains(method);
        return (hasBody ? request.contentType(ContentType.JSON).body("{}") : request)
                .request(method, path)
                .statusCode();
    }

    @Test
    void a_link_opens_no_live_connection() {
        Link link = Link.to(ended("{\"rounds\":1}"), "{}");
        int port = service.port();
        for (String query : List.of("?token=", "?session=", "?share=")) {
            Assertions.assertThatThrownBy(() -> WebSocketClient.connect(port, query + link.token()))
                    .hasStackTraceContaining("401");
        }
    }

    @Test
    void the_answers_of_a_link_are_those_of_its_run_and_are_not_cached() {
        String run = ended("{\"rounds\":2,\"lines\":3}");
        operator()
                .contentType(ContentType.JSON)
                .body("{\"name\":\"baseline\"}")
                .patch("/api/simulations/" + run)
                .then()
                .statusCode(200);
        Link link = Link.to(run, "{\"note\":\"für Ada\",\"expires_in\":600}");
        colleague(link)
                .get("/api/shared")
                .then()
                .statusCode(200)
                .header("Cache-Control", "no-store")
                .header("Referrer-Policy", "no-referrer")
                .body("simulation.id", equalTo(run))
                .body("simulation.name", equalTo("baseline"))
                .body("simulation.rounds.size()", equalTo(2))
                .body("simulation.parameters.lines", equalTo(3));
        String log = operator().get("/api/simulations/{id}/log", run).asString();
        assertThat(colleague(link).get("/api/shared/log").asString())
                .isEqualTo(log)
                .contains("line 2 of round 2");
        colleague(link)
                .accept("application/x-ndjson")
                .queryParam("after", 3)
                .get("/api/shared/log/")
                .then()
                .statusCode(200)
                .header("Cache-Control", "no-store")
                .body(containsString("\"seq\":4"), not(containsString("\"seq\":3,")));
        colleague(link).queryParam("after", "x").get("/api/shared/log").then().statusCode(400);
        colleague(link).get("/api/shared/export").then().statusCode(403);
        colleague(link).head("/api/shared").then().statusCode(200);
        colleague(link)
                .header("Range", "bytes=0-9")
                .get("/api/shared/log")
                .then()
                .statusCode(200);
        colleague(link).header("Host", "evil.example").get("/api/shared").then().statusCode(421);
        colleague(link)
                .header("Origin", "http://evil.example")
                .get("/api/shared")
                .then()
                .statusCode(403);
        operator()
                .get("/api/simulations/{id}/shares", run)
                .then()
                .body("shares.note", equalTo(List.of("für Ada")))
                .body("shares.token", equalTo(List.of(link.token())));
        given().baseUri(address)
                .header("Authorization", "Bearer " + API_TOKEN)
                .header("Sec-Fetch-Site", "cross-site")
                .contentType(ContentType.JSON)
                .body("{}")
                .post("/api/simulations/{id}/shares", run)
                .then()
                .statusCode(403);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "..",
                "a.b.c",
                "20261124-100001-00000001.0123.sig",
                "../../etc/passwd",
                "%2e%2e",
                "\u00e9"
            })
    void a_text_that_is_no_token_opens_nothing(String text) {
        for (String path : List.of("/api/shared", "/api/shared/log", "/api/shared/export")) {
            given().baseUri(address).header("X-Share", text).get(path).then().statusCode(404);
        }
    }

    @Test
    void a_long_token_and_a_missing_one_open_nothing() {
        given().baseUri(address).get("/api/shared").then().statusCode(404);
        int status = given().baseUri(address)
                .header("X-Share", "x".repeat(10_000))
                .get("/api/shared")
                .statusCode();
        assertThat(status).isIn(404, 431);
    }

    @Test
    void the_links_of_a_deleted_run_open_nothing() {
        String run = ended("{\"rounds\":1}");
        Link link = Link.to(run, "{}");
        colleague(link).get("/api/shared").then().statusCode(200);
        operator().delete("/api/simulations/" + run).then().statusCode(200);
        colleague(link).get("/api/shared").then().statusCode(404);
        colleague(link).get("/api/shared/log").then().statusCode(404);
    }

    @Test
    void the_page_of_a_link_shows_its_run_live_until_the_link_is_revoked() throws Exception {
        String run = begin("{\"rounds\":400,\"pause\":0.3}");
        Link link = Link.to(run, "{\"archive\":true}");
        Page page = chromium().visit("about:blank", "en-US");
        List<String> requests = new CopyOnWriteArrayList<>();
        page.onRequest(request -> requests.add(request.url()));
        page.navigate(address + link.path());
        assertThat(state(page)).hasText("Running");
        Locator simulation = page.locator("simulation-view");
        assertThat(simulation.getByText(Pattern.compile("Round ([4-9]|\\d\\d) of 400")))
                .isVisible();
        assertThat(page.getByText("A read-only link, valid until")).isVisible();
        assertThat(simulation.getByRole(AriaRole.IMG, in(Pattern.compile("Accuracy by round.*"))))
                .isVisible();
        assertThat(page.getByRole(
                        AriaRole.BUTTON,
                        name(Pattern.compile("Stop|Edit|Delete|Share|again", Pattern.CASE_INSENSITIVE))))
                .hasCount(0);
        assertThat(page.getByRole(AriaRole.LINK)).hasCount(0);
        assertThat(page.getByRole(AriaRole.BUTTON, name("Download the archive")))
                .isVisible();
        assertThat(Chromium.barriers(page)).isEmpty();
        look(page, "shared");
        link.revoke();
        assertThat(page.getByText("This link is not valid.")).isVisible();
        assertThat(page.locator("simulation-view")).hasCount(0);
        assertThat(requests)
                .isNotEmpty()
                .allMatch(url -> url.startsWith(address + "console/")
                        || url.startsWith(address + "api/shared/")
                        || url.startsWith("data:"));
        assertThat(requests).filteredOn(url -> !url.contains("#")).noneMatch(url -> url.contains(link.token()));
        look(page, "revoked");
        Link next = Link.to(run, "{}");
        service.stop();
        assertThat(service.log()).doesNotContain(link.token()).doesNotContain(next.token());
        serve();
        colleague(next).get("/api/shared").then().statusCode(200).body("simulation.id", equalTo(run));
        colleague(link).get("/api/shared").then().statusCode(404);
        page.navigate(address + next.path());
        assertThat(state(page)).hasText("Stopped");
        page.navigate(address + "console/#/models");
        assertThat(page.getByText("This service requires a token").first()).isVisible();
    }

    @Test
    void the_console_creates_copies_and_revokes_links() {
        String run = ended("{\"rounds\":2}");
        Page page = chromium().visit(address + "#/simulate/" + run, "en-US");
        page.getByLabel("API_TOKEN").fill(API_TOKEN);
        page.getByRole(AriaRole.BUTTON, name("Continue")).click();
        page.getByRole(AriaRole.BUTTON, name("Share …")).click();
        Locator dialog = page.getByRole(AriaRole.DIALOG, name("Share this simulation"));
        assertThat(dialog.getByText("There is no link to this simulation.")).isVisible();
        dialog.getByLabel("Note").fill("for Ada");
        dialog.getByRole(AriaRole.BUTTON, in("Create a link")).click();
        Locator field = dialog.getByLabel("Address: for Ada");
        assertThat(field).isVisible();
        assertThat(Chromium.barriers(page)).isEmpty();
        look(page, "dialog");
        String link = field.inputValue();
        assertThat(link).startsWith(address + "console/#/shared/" + run + ".");
        Page colleague = chromium().visit(link, "zh-CN");
        assertThat(state(colleague)).hasText("已完成");
        look(colleague, "shared-zh");
        dialog.getByRole(AriaRole.BUTTON, in("Copy: for Ada")).click();
        assertThat(dialog.getByText(Pattern.compile("Copied|The address is selected")))
                .isVisible();
        dialog.getByRole(AriaRole.BUTTON, in("Revoke: for Ada")).click();
        assertThat(dialog.getByText("The link was revoked.")).isVisible();
        assertThat(dialog.getByText("There is no link to this simulation.")).isVisible();
        colleague.reload();
        assertThat(colleague.getByText("此链接无效。")).isVisible();
    }

    /** Takes pictures in both sizes and themes, if -Dconsole.looks names a folder. */
    private static void look(Page page, String name) {
        String looks = System.getProperty("console.looks");
        if (looks == null) {
            return;
        }
        for (int width : List.of(1400, 390)) {
            for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
                page.setViewportSize(width, width == 390 ? 844 : 900);
                page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
                page.screenshot(new Page.ScreenshotOptions()
                        .setPath(Path.of(looks, name + "-" + width + "-" + scheme + ".png")));
            }
        }
        page.setViewportSize(1400, 900);
    }
}
