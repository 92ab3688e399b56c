package dev.flsys.evaluation;

import static io.restassured.RestAssured.given;
import static io.restassured.RestAssured.when;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;

import dev.flsys.testsupport.TestProject;
import dev.flsys.testsupport.Unchecked;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@TestProfile(EvaluationsTest.Digits.class)
class EvaluationsTest {

    private static final Path SAMPLE = Path.of("flower-project-sample");
    private static Path project = Path.of("");

    private static ValidatableResponse start(String body) {
        return given().contentType(ContentType.JSON)
                .body(body)
                .post("/api/evaluations/")
                .then();
    }

    private static JsonPath ended(String id) {
        await().atMost(Duration.ofMinutes(2)).until(() -> !List.of("queued", "running")
                .contains(when().get("/api/evaluations/" + id).jsonPath().getString("state")));
        return when().get("/api/evaluations/" + id + "/")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }

    @Test
    void models_are_evaluated_side_by_side() {
        String id = start("{\"models\": [\"onnx\", \"script\"], \"folder\": \"test\"}")
                .statusCode(201)
                .body("state", equalTo("queued"))
                .body("pictures", equalTo(15))
                .extract()
                .path("id");
        JsonPath result = ended(id);
        assertThat(result.getString("state")).isEqualTo("completed");
        for (String time : List.of("requested", "started", "ended")) {
            assertThat(result.getString(time)).matches(".*:\\d\\d(\\.\\d{3})?Z");
        }
        assertThat(result.getInt("done")).isEqualTo(15);
        assertThat(result.getInt("unread")).isEqualTo(1);
        assertThat(result.getString("unread_pictures[0].picture")).isEqualTo("test/7/broken.png");
        assertThat(result.getList("results.model")).containsExactly("onnx", "script");
        for (int model = 0; model < 2; model++) {
            String scores = "results[" + model + "].scores.";
            assertThat(result.getInt(scores + "pictures")).isEqualTo(14);
            assertThat(result.getDouble(scores + "accuracy")).isBetween(0.5, 1.0);
            int rows = result.getList(scores + "confusion.labels").size();
            assertThat(result.getList(scores + "confusion.counts")).hasSize(rows);
            int wrong = result.getList(scores + "worst").size();
            assertThat(result.getDouble(scores + "accuracy")).isEqualTo((14 - wrong) / 14.0);
            assertThat(result.getBoolean("results[" + model + "].changed")).isFalse();
        }
        when().get("/api/evaluations")
                .then()
                .statusCode(200)
                .body("evaluations.id", hasItem(id))
                .body("evaluations.find { it.id == '" + id + "' }.accuracies", hasSize(2));

        when().delete("/api/evaluations/" + id).then().statusCode(204);
        when().get("/api/evaluations/" + id).then().statusCode(404);
        when().get("/api/evaluations").then().body("evaluations.id", not(hasItem(id)));
    }

    @Test
    void a_picture_of_the_results_is_sent_and_no_other_file() {
        // The labels of the table are wrong on purpose.
        String id = start("{\"models\": [\"onnx\"], \"folder\": \"wrong\"}")
                .statusCode(201)
                .extract()
                .path("id");
        JsonPath result = ended(id);
        assertThat(result.getDouble("results[0].scores.accuracy")).isZero();
        assertThat(result.getString("results[0].scores.worst[0].label")).isEqualTo("0");
        given().queryParam("path", "wrong/digit_1.png")
                .get("/api/evaluations/" + id + "/picture")
                .then()
                .statusCode(200)
                .contentType("image/png");
        for (String path : List.of("wrong/labels.csv", "test/1/digit_1.png", "../secret", "")) {
            given().queryParam("path", path)
                    .get("/api/evaluations/" + id + "/picture")
                    .then()
                    .statusCode(404);
        }
    }

    @Test
    void an_evaluation_that_runs_is_stopped_and_keeps_its_scores() {
        String id = start("{\"models\": [\"onnx\", \"script\"], \"folder\": \"many\"}")
                .statusCode(201)
                .extract()
                .path("id");
        await().atMost(Duration.ofMinutes(1))
                .until(() -> when().get("/api/evaluations/" + id).jsonPath().getInt("done") > 0);
        when().delete("/api/evaluations/" + id).then().statusCode(409);
        when().post("/api/evaluations/" + id + "/stop").then().statusCode(200);
        JsonPath result = ended(id);
        assertThat(result.getString("state")).isEqualTo("stopped");
        assertThat(result.getInt("done")).isBetween(1, 1999);
        assertThat(result.getInt("results[0].scores.pictures")).isPositive();
        await().until(() -> when().post("/api/evaluations/" + id + "/stop").statusCode() == 409);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{}|400|'models' is a list of one to six ids of models",
                "{\"models\": [\"onnx\"]}|400|'folder' is missing",
                "{\"models\": [\"1\",\"2\",\"3\",\"4\",\"5\",\"6\",\"7\"], \"folder\": \"test\"}|400|one to six",
                "{\"models\": [\"nothing\"], \"folder\": \"test\"}|404|nothing",
                "{\"models\": [\"onnx\"], \"folder\": \"absent\"}|400|is not a folder of the project",
                "{\"models\": [\"onnx\"], \"folder\": \"animals\"}|400|does not have these labels of the pictures: cat",
                "[]|400|The body does not have the expected shape.",
                "``|400|a JSON object is expected",
            })
    void a_wrong_request_is_refused_with_the_reason(String body, int status, String reason) {
        start(body).statusCode(status).body("detail", containsString(reason));
    }

    @Test
    void an_evaluation_that_a_killed_service_left_is_interrupted() throws Exception {
        Path stored = Files.createDirectories(project.resolve(".flsys/evaluations"))
                .resolve("eval-20260101-000000-00000001.json");
        Files.writeString(stored, """
                {"id": "eval-20260101-000000-00000001", "folder": "test", "models": ["onnx"], "state": "running",
                 "requested": "2026-01-01T00:00:00Z", "pictures": 3, "done": 0, "results": [], "unread": 0,
                 "unread_pictures": [], "disagreeing": 0, "disagreements": [], "later": 1}
                """);
        when().get("/api/evaluations/eval-20260101-000000-00000001")
                .then()
                .statusCode(200)
                .body("state", equalTo("interrupted"));
        when().get("/api/evaluations/../../secret").then().statusCode(404);
    }

    @Test
    void models_are_evaluated_on_an_uploaded_zip_file_which_is_deleted_with_the_evaluation() throws IOException {
        String id = upload("models=onnx&models=script&name=digits.zip", digits())
                .statusCode(201)
                .header("Location", containsString("/api/evaluations/eval-"))
                .body("folder", equalTo("digits.zip"))
                .body("pictures", equalTo(14))
                .extract()
                .path("id");
        JsonPath result = ended(id);
        assertThat(result.getString("state")).isEqualTo("completed");
        assertThat(result.getInt("results[1].scores.pictures")).isEqualTo(14);
        assertThat(result.getDouble("results[1].scores.accuracy")).isBetween(0.5, 1.0);
        Path stored = project.resolve(".flsys/evaluations");
        assertThat(stored.resolve(id)).isDirectory();
        assertThat(stored).isDirectoryNotContaining("glob:**.upload");
        when().delete("/api/evaluations/" + id).then().statusCode(204);
        assertThat(stored.resolve(id)).doesNotExist();
    }

    @Test
    void a_picture_of_an_uploaded_file_is_sent_if_the_results_name_it() throws IOException {
        byte[] digit = Files.readAllBytes(SAMPLE.resolve("pictures/digit_1.png"));
        String id = upload(
                        "models=onnx&name=wrong.zip",
                        zip(Map.of("labels.csv", "file,label\na.png,0\n".getBytes(UTF_8), "a.png", digit)))
                .statusCode(201)
                .extract()
                .path("id");
        String picture = ended(id).getString("results[0].scores.worst[0].picture");
        byte[] sent = given().queryParam("path", picture)
                .get("/api/evaluations/" + id + "/picture")
                .then()
                .statusCode(200)
                .contentType("image/png")
                .extract()
                .asByteArray();
        assertThat(sent).isEqualTo(digit);
        when().delete("/api/evaluations/" + id).then().statusCode(204);
    }

    @ParameterizedTest
    @CsvSource({
        "name=a.zip, 400, ?models=ID",
        "models=, 400, ?models=ID",
        "models=1&models=2&models=3&models=4&models=5&models=6&models=7, 400, one to six",
        "models=nothing, 404, nothing",
        "models=onnx&name=a/b.zip, 400, is the name of the ZIP file",
    })
    void an_upload_with_a_wrong_query_is_refused(String query, int status, String reason) throws IOException {
        upload(query, digits()).statusCode(status).body("detail", containsString(reason));
    }

    @Test
    void a_refused_upload_leaves_nothing_behind() throws IOException {
        upload("models=onnx", "no archive".getBytes(UTF_8))
                .statusCode(422)
                .body("detail", containsString("no ZIP file"));
        upload("models=onnx", zip(Map.of("../1.png", new byte[1]))).statusCode(422);
        upload("models=onnx&name=a.zip", zip(Map.of("readme.txt", new byte[1])))
                .statusCode(400)
                .body("detail", containsString("The folder 'a.zip' has no labelled pictures"));
        upload("models=onnx", zip(Map.of("cat/1.png", new byte[1])))
                .statusCode(400)
                .body("detail", containsString("does not have these labels of the pictures: cat"));
        Path stored = Files.createDirectories(project.resolve(".flsys/evaluations"));
        try (Stream<Path> left = Files.list(stored)) {
            assertThat(left.map(String::valueOf)).allMatch(name -> name.endsWith(".json"));
        }
    }

    private static ValidatableResponse upload(String query, byte[] zip) {
        return given().contentType("application/zip")
                .body(zip)
                .post("/api/evaluations/?" + query)
                .then();
    }

    /** The pictures of the sample, in folders of their labels. */
    private static byte[] digits() throws IOException {
        Map<String, byte[]> entries = new TreeMap<>();
        try (Stream<Path> pictures = Files.list(SAMPLE.resolve("pictures"))) {
            for (Path picture : pictures.toList()) {
                String name = String.valueOf(picture.getFileName());
                entries.put("test/" + name.charAt("digit_".length()) + "/" + name, Files.readAllBytes(picture));
            }
        }
        return zip(entries);
    }

    private static byte[] zip(Map<String, byte[]> entries) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream out = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                out.putNextEntry(new ZipEntry(entry.getKey()));
                out.write(entry.getValue());
            }
        }
        return bytes.toByteArray();
    }

    public static final class Digits implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            TestProject made = TestProject.in(Unchecked.io(() -> Files.createTempDirectory("flsys-evaluation")));
            project = made.root();
            made.write("model.py", "");
            made.write("animals/cat/1.png", "");
            Unchecked.io(() -> {
                copy(SAMPLE.resolve("saved_models/TinyResNet_onnx.onnx"), "models/onnx.onnx");
                copy(SAMPLE.resolve("saved_models/LeNet_scripted.pt"), "models/script.pt");
                StringBuilder wrong = new StringBuilder("file,label\n");
                StringBuilder many = new StringBuilder("file,label\n");
                try (Stream<Path> pictures = Files.list(SAMPLE.resolve("pictures"))) {
                    for (Path picture : pictures.sorted().toList()) {
                        String name = String.valueOf(picture.getFileName());
                        String digit = name.substring("digit_".length(), "digit_".length() + 1);
                        copy(picture, "test/" + digit + "/" + name);
                        if (!digit.equals("0")) {
                            copy(picture, "wrong/" + name);
                            wrong.append(name).append(",0\n");
                        }
                        many.append(("../test/" + digit + "/" + name + "," + digit + "\n").repeat(150));
                    }
                }
                made.write("wrong/labels.csv", wrong.toString());
                made.write("many/labels.csv", many.toString());
                return made;
            });
            made.write("test/7/broken.png", "not a picture");
            return Map.of(
                    "FLOWER_PROJECT_DIR", project.toString(),
                    "FLOWER_START_SCRIPT", "model.py",
                    "MODEL_WEIGHTS_SUBDIR", "models",
                    "MODEL_DEFINITION_MODULE", "model",
                    "CLASS_LABELS", "0,1,2,3,4,5,6,7,8,9",
                    "IMG_SIZE", "32");
        }

        private static void copy(Path from, String to) throws java.io.IOException {
            Path target = project.resolve(to);
            Files.createDirectories(target.getParent());
            Files.copy(from, target);
        }
    }
}
