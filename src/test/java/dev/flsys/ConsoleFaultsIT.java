package dev.flsys;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.flsys.testsupport.ConsolePage.begin;
import static dev.flsys.testsupport.ConsolePage.exactly;
import static dev.flsys.testsupport.ConsolePage.in;
import static dev.flsys.testsupport.ConsolePage.name;
import static dev.flsys.testsupport.ConsolePage.state;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.AriaRole;
import dev.flsys.testsupport.Chromium;
import dev.flsys.testsupport.ConsoleProject;
import dev.flsys.testsupport.PackagedService;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The console under difficult conditions: reloads, outages, malicious names and lines, narrow screens, an API token.
 * Its tests are in one long file because they share one project and its service: a start takes longer than most tests.
 */
class ConsoleFaultsIT {

    private static final String HARM = "<img src=x onerror=\"document.title='harmed'\">";
    private static final String LOST = "The service can't be reached.";

    @TempDir
    static Path folder;

    @AutoClose
    private static Chromium chromium;

    private static ConsoleProject project;

    @AutoClose
    private static PackagedService service;

    @BeforeAll
    static void start() throws IOException {
        chromium = Chromium.launch();
        project = projectIn("project");
        service = serve(project, "MAX_CONCURRENT_SIMULATIONS=4", "HISTORY_SUBDIR=weights");
    }

    @AfterEach
    void leave() {
        chromium.closePages();
    }

    private static ConsoleProject projectIn(String name) throws IOException {
        ConsoleProject made = ConsoleProject.in(folder.resolve(name));
        made.addModel(HARM);
        made.addPicture(HARM + ".png");
        return made;
    }

    /** Starts a service with further settings. */
    private static PackagedService serve(ConsoleProject served, String... further) throws IOException {
        return served.serve(HARM.replace("'", "\\'"), further);
    }

    /** Answers the requests to an address for the service. */
    private static void answer(Page page, String address, String body) {
        page.route(
                Pattern.compile(address),
                route -> route.fulfill(new Route.FulfillOptions()
                        .setContentType("application/json")
                        .setBody(body)));
    }

    private static String addressOf(PackagedService served) {
        return "http://127.0.0.1:" + served.port() + "/";
    }

    @Test
    void malicious_names_labels_and_lines_are_shown_as_text() throws IOException {
        Page page = chromium.visit(addressOf(service), "en-US");
        page.locator("models-view")
                .getByText(HARM, new Locator.GetByTextOptions().setExact(true))
                .click();
        page.locator("models-view").getByRole(AriaRole.LINK, in("Predict")).click();
        page.getByLabel("Use " + HARM + ".png").click();
        assertThat(page.locator("prediction-card [data-test=label]")).hasText(HARM);

        page.getByRole(AriaRole.LINK, name("Simulate")).click();
        assertThat(page.getByLabel("network")).containsText("<b>Bold</b>");
        page.getByLabel("hostile").check();
        begin(page);
        assertThat(state(page)).hasText("Completed");
        Locator log = page.locator("log-view");
        log.locator(".scroll").press("Home");
        assertThat(log.getByText("<script>document.title='harmed'</script> &amp; \"quoted\" ${title}"))
                .isVisible();
        assertThat(log.getByText("red and bold", new Locator.GetByTextOptions().setExact(true)))
                .hasCSS("font-weight", Pattern.compile("[67]00|bold"));
        assertThat(log.getByText("a link after")).isVisible();
        assertThat(log.locator("a[href]")).hasCount(0);
        page.reload();
        assertThat(state(page)).hasText("Completed");
        assertThat(page).hasTitle("Completed · Simulate · project · FLSys");
        assertThat(page.locator("header").getByText("project", new Locator.GetByTextOptions().setExact(true)))
                .isVisible();
        assertThat(chromium.complaints()).isEmpty();
    }

    @Test
    void a_reload_in_the_middle_of_a_simulation_loses_nothing() throws IOException {
        Page page = chromium.visit(addressOf(service) + "#/simulate", "en-US");
        page.getByLabel("rounds", exactly()).fill("20");
        page.getByLabel("lines", exactly()).fill("500");
        page.getByLabel("pause", exactly()).fill("0.2");
        begin(page);
        assertThat(page.getByText(Pattern.compile("Round ([5-9]|1\\d) of 20"))).isVisible();
        page.reload();
        assertThat(page.getByText(Pattern.compile("Round \\d+ of 20"))).isVisible();
        assertThat(page.locator("simulation-view [data-test=each]")).containsText("s per round");
        assertThat(state(page)).hasText("Completed");
        List<String> expected = Files.readAllLines(log(page), StandardCharsets.UTF_8).stream()
                .filter(event -> event.contains("simulation_log"))
                .map(event -> event.replaceAll(".*\"message\":\"(.*?)\",\"timestamp.*", "$1"))
                .toList();
        assertThat(expected).hasSizeGreaterThan(10_000);
        // The state may arrive before the last lines.
        await().pollInSameThread().untilAsserted(() -> assertThat(page.locator("log-view")
                        .evaluate("view => view.buffer.plainText()")
                        .toString()
                        .lines()
                        .toList())
                .isEqualTo(expected));
    }

    @Test
    void parts_that_do_not_arrive_are_loaded_later() throws IOException {
        Page page = chromium.visit(addressOf(service) + "#/predict", "en-US");
        page.route(Pattern.compile("/(charts|chinese)-"), Route::abort);
        page.getByLabel("中文").click();
        assertThat(page.getByRole(AriaRole.HEADING, name("Predict"))).isVisible();
        page.getByRole(AriaRole.LINK, name("Simulate")).click();
        begin(page);
        assertThat(page.getByText("The charts cannot be loaded now").first()).isVisible();
        page.unroute(Pattern.compile("/(charts|chinese)-"));
        assertThat(page.getByRole(AriaRole.IMG, name(Pattern.compile("^Accuracy")))
                        .first())
                .isVisible();
        page.getByLabel("中文").click();
        assertThat(page.getByRole(AriaRole.LINK, name("预测").setExact(true))).isVisible();
    }

    @Test
    void a_running_simulation_and_every_view_recover_from_an_outage_without_a_reload() throws Exception {
        String address = addressOf(service);
        Page running = chromium.visit(address + "#/simulate", "en-US");
        running.getByLabel("rounds", exactly()).fill("1000");
        running.getByLabel("pause", exactly()).fill("0.1");
        begin(running);
        assertThat(running.getByText(Pattern.compile("Round ([3-9]|\\d{2,}) of 1,?000")))
                .isVisible();
        List<String> views = List.of("Models", "Predict", "Training", "Simulate");
        Map<String, Page> pages = new LinkedHashMap<>();
        for (String view : views) {
            // A view that is opened during the outage has no earlier content.
            Page page = chromium.visit(address + (view.equals("Simulate") ? "#/predict" : "#/simulate"), "en-US");
            assertThat(page.getByRole(AriaRole.IMG, name("Connected"))).isVisible();
            pages.put(view, page);
        }
        int port = service.port();
        service.kill();
        assertThat(running.getByText("The console keeps trying")).isVisible();
        pages.forEach((view, page) -> {
            page.getByRole(AriaRole.LINK, name(view).setExact(true)).click();
            assertThat(page.getByText(LOST).first()).isVisible();
        });
        Map<String, Locator> expected = Map.of(
                "Models", pages.get("Models").locator("deployed-model").getByText("No model is deployed."),
                "Predict", pages.get("Predict").getByLabel("Use " + HARM + ".png"),
                "Training", pages.get("Training").getByLabel("Simulation of").first(),
                "Simulate", pages.get("Simulate").getByLabel("rounds", exactly()));
        expected.values().forEach(part -> assertThat(part).isHidden());
        service = PackagedService.start(project.service(), port);
        assertThat(state(running)).hasText("Interrupted");
        assertThat(running.getByText("The console keeps trying")).isHidden();
        expected.values().forEach(part -> assertThat(part).isVisible());
        pages.forEach((view, page) -> {
            assertThat(page.getByText(LOST)).hasCount(0);
            assertThat(page.getByRole(AriaRole.IMG, name("Connected"))).isVisible();
        });
    }

    @Test
    void a_prediction_that_an_outage_interrupted_is_repeated() throws Exception {
        String address = addressOf(service);
        Page page = chromium.visit(address + "#/predict?models=seed", "en-US");
        Locator picture = page.getByLabel("Use " + HARM + ".png");
        assertThat(picture).isVisible();
        page.route(Pattern.compile(".*/api/predict/(preview/)?$"), Route::abort, new Page.RouteOptions().setTimes(2));
        picture.click();
        assertThat(page.locator("prediction-card [data-test=label]")).hasText(HARM);
        assertThat(page.getByAltText("As the models see it")).isVisible();
    }

    @Test
    void the_reason_of_a_refused_start_is_shown_at_the_form() throws IOException {
        Page page = chromium.visit(addressOf(service) + "#/simulate", "en-US");
        String reason = "There is no option 'round'. Did you mean rounds?";
        page.route(
                Pattern.compile(".*/api/simulations/$"),
                route -> route.fulfill(new Route.FulfillOptions()
                        .setStatus(400)
                        .setContentType("application/problem+json")
                        .setBody("{\"status\":400,\"detail\":\"%s\",\"error\":\"%s\"}".formatted(reason, reason))));
        begin(page);
        assertThat(page.locator("start-form").getByRole(AriaRole.ALERT)).containsText(reason);
        assertThat(page.locator("start-form").getByRole(AriaRole.ALERT)).isInViewport();
    }

    @Test
    void an_empty_project_shows_the_watched_folder_and_links_to_a_simulation() throws IOException {
        Page page = chromium.visit(addressOf(service), "en-US");
        answer(
                page,
                ".*/api/models/$",
                "{\"models\":[],\"project\":\"<b>digits</b>\",\"folder\":\"saved_models\","
                        + "\"reason\":\"The folder does not exist.\"}");
        answer(page, ".*/api/simulations/\\?.*", "{\"simulations\":[],\"total\":0}");
        answer(page, ".*/api/training_histories/$", "{\"histories\":[],\"unread\":[],\"configured\":true}");
        page.reload();
        assertThat(page.locator("models-view").getByText("the folder “saved_models” of the project"))
                .isVisible();
        assertThat(page.locator("models-view").getByText("The folder does not exist."))
                .isVisible();
        assertThat(page.locator("header").getByText("<b>digits</b>")).isVisible();
        assertThat(page.locator("deployed-model form")).isHidden();
        for (String view : List.of("Predict", "Training", "Models")) {
            page.getByRole(AriaRole.LINK, name(view).setExact(true)).click();
            assertThat(page.getByRole(AriaRole.LINK, name("Run a simulation"))).isVisible();
            assertThat(Chromium.barriers(page)).as(view).isEmpty();
        }
        page.getByRole(AriaRole.LINK, name("Run a simulation")).click();
        assertThat(page.getByLabel("rounds", exactly())).isVisible();
    }

    @Test
    void the_toolbar_stays_in_one_line_with_many_models() throws IOException {
        for (int number = 0; number < 10; number++) {
            project.addModel("net_round_" + number);
        }
        Page page = chromium.visit(addressOf(service), "en-US");
        Locator filter = page.getByLabel("Filter by name");
        Locator refresh = page.getByRole(AriaRole.BUTTON, name("Refresh"));
        for (int width : List.of(1280, 720, 360)) {
            page.setViewportSize(width, 740);
            assertThat(filter).isVisible();
            assertThat(filter.boundingBox().y + filter.boundingBox().height / 2)
                    .as("width %d", width)
                    .isCloseTo(refresh.boundingBox().y + refresh.boundingBox().height / 2, within(2.0));
            assertThat(refresh.boundingBox().x + refresh.boundingBox().width).isLessThanOrEqualTo(width);
        }
        filter.fill("round 7");
        assertThat(page.locator("models-view li")).hasCount(1);
    }

    @Test
    void a_simulation_is_stopped_after_a_confirmation() throws IOException {
        Page page = chromium.visit(addressOf(service) + "#/simulate", "en-US");
        page.getByLabel("rounds", exactly()).fill("1000");
        page.getByLabel("pause", exactly()).fill("1");
        begin(page);
        assertThat(state(page)).hasText("Running");
        page.getByRole(AriaRole.BUTTON, name("Stop").setExact(true)).click();
        Locator question = page.getByRole(AriaRole.DIALOG);
        assertThat(Chromium.barriers(page)).isEmpty();
        question.getByText("Keep it running").click();
        assertThat(question).isHidden();
        assertThat(state(page)).hasText("Running");
        page.getByRole(AriaRole.BUTTON, name("Stop").setExact(true)).click();
        question.getByRole(AriaRole.BUTTON, in("Stop")).click();
        assertThat(state(page)).hasText("Stopped");
        page.getByText("Run again …").click();
        assertThat(page.getByLabel("rounds", exactly())).hasValue("1000");
    }

    @Test
    void changed_fields_are_sent_and_untouched_fields_keep_their_values() throws IOException {
        Page page = chromium.visit(addressOf(service) + "#/simulate", "en-US");
        page.getByLabel("network").selectOption("<b>Bold</b>");
        page.getByLabel("rounds", exactly()).fill("1");
        page.getByText("Add a parameter").click();
        page.getByLabel("Name").fill("pause");
        page.getByLabel("Value").fill("0.01");
        begin(page);
        assertThat(state(page)).hasText("Completed");
        JsonNode sent = new ObjectMapper()
                .readTree(log(page).resolveSibling("simulation.json").toFile())
                .path("parameters");
        assertThat(sent.path("network").asText()).isEqualTo("<b>Bold</b>");
        assertThat(sent.path("tags").toString()).isEqualTo("[\"a,b\",\"c\"]");
        assertThat(sent.path("pause").asText()).isEqualTo("0.01");
        assertThat(sent.has("seed")).isFalse();
        page.getByLabel("network").selectOption("LeNet");
        page.getByText("Run again …").click();
        assertThat(page.getByLabel("network").locator("option:checked")).hasText("<b>Bold</b>");
    }

    @Test
    void a_chinese_browser_gets_chinese_texts_and_can_switch() throws IOException {
        Page page = chromium.visit(addressOf(service), "zh-CN");
        assertThat(page.getByRole(AriaRole.HEADING, name("模型")).first()).isVisible();
        assertThat(page.locator("html")).hasAttribute("lang", "zh-CN");
        for (String view : List.of("预测", "训练", "模拟")) {
            page.getByRole(AriaRole.LINK, name(view).setExact(true)).click();
            assertThat(page.getByRole(AriaRole.HEADING, name(view).setLevel(1))).isVisible();
        }
        page.getByRole(AriaRole.BUTTON, name("Switch to English")).click();
        assertThat(page.getByRole(AriaRole.HEADING, name("Simulate"))).isVisible();
        page.reload();
        assertThat(page.getByRole(AriaRole.HEADING, name("Simulate"))).isVisible();
    }

    @Test
    void every_view_fits_a_phone_and_is_accessible_in_the_dark_theme() throws IOException {
        String address = addressOf(service);
        Page page = chromium.visit(
                address,
                new Browser.NewContextOptions()
                        .setViewportSize(360, 640)
                        .setLocale("en-US")
                        .setHasTouch(true)
                        .setIsMobile(true));
        page.getByRole(AriaRole.BUTTON, name("Theme")).click();
        page.getByRole(AriaRole.BUTTON, name("Theme")).click();
        assertThat(page.locator("html")).hasAttribute("data-theme", "dark");
        for (String view : List.of("Models", "Predict", "Training", "Simulate")) {
            page.getByRole(AriaRole.LINK, name(view)).last().click();
            assertThat(page.getByRole(AriaRole.HEADING, name(view).setLevel(1))).isVisible();
            assertThat((int) page.evaluate("document.documentElement.scrollWidth"))
                    .as(view)
                    .isLessThanOrEqualTo(360);
            assertThat(Chromium.barriers(page)).as(view).isEmpty();
            assertThat(placeholderContrasts(page)).as(view).allMatch(contrast -> contrast >= 4.5);
        }
    }

    @Test
    void charts_use_dark_colours_and_long_help_texts_can_be_opened() throws IOException {
        Page page = chromium.visit(
                addressOf(service) + "#/simulate",
                new Browser.NewContextOptions().setLocale("en-US").setViewportSize(1280, 800));
        page.getByRole(AriaRole.BUTTON, name("Theme")).click();
        page.getByRole(AriaRole.BUTTON, name("Theme")).click();
        Locator help = page.locator("help-text", new Page.LocatorOptions().setHasText("steps of a progress bar"));
        double cut = help.boundingBox().height;
        help.getByRole(AriaRole.BUTTON, in("Show more")).click();
        assertThat(help.boundingBox().height).isGreaterThan(cut);
        help.getByRole(AriaRole.BUTTON, in("Show less")).click();
        begin(page);
        assertThat(state(page)).hasText("Completed");
        Locator chart = page.locator("line-chart").first();
        Object colours = chart.evaluate("chart => [chart.chart.getOption().series[0].itemStyle.color,"
                + " getComputedStyle(chart).getPropertyValue('--surface').trim()].join(' ')");
        assertThat(colours).isEqualTo("#181c27 #181c27");
        assertThat(page.getByRole(AriaRole.IMG, name(Pattern.compile("Accuracy by round.*%"))))
                .isVisible();
    }

    /** The contrasts (WCAG 2) of placeholders with the background of their fields. */
    private static List<Double> placeholderContrasts(Page page) {
        List<?> contrasts = (List<?>) page.evaluate("""
                () => {
                  const fields = [];
                  const collect = (root) => root.querySelectorAll("*").forEach((element) => {
                    if (element.matches("input[placeholder]")) fields.push(element);
                    if (element.shadowRoot) collect(element.shadowRoot);
                  });
                  collect(document);
                  const luminance = (colour) => {
                    const [red, green, blue] = colour.match(/[\\d.]+/g).map((part) => {
                      const share = Number(part) / 255;
                      return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
                    });
                    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
                  };
                  return fields.map((field) => {
                    const text = luminance(getComputedStyle(field, "::placeholder").color) + 0.05;
                    const back = luminance(getComputedStyle(field).backgroundColor) + 0.05;
                    return Math.max(text, back) / Math.min(text, back);
                  });
                }
                """);
        return contrasts.stream()
                .map(contrast -> ((Number) contrast).doubleValue())
                .toList();
    }

    @Test
    void the_api_token_is_requested_and_then_sent() throws Exception {
        try (PackagedService guarded = serve(projectIn("guarded"), "API_TOKEN=only for this test")) {
            Page page = chromium.visit(addressOf(guarded) + "console/", "en-US");
            assertThat(page.getByRole(AriaRole.DIALOG)).isVisible();
            page.getByLabel("API_TOKEN").fill("only for this test");
            page.getByRole(AriaRole.BUTTON, name("Continue")).click();
            assertThat(page.locator("models-view").getByText("seed", new Locator.GetByTextOptions().setExact(true)))
                    .isVisible();
            assertThat(page.getByRole(AriaRole.IMG, name("Connected"))).isVisible();
            page.getByRole(AriaRole.LINK, name("Predict")).click();
            page.getByLabel("Use " + HARM + ".png").click();
            assertThat(page.locator("prediction-card [data-test=label]")).hasText(HARM);
        }
    }

    /** The log of the simulation that the page shows. */
    private static Path log(Page page) {
        String id = page.url().replaceFirst(".*#/simulate/", "");
        return project.root().resolve(".flsys/simulations").resolve(id).resolve("log.ndjson");
    }
}
