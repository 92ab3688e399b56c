package dev.flsys;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.flsys.testsupport.ConsolePage.exactly;
import static dev.flsys.testsupport.ConsolePage.name;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ForcedColors;
import dev.flsys.testsupport.Chromium;
import dev.flsys.testsupport.PackagedService;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The evaluation of models on labelled pictures in the console. */
class ConsoleEvaluateIT {

    private static final Path SAMPLE = Path.of("flower-project-sample");

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
        Files.copy(SAMPLE.resolve("saved_models/TinyResNet_onnx.onnx"), models.resolve("first.onnx"));
        Files.copy(SAMPLE.resolve("saved_models/LeNet_scripted.pt"), models.resolve("second.pt"));
        Path pictures = Files.createDirectories(folder.resolve("project/test"));
        StringBuilder labels = new StringBuilder("file,label\n");
        try (Stream<Path> files = Files.list(SAMPLE.resolve("pictures"))) {
            for (Path file : files.sorted().toList()) {
                Path copy = Files.copy(file, pictures.resolve(String.valueOf(file.getFileName())));
                labels.append(copy.getFileName())
                        .append(",")
                        .append(copy.getFileName().toString(), 6, 7)
                        .append("\n");
            }
        }
        Files.copy(pictures.resolve("digit_1.png"), pictures.resolve("not_seven.png"));
        Files.writeString(pictures.resolve("labels.csv"), labels + "not_seven.png,7\n");
        Files.writeString(folder.resolve(".env"), """
                FLOWER_PROJECT_DIR=project
                FLOWER_START_SCRIPT=run_flower.py
                MODEL_WEIGHTS_SUBDIR=models
                MODEL_DEFINITION_MODULE=model
                CLASS_LABELS=0,1,2,3,4,5,6,7,8,9
                IMG_SIZE=32
                FLASK_SECRET_KEY=only-for-this-test
                """);
        Files.writeString(folder.resolve("project/run_flower.py"), "print('nothing')\n");
        Files.writeString(folder.resolve("project/model.py"), "");
        service = PackagedService.start(folder);
        address = "http://127.0.0.1:" + service.port() + "/";
    }

    @Test
    void two_models_are_compared_on_labelled_pictures() throws IOException {
        Page page = chromium.visit(address + "#/predict", "en-US");
        page.getByRole(AriaRole.LINK, name("Evaluate on labelled pictures")).click();
        Locator pictures = page.getByLabel("Folder of the pictures");
        pictures.fill("nowhere");
        page.getByLabel("first", exactly()).check();
        page.getByLabel("second", exactly()).check();
        page.getByRole(AriaRole.BUTTON, name("Start")).click();
        assertThat(page.getByText("'folder' is not a folder of the project")).isVisible();
        assertThat(Chromium.barriers(page)).isEmpty();
        pictures.fill("test");
        page.getByRole(AriaRole.BUTTON, name("Start")).click();

        assertThat(page.locator("evaluation-view .badge").first()).hasText("Completed");
        assertThat(page.getByText("15 of 15 pictures")).isVisible();
        Locator worst = page.locator("evaluation-view tr")
                .filter(new Locator.FilterOptions().setHasText("test/not_seven.png"))
                .first();
        assertThat(worst).containsText("7");
        worst.scrollIntoViewIfNeeded();
        assertThat(worst.locator("img")).isVisible();
        assertThat(page.getByRole(AriaRole.IMG, name("Reliability"))).isVisible();
        Path csv = page.waitForDownload(() ->
                        page.getByRole(AriaRole.BUTTON, name("Table (CSV)")).click())
                .path();
        List<String> rows = Files.readAllLines(csv);
        assertThat(rows).anyMatch(row -> row.startsWith("first,macro average,"));
        assertThat(rows).anyMatch(row -> row.startsWith("second,7,"));
        page.getByLabel("Details of").selectOption("second");
        assertThat(Chromium.barriers(page)).isEmpty();
        page.emulateMedia(new Page.EmulateMediaOptions().setForcedColors(ForcedColors.ACTIVE));
        Locator cells = page.locator("confusion-matrix tbody tr").first().locator("td");
        assertThat(cells.first()).hasCSS("outline-style", "solid");
        assertThat(cells.nth(1)).hasCSS("outline-style", "none");
        assertThat(Chromium.barriers(page)).isEmpty();
        page.emulateMedia(new Page.EmulateMediaOptions().setForcedColors(ForcedColors.NONE));
        page.getByRole(AriaRole.BUTTON, name("切换到中文")).click();
        assertThat(page.getByText("混淆矩阵")).isVisible();
        assertThat(Chromium.barriers(page)).isEmpty();
        page.getByRole(AriaRole.BUTTON, name("Switch to English")).click();
        page.getByRole(AriaRole.LINK, name("All evaluations")).click();
        assertThat(page.locator("evaluations-view li")).hasCount(1);
        page.locator("evaluations-view li a").click();
        page.getByRole(AriaRole.BUTTON, name("Delete")).click();
        assertThat(page.getByText("There are no evaluations yet.")).isVisible();
        // The refused folder is the one answer with an error.
        assertThat(chromium.complaints()).allMatch(each -> each.contains("400"));
    }

    @Test
    void a_zip_file_is_uploaded_and_evaluated() throws IOException {
        Path zip = folder.resolve("two digits.zip");
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
            for (String digit : List.of("1", "7")) {
                out.putNextEntry(new ZipEntry("pictures/" + digit + "/a.png"));
                out.write(Files.readAllBytes(SAMPLE.resolve("pictures/digit_" + digit + ".png")));
            }
        }
        Path broken = Files.writeString(folder.resolve("broken.zip"), "nothing");
        Page page = chromium.visit(address + "#/evaluate", "en-US");
        page.getByLabel("first", exactly()).check();
        page.getByLabel("A ZIP file").check();
        Locator start = page.getByRole(AriaRole.BUTTON, name("Start"));
        assertThat(start).isDisabled();
        assertThat(Chromium.barriers(page)).isEmpty();
        page.locator("evaluations-view input[type=file]").setInputFiles(broken);
        start.click();
        assertThat(page.getByText("The file is no ZIP file, or is damaged or incomplete."))
                .isVisible();
        page.locator("evaluations-view input[type=file]").setInputFiles(zip);
        assertThat(page.getByText("two digits.zip")).isVisible();
        start.click();
        assertThat(page.locator("evaluation-view .badge").first()).hasText("Completed");
        assertThat(page.getByRole(AriaRole.HEADING, name("two digits.zip"))).isVisible();
        assertThat(page.getByText("2 of 2 pictures")).isVisible();
        page.getByRole(AriaRole.BUTTON, name("Delete")).click();
        assertThat(page.getByText("There are no evaluations yet.")).isVisible();
        assertThat(chromium.complaints()).allMatch(each -> each.contains("422"));
    }
}
