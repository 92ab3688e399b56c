package dev.flsys;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.flsys.testsupport.ConsolePage.begin;
import static dev.flsys.testsupport.ConsolePage.exactly;
import static dev.flsys.testsupport.ConsolePage.in;
import static dev.flsys.testsupport.ConsolePage.name;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.FileChooser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.BoundingBox;
import dev.flsys.project.PrivateFiles;
import dev.flsys.testsupport.Chromium;
import dev.flsys.testsupport.PackagedService;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The console on the sample project: pictures, curves, and a real Flower simulation. */
class ConsoleIT {

    /** The first run creates the sample's .venv, which takes minutes. */
    private static final Duration RUN = Duration.ofMinutes(25);

    private static final Path SAMPLE = Path.of("flower-project-sample").toAbsolutePath();

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
        Files.writeString(folder.resolve(".env"), """
                FLOWER_PROJECT_DIR="%s"
                FLOWER_START_SCRIPT=run_flower.py
                MODEL_WEIGHTS_SUBDIR=saved_models
                MODEL_DEFINITION_MODULE=model
                HISTORY_SUBDIR=results
                CLASS_LABELS=0,1,2,3,4,5,6,7,8,9
                IMG_SIZE=32
                FLASK_SECRET_KEY=only-for-this-test
                """.formatted(SAMPLE));
        service = PackagedService.start(folder);
        address = "http://127.0.0.1:" + service.port() + "/";
    }

    @Test
    void a_sample_picture_is_read_by_two_models_side_by_side() {
        Page page = chromium.visit(address, "en-US");
        page.getByRole(AriaRole.LINK, name("Predict")).click();
        page.getByLabel("Use digit_7.png").click();
        checkbox(page, "LeNet").check();
        checkbox(page, "TinyResNet").check();
        for (String model : List.of("LeNet", "TinyResNet")) {
            Locator card = page.getByRole(AriaRole.REGION, name(model).setExact(true));
            assertThat(card.locator("[data-test=label]")).hasText("7");
            assertThat(card.getByRole(AriaRole.LISTITEM)).hasCount(5);
        }
        Locator seen = page.getByAltText("As the models see it");
        assertThat(seen).isVisible();
        assertThat(seen.evaluate("picture => picture.naturalWidth")).isEqualTo(32);
        assertThat(Chromium.barriers(page)).isEmpty();
        page.getByRole(AriaRole.LINK, name("Training")).click();
        page.getByRole(AriaRole.LINK, name("Predict")).click();
        assertThat(page.locator("prediction-card [data-test=label]")).hasText(new String[] {"7", "7"});
        assertThat(chromium.complaints()).isEmpty();
    }

    @Test
    void a_phone_takes_a_photo() {
        Page desktop = chromium.visit(address + "#/predict?models=LeNet", "en-US");
        assertThat(desktop.getByText("Choose a picture", new Page.GetByTextOptions().setExact(true)))
                .isVisible();
        assertThat(desktop.getByText("Take a photo")).hasCount(0);
        Page phone = chromium.visit(
                address + "#/predict?models=LeNet",
                new Browser.NewContextOptions()
                        .setLocale("en-US")
                        .setViewportSize(390, 800)
                        .setHasTouch(true)
                        .setIsMobile(true));
        FileChooser camera =
                phone.waitForFileChooser(() -> phone.getByText("Take a photo").click());
        assertThat(camera.element().getAttribute("capture")).isEqualTo("environment");
        camera.setFiles(SAMPLE.resolve("pictures/digit_7.png"));
        assertThat(phone.locator("prediction-card [data-test=label]")).hasText("7");
        assertThat(chromium.complaints()).isEmpty();
    }

    @Test
    void a_prediction_is_explained_by_a_map_over_the_picture() {
        Page page = chromium.visit(address + "#/predict?models=LeNet", "en-US");
        page.getByLabel("Use digit_7.png").click();
        Locator card = page.getByRole(AriaRole.REGION, name("LeNet").setExact(true));
        assertThat(card.locator("[data-test=label]")).hasText("7");
        card.getByRole(AriaRole.BUTTON, in("Explain").setExact(true)).click();
        Locator map =
                card.getByRole(AriaRole.IMG, in(Pattern.compile("Map of 8 × 8 parts\\. The probability of 7 .*")));
        assertThat(map).isVisible();
        assertThat(card.getByText("Covering the part lowers the probability")).isVisible();
        assertThat(Chromium.barriers(page)).isEmpty();
        String opaque = "map => map.getContext('2d').getImageData(0, 0, map.width, map.height).data"
                + ".filter((value, index) => index % 4 === 3 && value > 0).length";
        assertThat((Integer) map.evaluate(opaque)).isPositive();
        map.scrollIntoViewIfNeeded();
        assertThat(map.evaluate("map => { const { x, y, width, height } = map.getBoundingClientRect();"
                        + " return map.getRootNode().elementFromPoint(x + width / 2, y + height / 2) === map; }"))
                .as("the map is in front of the picture")
                .isEqualTo(true);
        Locator cell = card.locator("[data-test=cell]");
        map.focus();
        page.keyboard().press("ArrowDown");
        assertThat(cell).containsText("Row 1, column 1:");
        page.keyboard().press("ArrowRight");
        page.keyboard().press("ArrowDown");
        page.keyboard().press("ArrowUp");
        page.keyboard().press("ArrowDown");
        assertThat(cell).containsText("Row 2, column 2:");
        card.getByRole(AriaRole.COMBOBOX, in("Label").setExact(true)).selectOption("3");
        assertThat(card.getByRole(AriaRole.HEADING, in("What speaks for 3"))).isVisible();
        assertThat(card.getByRole(AriaRole.IMG, in(Pattern.compile("Map of 8 × 8 parts\\. The probability of 3 .*"))))
                .isVisible();
        card.getByRole(AriaRole.COMBOBOX, in("Parts").setExact(true)).selectOption("4 × 4");
        assertThat(card.getByRole(AriaRole.IMG, in(Pattern.compile("Map of 4 × 4 parts\\. The probability of 3 .*"))))
                .isVisible();
        card.getByRole(AriaRole.COMBOBOX, in("Method").setExact(true)).selectOption("Grad-CAM");
        assertThat(card.getByRole(AriaRole.IMG, in(Pattern.compile(".* adds most to the score of 3\\."))))
                .isVisible();
        assertThat(card.getByText("The part adds to the score of the label")).isVisible();
        assertThat((Integer) card.locator("canvas").evaluate(opaque)).isPositive();
        card.getByText("Show the colours").click();
        assertThat((Integer) card.locator("canvas").evaluate(opaque)).isZero();
        card.locator("canvas").press("ArrowDown");
        assertThat(cell).containsText("of the largest value.");
        assertThat(Chromium.barriers(page)).isEmpty();
        card.getByRole(AriaRole.BUTTON, in("Hide the explanation")).click();
        assertThat(card.locator("canvas")).hasCount(0);
        assertThat(chromium.complaints()).isEmpty();
    }

    @Test
    void the_examples_for_programs_give_the_shown_answer() throws Exception {
        Page page = chromium.visit(address + "#/predict?models=LeNet", "en-US");
        page.getByLabel("Use digit_7.png").click();
        page.getByText("The same request from a program").click();
        Locator code = page.getByRole(AriaRole.TEXTBOX, name("The same request from a program"));
        assertThat(Chromium.barriers(page)).isEmpty();
        Path pictures = SAMPLE.resolve("pictures");
        Path python = SAMPLE.resolve(".venv/bin/python");
        assertThat(output(pictures, "sh", write("ask.sh", code.inputValue()))).contains("\"label\":\"7\"");
        page.getByLabel("Language of the program").selectOption("JavaScript");
        assertThat(output(pictures, "node", write("ask.mjs", code.inputValue())))
                .containsPattern("^\\d\\.\\d{4} 7\n");
        page.getByLabel("Language of the program").selectOption("Python");
        if (Files.exists(python)) { // after the first simulation
            assertThat(output(pictures, python.toString(), write("ask.py", code.inputValue())))
                    .containsPattern("^\\d\\.\\d{4} 7\n");
        }
        assertThat(chromium.complaints()).isEmpty();
    }

    private static String write(String name, String program) throws IOException {
        return Files.writeString(folder.resolve(name), program).toString();
    }

    /** The output of a program that must succeed. */
    private static String output(Path directory, String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start();
        try {
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
            assertThat(process.exitValue()).as(output).isZero();
            return output;
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void keys_open_views_and_search_and_can_be_turned_off() {
        Page page = chromium.visit(address + "#/training", "en-US");
        Locator search = page.getByRole(AriaRole.SEARCHBOX);
        assertThat(search).isVisible();
        page.keyboard().press("/");
        assertThat(search).isFocused();
        page.keyboard().type("g/p?");
        assertThat(search).hasValue("g/p?");
        search.blur();
        page.keyboard().press("g");
        page.keyboard().press("p");
        assertThat(page.getByRole(AriaRole.HEADING, name("Predict"))).isVisible();
        page.keyboard().press("?");
        Locator dialog = page.getByRole(AriaRole.DIALOG, name("Keyboard shortcuts"));
        assertThat(dialog).isVisible();
        assertThat(Chromium.barriers(page)).isEmpty();
        page.keyboard().press("g");
        page.keyboard().press("t");
        assertThat(page).hasURL(Pattern.compile(".*#/predict"));
        dialog.getByLabel("Shortcuts are on").uncheck();
        dialog.getByRole(AriaRole.BUTTON, in("Close")).click();
        page.keyboard().press("g");
        page.keyboard().press("t");
        page.keyboard().press("?");
        assertThat(dialog).isHidden();
        assertThat(page).hasURL(Pattern.compile(".*#/predict"));
        page.getByRole(AriaRole.BUTTON, name("Keyboard shortcuts")).click();
        dialog.getByLabel("Shortcuts are on").check();
        dialog.getByRole(AriaRole.BUTTON, in("Close")).click();
        page.keyboard().press("g");
        page.keyboard().press("t");
        assertThat(page.getByRole(AriaRole.HEADING, name("Training").setLevel(1)))
                .isVisible();
        assertThat(chromium.complaints()).isEmpty();
    }

    @Test
    void a_file_that_is_not_a_picture_is_refused_in_plain_words() throws IOException {
        Path text = Files.writeString(folder.resolve("not a picture.png"), "text");
        Page page = chromium.visit(address + "#/predict?models=LeNet", "en-US");
        page.locator("input[type=file]").setInputFiles(text);
        assertThat(page.getByText("The service can't use this input.")).isVisible();
    }

    @Test
    void curves_of_several_trainings_are_compared_and_downloaded() throws IOException {
        Page page = chromium.visit(address + "#/training", "en-US");
        checkbox(page, "LeNet").check();
        checkbox(page, "TinyResNet").check();
        Locator chart = page.getByRole(AriaRole.IMG, name(Pattern.compile("Accuracy by round.*LeNet: .*TinyResNet: ")));
        assertThat(chart).isVisible();
        // It is drawn in a task of its own, after its description.
        assertThat(chart.locator("canvas").first()).isVisible();
        chart.hover();
        assertThat(page.locator("chart-values").getByText(Pattern.compile("TinyResNet: \\d+\\.\\d\\d%")))
                .isVisible();
        page.getByLabel("Log scale").check();
        page.getByLabel("Lower end of the y axis: Accuracy").fill("50");
        page.getByLabel("Upper end of the y axis: Accuracy").fill("40");
        page.keyboard().press("Tab");
        assertThat(page.getByLabel("Upper end of the y axis: Accuracy")).hasAttribute("aria-invalid", "true");
        page.getByLabel("Upper end of the y axis: Accuracy").fill("90");
        page.keyboard().press("Tab");
        assertThat(page).hasURL(Pattern.compile("y=accuracy(:|%3A)0\\.5(:|%3A)0\\.9"));
        page.reload();
        assertThat(page.getByLabel("Lower end of the y axis: Accuracy")).hasValue("50");
        Path csv = page.waitForDownload(() ->
                        page.getByRole(AriaRole.BUTTON, name("Rounds (CSV)")).click())
                .path();
        assertThat(Files.readAllLines(csv))
                .anyMatch(line -> line.startsWith("\uFEFFrun,name,round,accuracy,loss"))
                .anyMatch(line -> line.matches("LeNet,[^,]+,1,0\\..*"))
                .anyMatch(line -> line.matches("TinyResNet,[^,]+,12,0\\..*"));
        Path png = page.waitForDownload(() ->
                        page.getByRole(AriaRole.BUTTON, name("PNG")).first().click())
                .path();
        assertThat(Files.readAllBytes(png)).startsWith(0x89, 'P', 'N', 'G');
        assertThat(Chromium.barriers(page)).isEmpty();
        assertThat(chromium.complaints()).isEmpty();
    }

    @Test
    void a_part_of_the_rounds_is_shown_by_a_drag_or_by_numbers() {
        Page page = chromium.visit(address + "#/training", "en-US");
        checkbox(page, "TinyResNet").check();
        Locator chart = page.getByRole(AriaRole.IMG, name(Pattern.compile("Accuracy by round.*TinyResNet: ")));
        assertThat(chart.locator("canvas")).isVisible();
        BoundingBox box = chart.boundingBox();
        double y = box.y + box.height / 2;
        page.mouse().move(box.x + box.width * 0.4, y);
        page.mouse().down();
        page.mouse().move(box.x + box.width * 0.6, y);
        assertThat(page.locator(".selection rect")).hasCount(1);
        page.mouse().move(box.x + box.width * 0.7, y);
        page.mouse().up();
        assertThat(page.locator(".selection rect")).hasCount(0);
        assertThat(page).hasURL(Pattern.compile("from=([5-9]|1[01])&to=1[2-7]"));
        chart.dblclick();
        assertThat(page).hasURL(Pattern.compile("^((?!from=).)*$"));
        Locator first = page.getByLabel("First round of the charts");
        first.fill("9");
        page.getByLabel("Last round of the charts").fill("3");
        page.keyboard().press("Tab");
        assertThat(first).hasAttribute("aria-invalid", "true");
        page.getByLabel("Last round of the charts").fill("11");
        page.keyboard().press("Tab");
        assertThat(page).hasURL(Pattern.compile("from=9&to=11"));
        assertThat(Chromium.barriers(page)).isEmpty();
        page.getByRole(AriaRole.BUTTON, name("All").setExact(true)).click();
        assertThat(first).hasValue("");
        assertThat(chromium.complaints()).isEmpty();
    }

    @Test
    void the_deployed_model_is_swapped_and_tried() {
        Page page = chromium.visit(address, "en-US");
        Locator deployed = page.locator("deployed-model");
        assertThat(deployed.getByText("10 numbers in, 5 out")).isVisible();
        deployed.getByLabel("Swap for another file of the project").fill("saved_models/TinyResNet_onnx.onnx");
        deployed.getByRole(AriaRole.BUTTON, in("Swap")).click();
        assertThat(deployed.getByRole(AriaRole.ALERT)).isVisible();
        deployed.getByLabel("Swap for another file of the project").fill("deploy_new.onnx");
        deployed.getByRole(AriaRole.BUTTON, in("Swap")).click();
        assertThat(deployed.getByText("deploy_new.onnx serves now")).isVisible();
        deployed.getByRole(AriaRole.BUTTON, in("Try")).click();
        assertThat(deployed.getByText(Pattern.compile("^-?\\d.*(, -?\\d.*){4}$")))
                .isVisible();
        deployed.getByLabel("Swap for another file of the project").fill("deploy.onnx");
        deployed.getByRole(AriaRole.BUTTON, in("Swap")).click();
        assertThat(deployed.getByText("deploy.onnx serves now")).isVisible();
        assertThat(Chromium.barriers(page)).isEmpty();
    }

    @Test
    void a_flower_simulation_runs_from_the_form_to_a_prediction_with_its_model() throws IOException {
        Page page = chromium.visit(address + "#/simulate", "en-US");
        page.getByLabel("rounds", exactly()).fill("2");
        page.getByLabel("min_clients", exactly()).fill("2");
        page.getByLabel("fraction_fit", exactly()).fill("1.0");
        page.getByLabel("learning_rate", exactly()).fill("0.05");
        begin(page);
        Locator simulation = page.locator("simulation-view");
        LocatorAssertions.HasTextOptions timeout =
                new LocatorAssertions.HasTextOptions().setTimeout((double) RUN.toMillis());
        // An accepted simulation has its own address.
        page.waitForURL(Pattern.compile(".*#/simulate/.+"));
        assertThat(simulation.locator("[data-state]")).hasText("Running", timeout);
        assertThat(simulation.getByText("Federated training of 2 clients")).isVisible();
        assertThat(page)
                .hasTitle(Pattern.compile("^Preparing, or in round 1 of 2 · Simulate · .*|^Round [12] of 2 · .*"));
        assertThat(simulation.locator("[data-state]")).hasText("Completed", timeout);
        assertThat(simulation.getByText("Round 2 of 2")).isVisible();
        assertThat(page).hasTitle(Pattern.compile("^Completed · Simulate · .*"));
        assertThat(simulation.getByRole(AriaRole.IMG, in(Pattern.compile("Accuracy by round.*\\d\\.\\d\\d%"))))
                .isVisible();
        assertThat(Chromium.barriers(page)).isEmpty();
        Locator predict = simulation.getByRole(AriaRole.LINK, in(Pattern.compile("Predict with LeNet.*")));
        String model = predict.getAttribute("href").replaceAll(".*models=", "");
        try {
            predict.click();
            page.getByLabel("Use digit_0.png").click();
            assertThat(page.locator("prediction-card [data-test=label]")).hasText("0", timeout);
            assertIsListedOnce(page, model);
        } finally {
            PrivateFiles.deleteTree(SAMPLE.resolve("global_models").resolve(model));
        }
        assertThat(chromium.complaints()).isEmpty();
    }

    /** The training view lists a run as its simulation, and as its model only if the address names the model. */
    private static void assertIsListedOnce(Page page, String model) {
        String title =
                model.replaceFirst("_(\\d{4})(\\d\\d)(\\d\\d)_(\\d\\d)(\\d\\d)(\\d\\d)$", " ($1-$2-$3 $4:$5:$6)");
        page.navigate(address + "#/training");
        assertThat(page.getByRole(AriaRole.CHECKBOX, name(Pattern.compile("Simulation of .*")))
                        .first())
                .isVisible();
        assertThat(checkbox(page, "LeNet")).isVisible();
        assertThat(checkbox(page, title)).hasCount(0);
        page.navigate(address + "#/training?models=" + model);
        assertThat(checkbox(page, title)).isChecked();
    }

    private static Locator checkbox(Page page, String name) {
        return page.getByRole(AriaRole.CHECKBOX, name(name).setExact(true));
    }
}
