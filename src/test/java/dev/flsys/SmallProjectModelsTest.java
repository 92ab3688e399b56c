package dev.flsys;

import static io.restassured.RestAssured.given;
import static io.restassured.RestAssured.when;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;

import dev.flsys.testsupport.Png;
import dev.flsys.testsupport.SmallProject;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Models of another project than the sample: other classes, other labels, and every kind of unusable file. */
@QuarkusTest
@TestProfile(SmallProject.class)
class SmallProjectModelsTest {

    private static final Path WEIGHTS = SmallProject.FOLDER.resolve("weights");

    @BeforeAll
    static void makeModels() throws Exception {
        Process made = new ProcessBuilder("/usr/bin/python3", "make_models.py")
                .directory(SmallProject.FOLDER.toFile())
                .inheritIO()
                .start();
        assertThat(made.waitFor()).isZero();
        Path outside = Files.createTempFile("outside", ".pth");
        Files.copy(WEIGHTS.resolve("PetNet.pth"), outside, StandardCopyOption.REPLACE_EXISTING);
        Files.createSymbolicLink(WEIGHTS.resolve("outside.pth"), outside);
        Files.createSymbolicLink(WEIGHTS.resolve("inside.pth"), WEIGHTS.resolve("PetNet.pth"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PetNet",
                "pet_net_20260131_120000",
                "petnet_final",
                "checkpoint_of_pets",
                "PetNet_20260202_101112",
                "traced",
                "inside"
            })
    void every_usable_file_predicts_the_same(String model) {
        String wanted = predict("PetNet")
                .statusCode(200)
                .extract()
                .path("predictions.label")
                .toString();
        predict(model)
                .statusCode(200)
                .body("predictions.size()", equalTo(3))
                .body("predictions.label.toString()", equalTo(wanted));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "FourOutputs",
                "missing_keys",
                "whole_model",
                "hostile",
                "hostile_old",
                "junk",
                "junk.onnx",
                "empty",
                "fake"
            })
    void a_file_that_cannot_be_loaded_is_400_with_its_reason_also_in_the_list(String model) {
        predict(model)
                .statusCode(400)
                .body("error", not(equalTo("")))
                .body("error", not(containsString(SmallProject.FOLDER.toString())))
                .body("error", not(containsString("Traceback")));
        when().get("/api/models/")
                .then()
                .statusCode(200)
                .body("models.find { it.id == '" + model + "' }.state", equalTo("UNAVAILABLE"))
                .body("models.find { it.id == '" + model + "' }.reason", not(equalTo("")));
        assertThat(SmallProject.FOLDER.resolve("pickle_was_run")).doesNotExist();
        assertThat(Path.of("pickle_was_run")).doesNotExist();
    }

    @Test
    void a_model_with_other_outputs_than_labels_is_500() {
        predict("four").statusCode(500).body("error", containsString("4 outputs"));
    }

    @Test
    void a_link_out_of_the_project_is_listed_as_unusable_and_not_read() {
        when().get("/api/models/")
                .then()
                .statusCode(200)
                .body("models.find { it.id == 'outside' }.state", equalTo("UNAVAILABLE"))
                .body("models.find { it.id == 'outside' }.reason", containsString("link out of the project"));
        predict("outside").statusCode(400).body("error", containsString("link out of the project"));
    }

    @Test
    void without_a_folder_of_histories_a_history_is_501() {
        when().get("/api/models/PetNet/training_history/")
                .then()
                .statusCode(501)
                .body("status", equalTo(501));
    }

    @Test
    void replaced_weights_are_swapped_in_while_the_old_ones_answer_and_bad_ones_are_reported() throws Exception {
        Path weights = WEIGHTS.resolve("changing_pets.pth");
        Files.copy(WEIGHTS.resolve("PetNet.pth"), weights);
        String before = answer("changing_pets");
        AtomicInteger failures = new AtomicInteger();
        Files.copy(SmallProject.FOLDER.resolve("other_weights.pth"), weights, StandardCopyOption.REPLACE_EXISTING);
        await().atMost(Duration.ofSeconds(60)).until(() -> {
            Response response = post("changing_pets");
            if (response.statusCode() != 200) {
                failures.incrementAndGet();
            }
            return !response.asString().equals(before);
        });
        String after = answer("changing_pets");

        Files.writeString(weights, "no weights any more");
        await().atMost(Duration.ofSeconds(60)).until(() -> {
            if (!answer("changing_pets").equals(after)) {
                failures.incrementAndGet();
            }
            return when().get("/api/models/").path("models.find { it.id == 'changing_pets' }.reason") != null;
        });
        when().get("/api/models/").then().body("models.find { it.id == 'changing_pets' }.state", equalTo("LOADED"));
        assertThat(answer("changing_pets")).isEqualTo(after);
        assertThat(failures).hasValue(0);
        Files.delete(weights);
    }

    @Test
    void a_weights_folder_that_cannot_be_read_is_500() throws IOException {
        Path aside = SmallProject.FOLDER.resolve("weights-aside");
        Files.move(WEIGHTS, aside);
        try {
            when().get("/api/models/").then().statusCode(500).body("error", not(containsString("Exception")));
        } finally {
            Files.move(aside, WEIGHTS);
        }
        when().get("/api/models/").then().statusCode(200);
    }

    private static String answer(String model) {
        return post(model).then().statusCode(200).extract().asString();
    }

    private static ValidatableResponse predict(String model) {
        return post(model).then();
    }

    private static Response post(String model) {
        return given().contentType(ContentType.JSON)
                .body(Map.of("model_id", model, "image_data", "data:image/png;base64," + PICTURE))
                .post("/api/predict/");
    }

    private static final String PICTURE = picture();

    private static String picture() {
        BufferedImage image = new BufferedImage(40, 30, BufferedImage.TYPE_INT_RGB);
        for (int x = 0; x < 40; x++) {
            for (int y = 0; y < 30; y++) {
                image.setRGB(x, y, (x * 6) << 16 | (y * 8) << 8 | (x * y) % 256);
            }
        }
        return Png.base64(image);
    }
}
