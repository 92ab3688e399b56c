package dev.flsys;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.flsys.testsupport.ConsolePage.exactly;
import static dev.flsys.testsupport.ConsolePage.in;
import static dev.flsys.testsupport.ConsolePage.name;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.FilePayload;
import com.microsoft.playwright.options.ForcedColors;
import dev.flsys.testsupport.Chromium;
import dev.flsys.testsupport.PackagedService;
import dev.flsys.testsupport.ProjectFiles;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
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
    private static final int MAX_REQUESTS = 5;
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
        assertThat(paths).hasSizeLessThanOrEqualTo(MAX_REQUESTS).contains("/api/training_histories/");
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
        assertThat(paths).hasSizeLessThanOrEqualTo(MAX_REQUESTS);
        page.getByLabel("net123", exactly()).check();
        assertThat(page.getByRole(AriaRole.IMG, name(Pattern.compile("Accuracy by round.*net123: "))))
                .isVisible();
        String drawing =
                "() => { const find = root => root.querySelector('line-chart') ?? [...root.querySelectorAll('*')]"
                        + ".map(each => each.shadowRoot && find(each.shadowRoot)).find(Boolean); return find(document).toSvg(); }";
        assertThat((String) page.evaluate(drawing)).contains("<path").doesNotContain("stroke-opacity=\"0.25\"");
        page.emulateMedia(new Page.EmulateMediaOptions().setForcedColors(ForcedColors.ACTIVE));
        assertThat((String) page.evaluate(drawing))
                .as("the lines of the grid are weaker than the curves")
                .contains("stroke-opacity=\"0.25\"");
        page.emulateMedia(new Page.EmulateMediaOptions().setForcedColors(ForcedColors.NONE));
        assertThat(chromium.complaints()).isEmpty();
    }

    @Test
    void a_model_is_uploaded_replaced_downloaded_and_deleted() throws IOException {
        byte[] content = Files.readAllBytes(MODEL);
        Path file = folder.resolve("project/models/uploaded.onnx");
        Page page = chromium.visit(address + "#/models", "en-US");
        Locator upload = page.locator("model-upload");
        Locator rows = page.locator("models-view li");
        assertThat(upload).containsText("up to 1.1 GB each, into the folder models");
        page.getByLabel("Filter by name").fill("uploaded");
        assertThat(rows).hasCount(0);
        Locator input = upload.locator("input[type=file]");
        input.setInputFiles(new FilePayload("uploaded.onnx", "", content));
        assertThat(upload.getByRole(AriaRole.STATUS)).hasText("Uploaded: uploaded.");
        assertThat(file).hasBinaryContent(content);

        input.setInputFiles(new FilePayload("uploaded.onnx", "", content));
        assertThat(page.getByText("Replace uploaded.onnx?")).isVisible();
        assertThat(Chromium.barriers(page)).isEmpty();
        upload.getByRole(AriaRole.BUTTON, in("Cancel")).click();
        assertThat(upload.getByRole(AriaRole.STATUS)).hasCount(0);
        drop(upload, "uploaded.onnx", content);
        upload.getByRole(AriaRole.BUTTON, in("Replace")).click();
        assertThat(upload.getByRole(AriaRole.STATUS)).hasText("Uploaded: uploaded.");

        input.setInputFiles(new FilePayload("bad.onnx", "", new byte[100]));
        assertThat(upload.getByRole(AriaRole.ALERT)).containsText("bad.onnx was not uploaded.");
        assertThat(upload.getByRole(AriaRole.ALERT)).containsText("no ONNX model");
        assertThat(Chromium.barriers(page)).isEmpty();

        assertThat(rows).hasCount(1);
        rows.first().getByRole(AriaRole.BUTTON).first().click();
        Download download = page.waitForDownload(
                () -> rows.first().getByRole(AriaRole.BUTTON, in("Download")).click());
        assertThat(download.suggestedFilename()).isEqualTo("uploaded.onnx");
        assertThat(download.path()).hasBinaryContent(content);
        rows.first().getByRole(AriaRole.BUTTON, in("Delete")).click();
        assertThat(page.getByText("The file models/uploaded.onnx goes to the trash"))
                .isVisible();
        assertThat(Chromium.barriers(page)).isEmpty();
        page.getByRole(AriaRole.BUTTON, name("Delete now")).click();
        assertThat(rows).hasCount(0);
        assertThat(file).doesNotExist();

        Locator trash = page.locator("model-trash");
        assertThat(trash.getByRole(AriaRole.STATUS)).hasText("uploaded is in the trash.");
        assertThat(Chromium.barriers(page)).isEmpty();
        trash.getByRole(AriaRole.BUTTON, in("Undo")).click();
        assertThat(trash.getByRole(AriaRole.STATUS)).hasText("uploaded is back in the list.");
        assertThat(rows).hasCount(1);
        assertThat(file).hasBinaryContent(content);

        trash.locator("summary").click();
        // The replaced file of the same name.
        Locator entries = trash.locator("tbody tr");
        assertThat(entries).hasCount(1);
        assertThat(entries).containsText("models/uploaded.onnx");
        assertThat(Chromium.barriers(page)).isEmpty();
        entries.getByRole(AriaRole.BUTTON, in("Restore models/uploaded.onnx")).click();
        assertThat(trash.getByRole(AriaRole.ALERT)).containsText("There is a file models/uploaded.onnx again.");
        trash.getByRole(AriaRole.BUTTON, in("Empty the trash")).click();
        trash.getByRole(AriaRole.BUTTON, in("Delete for good")).last().click();
        assertThat(trash.getByText("The trash is empty.")).isVisible();
        Files.delete(file);
        assertThat(chromium.complaints()).isEmpty();
    }

    private static void drop(Locator target, String name, byte[] content) {
        target.locator(".drop").evaluate("""
                (drop, [name, content]) => {
                  const data = new DataTransfer();
                  data.items.add(new File([Uint8Array.from(atob(content), (each) => each.charCodeAt(0))], name));
                  for (const type of ["dragover", "drop"]) {
                    drop.dispatchEvent(new DragEvent(type, { dataTransfer: data, bubbles: true, cancelable: true }));
                  }
                }""", List.of(name, Base64.getEncoder().encodeToString(content)));
    }

    @Test
    void the_reason_is_visible_where_models_cannot_be_changed() throws Exception {
        Path other = Files.createDirectories(folder.resolve("other"));
        ProjectFiles.copy(Path.of("src/test/resources/projects/console"), other.resolve("project"));
        Files.copy(
                MODEL, Files.createDirectories(other.resolve("project/models")).resolve("net.onnx"));
        Files.writeString(
                other.resolve(".env"),
                Files.readString(folder.resolve(".env")).replace("run_flower.py", "train.py")
                        + "TRUSTED_PROXIES=192.0.2.7\n");
        try (PackagedService closed = PackagedService.start(other)) {
            Page page = chromium.visit("http://127.0.0.1:" + closed.port() + "/#/models", "zh-CN");
            Locator upload = page.locator("model-upload");
            assertThat(upload).containsText("请设置 API_TOKEN");
            assertThat(upload.getByRole(AriaRole.BUTTON, in("上传"))).isDisabled();
            page.locator("models-view li")
                    .first()
                    .getByRole(AriaRole.BUTTON)
                    .first()
                    .click();
            assertThat(page.getByRole(AriaRole.BUTTON, name("删除"))).isDisabled();
            assertThat(page.getByRole(AriaRole.BUTTON, name("下载"))).isEnabled();
            assertThat(Chromium.barriers(page)).isEmpty();
        }
    }
}
