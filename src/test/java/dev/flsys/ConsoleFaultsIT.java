package dev.flsys;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The console when things go wrong: reloads, lost services, names and lines that mean harm, narrow screens, a token. */
class ConsoleFaultsIT {

    private static final String HARM = "<img src=x onerror=\"document.title='harmed'\">";
    private static final double PATIENCE_MILLIS = Duration.ofMinutes(2).toMillis();

    @TempDir
    Path folder;

    private Path project;
    private Chromium chromium;
    private PackagedService service;

    @BeforeEach
    void start() throws IOException {
        chromium = Chromium.launch();
        project = folder.resolve("project");
        ProjectFiles.copy(Path.of("src/test/resources/projects/console"), project);
        Path weights = Files.createDirectories(project.resolve("weights"));
        Path model = Path.of("flower-project-sample/saved_models/TinyResNet_onnx.onnx");
        Files.copy(model, weights.resolve("seed.onnx"));
        Files.copy(model, weights.resolve(HARM + ".onnx"));
        Path pictures = Files.createDirectories(project.resolve("pictures"));
        Files.copy(Path.of("flower-project-sample/pictures/digit_7.png"), pictures.resolve(HARM + ".png"));
    }

    @AfterEach
    void stop() throws InterruptedException {
        chromium.close();
        if (service != null) {
            service.close();
        }
    }

    /** Starts the service with further settings; its address. */
    private String serve(String... further) throws IOException {
        Path directory = Files.createDirectories(folder.resolve("service"));
        Files.writeString(directory.resolve(".env"), """
                FLOWER_PROJECT_DIR="%s"
                FLOWER_START_SCRIPT=train.py
                MODEL_WEIGHTS_SUBDIR=weights
                MODEL_DEFINITION_MODULE=model
                CLASS_LABELS='0,1,2,3,4,5,6,%s,8,9'
                IMG_SIZE=32
                FLASK_SECRET_KEY=the-same-for-every-start
                FLOWER_PYTHON=/usr/bin/python3
                %s
                """.formatted(
                        project, HARM.replace("'", "\\'"), String.join("\n", further)));
        service = PackagedService.start(directory);
        return "http://127.0.0.1:" + service.port() + "/";
    }

    @Test
    void names_labels_and_lines_that_mean_harm_are_shown_as_text() throws IOException {
        Page page = chromium.visit(serve(), "en-US");
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
        assertThat(state(page)).hasText("Completed", patience());
        Locator log = page.locator("log-view");
        log.locator(".scroll").press("Home");
        assertThat(log.getByText("<script>document.title='harmed'</script> &amp; \"quoted\" ${title}"))
                .isVisible();
        assertThat(log.getByText("red and bold", new Locator.GetByTextOptions().setExact(true)))
                .hasCSS("font-weight", Pattern.compile("[67]00|bold"));
        assertThat(log.getByText("a link after")).isVisible();
        assertThat(log.locator("a[href]")).hasCount(0);
        page.reload();
        assertThat(state(page)).hasText("Completed", patience());
        assertThat(page.title()).isEqualTo("Simulate · FLSys");
        assertThat(chromium.complaints()).isEmpty();
    }

    @Test
    void a_reload_in_the_middle_of_a_simulation_loses_nothing() throws IOException {
        Page page = chromium.visit(serve() + "#/simulate", "en-US");
        page.getByLabel("rounds", exactly()).fill("20");
        page.getByLabel("lines", exactly()).fill("500");
        page.getByLabel("pause", exactly()).fill("0.2");
        begin(page);
        assertThat(page.getByText(Pattern.compile("Round [5-9] of 20"))).isVisible();
        page.reload();
        assertThat(page.getByText(Pattern.compile("Round \\d+ of 20"))).isVisible();
        assertThat(state(page)).hasText("Completed", patience());
        List<String> expected = Files.readAllLines(log(), StandardCharsets.UTF_8).stream()
                .filter(event -> event.contains("simulation_log"))
                .map(event -> event.replaceAll(".*\"message\":\"(.*?)\",\"timestamp.*", "$1"))
                .toList();
        assertThat(expected).hasSizeGreaterThan(10_000);
        assertThat(page.locator("log-view")
                        .evaluate("view => view.buffer.plainText()")
                        .toString()
                        .lines()
                        .toList())
                .isEqualTo(expected);
    }

    @Test
    void a_service_that_comes_back_is_followed_on_without_a_reload() throws Exception {
        String address = serve();
        Page page = chromium.visit(address + "#/simulate", "en-US");
        page.getByLabel("rounds", exactly()).fill("1000");
        page.getByLabel("pause", exactly()).fill("0.1");
        begin(page);
        assertThat(page.getByText(Pattern.compile("Round [3-9] of 1,?000"))).isVisible();
        int port = service.port();
        service.kill();
        assertThat(page.getByText("The service can't be reached.")).isVisible();
        service = PackagedService.start(folder.resolve("service"), port);
        assertThat(state(page)).hasText("Interrupted", patience());
        assertThat(page.getByText("The service can't be reached.")).isHidden();
    }

    @Test
    void a_simulation_is_stopped_after_a_question() throws IOException {
        Page page = chromium.visit(serve() + "#/simulate", "en-US");
        page.getByLabel("rounds", exactly()).fill("1000");
        page.getByLabel("pause", exactly()).fill("1");
        begin(page);
        assertThat(state(page)).hasText("Running", patience());
        page.getByRole(AriaRole.BUTTON, name("Stop")).click();
        Locator question = page.getByRole(AriaRole.DIALOG);
        assertThat(Chromium.barriers(page)).isEmpty();
        question.getByText("Keep it running").click();
        assertThat(question).isHidden();
        assertThat(state(page)).hasText("Running");
        page.getByRole(AriaRole.BUTTON, name("Stop")).click();
        question.getByRole(AriaRole.BUTTON, in("Stop")).click();
        assertThat(state(page)).hasText("Stopped", patience());
        page.getByText("Run again").click();
        assertThat(page.getByLabel("rounds", exactly())).hasValue("1000");
    }

    @Test
    void what_the_form_shows_is_sent_and_what_nobody_touched_is_sent_as_it_was() throws IOException {
        Page page = chromium.visit(serve() + "#/simulate", "en-US");
        page.getByLabel("network").selectOption("<b>Bold</b>");
        page.getByLabel("rounds", exactly()).fill("1");
        page.getByText("Add a parameter").click();
        page.getByLabel("Name").fill("pause");
        page.getByLabel("Value").fill("0.01");
        begin(page);
        assertThat(state(page)).hasText("Completed", patience());
        JsonNode sent = new ObjectMapper()
                .readTree(log().resolveSibling("simulation.json").toFile())
                .path("parameters");
        assertThat(sent.path("network").asText()).isEqualTo("<b>Bold</b>");
        assertThat(sent.path("tags").toString()).isEqualTo("[\"a,b\",\"c\"]");
        assertThat(sent.path("pause").asText()).isEqualTo("0.01");
        assertThat(sent.has("seed")).isFalse();
        page.getByLabel("network").selectOption("LeNet");
        page.getByText("Run again").click();
        assertThat(page.getByLabel("network").locator("option:checked")).hasText("<b>Bold</b>");
    }

    @Test
    void a_visitor_with_chinese_as_language_reads_chinese_and_may_change_that() throws IOException {
        Page page = chromium.visit(serve(), "zh-CN");
        assertThat(page.getByRole(AriaRole.HEADING, name("模型")).first()).isVisible();
        assertThat(page.locator("html")).hasAttribute("lang", "zh-CN");
        for (String view : List.of("预测", "训练", "模拟")) {
            page.getByRole(AriaRole.LINK, name(view)).click();
            assertThat(page.getByRole(
                            AriaRole.HEADING,
                            new Page.GetByRoleOptions().setName(view).setLevel(1)))
                    .isVisible();
        }
        page.getByRole(AriaRole.BUTTON, name("Switch to English")).click();
        assertThat(page.getByRole(AriaRole.HEADING, name("Simulate"))).isVisible();
        page.reload();
        assertThat(page.getByRole(AriaRole.HEADING, name("Simulate"))).isVisible();
    }

    @Test
    void every_view_fits_a_phone_and_has_no_barrier_in_the_dark() throws IOException {
        String address = serve();
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
            assertThat(page.getByRole(
                            AriaRole.HEADING,
                            new Page.GetByRoleOptions().setName(view).setLevel(1)))
                    .isVisible();
            assertThat((int) page.evaluate("document.documentElement.scrollWidth"))
                    .as(view)
                    .isLessThanOrEqualTo(360);
            assertThat(Chromium.barriers(page)).as(view).isEmpty();
        }
    }

    @Test
    void api_token_is_asked_for_and_then_brought() throws IOException {
        Page page = chromium.visit(serve("API_TOKEN=only for this test") + "console/", "en-US");
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

    /** The log of the only simulation. */
    private Path log() throws IOException {
        try (var simulations = Files.list(project.resolve(".flsys/simulations"))) {
            return simulations
                    .filter(Files::isDirectory)
                    .findFirst()
                    .orElseThrow()
                    .resolve("log.ndjson");
        }
    }

    private static void begin(Page page) {
        page.getByRole(
                        AriaRole.BUTTON,
                        new Page.GetByRoleOptions().setName("Start").setExact(true))
                .click();
    }

    private static Locator state(Page page) {
        return page.locator("simulation-view [data-state]");
    }

    private static LocatorAssertions.HasTextOptions patience() {
        return new LocatorAssertions.HasTextOptions().setTimeout(PATIENCE_MILLIS);
    }

    private static Page.GetByRoleOptions name(String name) {
        return new Page.GetByRoleOptions().setName(name);
    }

    private static Locator.GetByRoleOptions in(String name) {
        return new Locator.GetByRoleOptions().setName(name).setExact(true);
    }

    private static Page.GetByLabelOptions exactly() {
        return new Page.GetByLabelOptions().setExact(true);
    }
}
