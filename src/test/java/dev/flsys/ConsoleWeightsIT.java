package dev.flsys;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.flsys.testsupport.ConsolePage.begin;
import static dev.flsys.testsupport.ConsolePage.exactly;
import static dev.flsys.testsupport.ConsolePage.in;
import static dev.flsys.testsupport.ConsolePage.name;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import dev.flsys.testsupport.Chromium;
import dev.flsys.testsupport.ConsoleProject;
import dev.flsys.testsupport.PackagedService;
import dev.flsys.testsupport.Safetensors;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The weights of models in the console: tensors, drift, comparisons, and predictions over the rounds. */
class ConsoleWeightsIT {

    private static final Path SCRIPT = Path.of("src/test/resources/projects/console/rounds.py");
    private static final int ROUNDS = 12;
    private static final int MANY = 10_000;
    private static final int PAGE = 25;
    private static final int MAX_REQUESTS = 5;

    @TempDir
    static Path folder;

    @AutoClose
    private static PackagedService service;

    @AutoClose
    private static Chromium chromium;

    private static String address;
    private static Path weights;

    @BeforeAll
    static void start() throws IOException {
        chromium = Chromium.launch();
        ConsoleProject project = ConsoleProject.in(folder);
        weights = project.root().resolve("weights");
        Files.copy(SCRIPT, project.root().resolve("train.py"), StandardCopyOption.REPLACE_EXISTING);
        project.addPicture("seven.png");
        for (int round = 1; round <= ROUNDS; round++) {
            // The bias moves most: by 1 from 2 * round.
            model("net_round_" + round, "{'conv.weight':{F32[1,2]0,8},'conv.bias':{F32[1]8,12}}", 3f, 4f, round);
        }
        model("other", "{'conv.weight':{F32[2]0,8},'head.bias':{F32[1]8,12}}", 3f, 4f, 1f);
        StringBuilder header = new StringBuilder("{");
        for (int i = 0; i < MANY; i++) {
            header.append(i == 0 ? "" : ",").append("'layer.%d.w':{F32[1]%d,%d}".formatted(i, 4 * i, 4 * i + 4));
        }
        model("wide", header.append('}').toString(), new float[MANY]);
        Files.writeString(weights.resolve("damaged.pth"), "these are no weights");
        service = project.serve("7");
        address = "http://127.0.0.1:" + service.port() + "/";
    }

    private static void model(String name, String header, float... data) throws IOException {
        Files.move(Safetensors.write(weights, header, data), weights.resolve(name + ".safetensors"));
    }

    /** Opens the details of a model, or of the rounds of a model. */
    private static Locator card(Page page, String name) {
        Locator card = page.locator("models-view li")
                .filter(new Locator.FilterOptions()
                        .setHas(page.locator(
                                "strong", new Page.LocatorOptions().setHasText(Pattern.compile("^" + name + "$")))));
        card.getByRole(AriaRole.BUTTON).first().click();
        return card;
    }

    private static List<String> requests(Page page) {
        List<String> paths = new CopyOnWriteArrayList<>();
        page.onRequest(request -> {
            String path = URI.create(request.url()).getPath();
            if (path != null && path.startsWith("/api/")) {
                paths.add(path);
            }
        });
        return paths;
    }

    @Test
    void the_tensors_of_a_model_have_norms_and_their_drift_against_the_round_before() {
        Page page = chromium.visit(address + "#/models", "en-US");
        Locator net = card(page, "net");
        Locator part = net.locator("[data-test=weights]");
        part.locator("summary").click();
        Locator rows = part.locator("[data-test=tensors] tbody tr");
        assertThat(rows).hasCount(2);
        assertThat(rows.nth(0)).containsText(Pattern.compile("conv.weight.*1\\s×\\s2.*float32.*5\\.000.*0\\.00%"));
        assertThat(rows.nth(1)).containsText(Pattern.compile("conv.bias.*1.*12\\.00.*9\\.09%"));
        assertThat(part.getByText("Parameters 3")).isVisible();
        part.getByRole(AriaRole.BUTTON, in("Drift")).click();
        assertThat(rows.first()).containsText("conv.bias");
        assertThat(Chromium.barriers(page)).isEmpty();
        part.getByLabel("Compared with").selectOption("net (round 1)");
        assertThat(rows.first()).containsText("1,100.00%");
        part.getByLabel("Compared with").selectOption("no other model");
        assertThat(part.getByRole(AriaRole.BUTTON, in("Drift"))).hasCount(0);
        assertThat(chromium.complaints()).isEmpty();
    }

    @Test
    void ten_thousand_tensors_are_shown_in_pages_and_files_without_weights_with_the_reason() {
        Page page = chromium.visit(address + "#/models", "en-US");
        Locator wide = card(page, "wide");
        wide.locator("[data-test=weights] summary").click();
        Locator rows = wide.locator("[data-test=tensors] tbody tr");
        assertThat(rows).hasCount(PAGE);
        assertThat(wide.getByText("Tensors 10,000")).isVisible();
        Locator heading = wide.getByTitle("Sort by Tensor");
        heading.click();
        heading.click();
        assertThat(rows.first()).containsText("layer.9999.w");
        wide.getByLabel("Filter by the name of the tensor").fill("layer.77.");
        assertThat(rows).hasCount(1);
        Locator onnx = card(page, "seed");
        onnx.locator("[data-test=weights] summary").click();
        assertThat(onnx.locator("[data-test=unread]")).containsText("in the format ONNX");
        Locator damaged = card(page, "damaged");
        damaged.locator("[data-test=weights] summary").click();
        assertThat(damaged.locator("[data-test=unread]")).containsText("The weights of damaged cannot be read.");
        assertThat(Chromium.barriers(page)).isEmpty();
        page.getByRole(AriaRole.BUTTON, name("切换到中文")).click();
        assertThat(damaged.locator("[data-test=unread]")).containsText("无法读取 damaged 的权重。");
        assertThat(chromium.complaints()).isEmpty();
    }

    @Test
    void the_weights_of_two_models_are_compared_tensor_by_tensor() {
        Page page = chromium.visit(address + "#/models", "en-US");
        Locator other = card(page, "other");
        List<String> paths = requests(page);
        other.getByRole(AriaRole.LINK, in("Compare weights")).click();
        Locator comparison = page.locator("[data-test=comparison]");
        assertThat(comparison.getByText("Choose two models.")).isVisible();
        comparison.getByLabel("Model B").selectOption("net (round 1)");
        Locator rows = comparison.locator("[data-test=tensors] tbody tr");
        assertThat(rows).hasCount(3);
        assertThat(rows.nth(0)).containsText(Pattern.compile("conv.weight.*Other shape.*2.*1\\s×\\s2"));
        assertThat(rows.nth(1)).containsText(Pattern.compile("head.bias.*Only in A"));
        assertThat(rows.nth(2)).containsText(Pattern.compile("conv.bias.*Only in B"));
        assertThat(page).hasURL(Pattern.compile("compare=other&compare=net_round_1$"));
        assertThat(paths).hasSizeLessThanOrEqualTo(MAX_REQUESTS);
        comparison.getByLabel("Model A").selectOption("net (round 2)");
        assertThat(rows.nth(0)).containsText("Identical");
        assertThat(rows.nth(1)).containsText(Pattern.compile("conv.bias.*Different values.*100.00%"));
        assertThat(Chromium.barriers(page)).isEmpty();
        comparison.getByLabel("Shown tensors").selectOption("Identical (1)");
        assertThat(rows).hasCount(1);
        page.reload();
        assertThat(rows).hasCount(2);
        comparison.getByRole(AriaRole.BUTTON, in("Close")).click();
        assertThat(comparison).hasCount(0);
        assertThat(chromium.complaints()).isEmpty();
    }

    @Test
    void the_drift_over_the_rounds_is_a_chart_of_the_model_and_of_the_tensors_that_move_most() throws IOException {
        Page page = chromium.visit(address + "#/models", "en-US");
        Locator net = card(page, "net");
        List<String> paths = requests(page);
        net.locator("[data-test=drift] > summary").click();
        assertThat(net.getByRole(AriaRole.IMG, in(Pattern.compile("^Drift by round.*Whole model: "))))
                .isVisible();
        assertThat(net.getByRole(
                        AriaRole.IMG, in(Pattern.compile("move most by round.*conv.bias: 9.09%.*conv.weight"))))
                .isVisible();
        assertThat(paths.stream().filter(path -> path.endsWith("/drift"))).hasSize(1);
        assertThat(paths).hasSizeLessThanOrEqualTo(MAX_REQUESTS);
        assertThat(net.locator("[data-test=moved] tbody tr").first()).containsText("conv.bias");
        net.getByText("Values of each round").click();
        assertThat(net.locator("[data-test=drift] sorted-table tbody tr")).hasCount(ROUNDS);
        assertThat(Chromium.barriers(page)).isEmpty();
        Path file = page.waitForDownload(
                        () -> net.getByRole(AriaRole.BUTTON, in("Drift (CSV)")).click())
                .path();
        assertThat(Files.readAllLines(file))
                .hasSize(ROUNDS + 1)
                .startsWith("\uFEFFround,model,against,norm,difference,drift,conv.bias,conv.weight");
        assertThat(chromium.complaints()).isEmpty();
    }

    @Test
    void a_picture_is_predicted_over_the_rounds_of_a_run_while_it_continues() {
        Page page = chromium.visit(address + "#/simulate", "en-US");
        page.getByLabel("rounds", exactly()).fill("8");
        page.getByLabel("pause", exactly()).fill("2");
        begin(page);
        page.waitForCondition(() -> Files.exists(weights.resolve("live_round_2.onnx")));
        page.getByRole(AriaRole.LINK, name("Predict").setExact(true)).click();
        page.getByLabel("Use seven.png").click();
        Locator course = page.locator("[data-test=course]");
        course.locator("summary").first().click();
        course.getByLabel("Rounds of").selectOption("live");
        course.getByRole(AriaRole.BUTTON, in(Pattern.compile("Predict with \\d rounds")))
                .click();
        assertThat(course.getByRole(AriaRole.IMG, in(Pattern.compile("Probability by round.*7: "))))
                .isVisible();
        course.getByText("The most likely label of each round").click();
        Locator rows = course.locator("sorted-table tbody tr");
        assertThat(rows).hasCount(8);
        assertThat(rows.last().getByRole(AriaRole.ROWHEADER)).hasText("8");
        assertThat(rows.last().getByRole(AriaRole.CELL).first()).hasText("7");
        assertThat(course.locator("[data-test=labels] tbody tr")).hasCount(5);
        assertThat(Chromium.barriers(page)).isEmpty();
        course.getByRole(AriaRole.BUTTON, in("Stop")).click();
        assertThat(course.getByRole(AriaRole.BUTTON, in("Predict with 8 rounds")))
                .isVisible();
        assertThat(chromium.complaints()).isEmpty();
    }
}
