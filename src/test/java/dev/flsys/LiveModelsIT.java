package dev.flsys;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.flsys.testsupport.ConsolePage.in;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import dev.flsys.testsupport.Chromium;
import dev.flsys.testsupport.PackagedService;
import dev.flsys.testsupport.SmallProject;
import dev.flsys.testsupport.Unchecked;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Predictions with the newest round of a run while it continues, in the packaged service. */
class LiveModelsIT {

    private static final Duration TIMEOUT = Duration.ofMinutes(2);
    private static final List<String> LABELS = List.of("猫", "狗", "鸟");

    /** Writes the next round whenever the test asks for it. The label of each answer names the round. */
    private static final String SCRIPT = """
        import os
        import time

        import torch

        from pkg.model import PetNet

        network = PetNet(3)
        number = 0
        while not os.path.exists("end"):
            wanted = int(open("wanted").read() or 0) if os.path.exists("wanted") else 0
            if wanted == number:
                time.sleep(0.02)
                continue
            number = wanted
            state = network.state_dict()
            bias = [name for name in state if name.endswith("bias")][-1]
            state[bias] = torch.zeros(3)
            state[bias][number % 3] = 1000.0
            for name in ("weights/PetNet_round_%d.pth" % number, "weights/final_model.pth"):
                with open(name, "wb") as file:
                    torch.save(state, file)
            print("[ROUND %d/9]" % number, flush=True)
        """;

    @TempDir
    Path folder;

    private Path project = Path.of("");
    private String address = "";
    private String picture = "";

    @BeforeEach
    void prepare() throws IOException {
        project = SmallProject.copyTo(folder.resolve("project"));
        Files.writeString(project.resolve("train.py"), SCRIPT);
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        ImageIO.write(new BufferedImage(16, 16, BufferedImage.TYPE_INT_RGB), "png", png);
        picture = "data:image/png;base64," + Base64.getEncoder().encodeToString(png.toByteArray());
    }

    private RequestSpecification request() {
        return given().baseUri(address).contentType(ContentType.JSON);
    }

    private String start() {
        return request()
                .body("{}")
                .post("/api/simulations/")
                .then()
                .statusCode(201)
                .extract()
                .jsonPath()
                .getString("simulation_id");
    }

    private Response predict(String model) {
        return request().body(Map.of("model_id", model, "image_data", picture)).post("/api/predict/");
    }

    private void round(int number) throws IOException {
        // The script must not read a file that is being written.
        Path next = Files.writeString(project.resolve("wanted.next"), Integer.toString(number));
        Files.move(next, project.resolve("wanted"), StandardCopyOption.ATOMIC_MOVE);
    }

    private List<String> listed() {
        return request().get("/api/models/?runs=true").jsonPath().getList("models.findAll { it.run != null }.id");
    }

    @Test
    void the_newest_round_answers_while_the_run_continues_and_no_prediction_fails() throws Exception {
        Path directory = SmallProject.writeSettings(folder.resolve("service"), project);
        try (PackagedService service = PackagedService.start(directory)) {
            address = "http://127.0.0.1:" + service.port();
            String run = start();
            List<String> ids = List.of("PetNet@" + run, "final_model@" + run);
            round(1);
            await().atMost(TIMEOUT).until(() -> listed().containsAll(ids));
            List<Integer> statuses = new ArrayList<>();
            for (int number = 1; number <= 4; number++) {
                round(number);
                for (String id : ids) {
                    String label = LABELS.get(number % 3);
                    await().atMost(TIMEOUT).until(() -> {
                        Response answer = predict(id);
                        statuses.add(answer.statusCode());
                        return answer.statusCode() == 200
                                && answer.jsonPath()
                                        .getString("predictions[0].label")
                                        .equals(label);
                    });
                }
            }
            assertThat(statuses).containsOnly(200);
            assertThat(request()
                            .get("/api/models/?runs=true")
                            .jsonPath()
                            .getMap("models.find { it.id == 'PetNet@" + run + "' }"))
                    .containsEntry("latest", true)
                    .containsEntry("round", 4)
                    .containsEntry("run", run);
            Response refused =
                    request().body(Map.of("model_path", "PetNet@" + run)).post("/update_model");
            assertThat(refused.statusCode()).isEqualTo(400);
            assertThat(refused.jsonPath().getString("error")).contains("weights/PetNet_round_4.pth");
            Files.createFile(project.resolve("end"));
            Path live = project.resolve(".flsys/simulations/" + run + "/live");
            await().atMost(TIMEOUT).untilAsserted(() -> assertThat(live).doesNotExist());
            assertThat(request().get("/api/simulations/" + run + "/").jsonPath().getString("state"))
                    .isEqualTo("completed");
            for (String id : ids) {
                Response answer = predict(id);
                assertThat(answer.statusCode()).isEqualTo(200);
                assertThat(answer.jsonPath().getString("predictions[0].label")).isEqualTo(LABELS.get(1));
            }
            assertThat(listed())
                    .contains("PetNet_round_4@" + run, "PetNet@" + run, "final_model@" + run)
                    .doesNotContain("PetNet_round_2@" + run);
        }
    }

    @Test
    void each_newest_round_is_evaluated_on_the_labelled_pictures() throws Exception {
        for (String name : List.of("猫/1", "狗/1", "狗/2", "鸟/1")) {
            Path file = project.resolve("labelled/" + name + ".png");
            Files.createDirectories(file.getParent());
            ImageIO.write(new BufferedImage(16, 16, BufferedImage.TYPE_INT_RGB), "png", file.toFile());
        }
        Path directory = SmallProject.writeSettings(folder.resolve("service"), project);
        try (PackagedService service = PackagedService.start(directory, 0, Map.of("SIMULATION_EVALUATE", "labelled"))) {
            address = "http://127.0.0.1:" + service.port();
            String run = start();
            String path = "/api/simulations/" + run + "/live_accuracy";
            String rounds = "rounds.findAll { it.model_id == 'PetNet@" + run + "' }.";
            for (int number = 1; number <= 2; number++) {
                round(number);
                int present = number;
                await().atMost(TIMEOUT)
                        .until(() -> request()
                                        .get(path)
                                        .jsonPath()
                                        .getList(rounds + "round")
                                        .size()
                                == present);
            }
            try (Chromium chromium = Chromium.launch()) {
                Page page = chromium.visit(address + "/#/simulate/" + run, "en-US");
                Locator part = page.locator("[data-test=live-accuracy]");
                part.locator("summary").click();
                assertThat(part.getByRole(AriaRole.IMG, in(Pattern.compile("PetNet: 25\\.00%"))))
                        .isVisible();
                assertThat(part.getByText("4 pictures of labelled")).isVisible();
                assertThat(part.locator("confusion-matrix tbody tr")).hasCount(3);
                assertThat(Chromium.barriers(page)).isEmpty();
                // The page asks again because of the live event: without it the next request is a minute later.
                page.waitForResponse(
                        answer -> answer.url().endsWith("/live_accuracy"),
                        () -> Unchecked.io(() -> {
                            round(3);
                            return true;
                        }));
                await().atMost(TIMEOUT)
                        .until(() -> request()
                                        .get(path)
                                        .jsonPath()
                                        .getList(rounds + "round")
                                        .size()
                                == 3);
                assertThat(chromium.complaints()).isEmpty();
            }
            Files.createFile(project.resolve("end"));
            assertThat(request().get(path).jsonPath().getList(rounds + "round", Integer.class))
                    .containsExactly(1, 2, 3);
            assertThat(request().get(path).jsonPath().getList(rounds + "accuracy", Double.class))
                    .as("the parts of the labels %s", LABELS)
                    .startsWith(0.5, 0.25);
            await().atMost(TIMEOUT).until(() -> request()
                    .get("/api/simulations/" + run + "/")
                    .jsonPath()
                    .getString("state")
                    .equals("completed"));
            assertThat(request().get(path).jsonPath().getList("confusion.counts"))
                    .isNotEmpty();
            assertThat(request().get(path).jsonPath().getString("folder")).isEqualTo("labelled");
        }
    }

    @Test
    void a_killed_service_leaves_nothing_of_the_newest_models_behind() throws Exception {
        Path directory = SmallProject.writeSettings(folder.resolve("service"), project);
        String run;
        try (PackagedService service = PackagedService.start(directory)) {
            address = "http://127.0.0.1:" + service.port();
            run = start();
            round(1);
            await().atMost(TIMEOUT).until(() -> listed().contains("final_model@" + run));
            assertThat(project.resolve(".flsys/simulations/" + run + "/live")).isNotEmptyDirectory();
            service.kill();
        }
        try (PackagedService service = PackagedService.start(directory)) {
            address = "http://127.0.0.1:" + service.port();
            await().atMost(TIMEOUT).until(() -> request()
                    .get("/api/simulations/" + run + "/")
                    .jsonPath()
                    .getString("state")
                    .equals("interrupted"));
            assertThat(listed()).isEmpty();
            assertThat(predict("final_model@" + run).statusCode()).isEqualTo(404);
            try (Stream<Path> left = Files.list(project.resolve(".flsys/simulations/" + run))) {
                assertThat(left.map(path -> String.valueOf(path.getFileName())))
                        .noneMatch(name -> name.startsWith("live") || name.startsWith("."));
            }
        }
    }
}
