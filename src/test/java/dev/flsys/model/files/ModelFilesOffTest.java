package dev.flsys.model.files;

import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import dev.flsys.testsupport.SmallProject;
import dev.flsys.testsupport.TestProject;
import dev.flsys.testsupport.Unchecked;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A service that other machines reach, without API_TOKEN. */
@QuarkusTest
@TestProfile(ModelFilesOffTest.AllAddresses.class)
class ModelFilesOffTest {

    public static final class AllAddresses extends SmallProject {

        static final Path ROOT = Unchecked.io(() ->
                SmallProject.copyTo(Files.createTempDirectory("flsys-open").toRealPath()));

        public AllAddresses() {
            super(Map.of("FLOWER_PROJECT_DIR", ROOT.toString(), "quarkus.http.host", "0.0.0.0"));
        }
    }

    private static final Path FILE = AllAddresses.ROOT.resolve("weights/net.onnx");
    private static final byte[] MODEL = TestProject.resource("three_small.onnx");

    @Test
    void files_are_neither_stored_nor_deleted_and_the_reason_names_the_settings() throws Exception {
        Files.write(FILE, MODEL);
        given().contentType("application/octet-stream")
                .body(MODEL)
                .post("/api/models/?name=other.onnx")
                .then()
                .statusCode(403)
                .body("error", containsString("Set API_TOKEN, or QUARKUS_HTTP_HOST=127.0.0.1"));
        given().delete("/api/models/net").then().statusCode(403).body("error", containsString("API_TOKEN"));

        assertThat(FILE).hasBinaryContent(MODEL);
        assertThat(AllAddresses.ROOT.resolve("weights/other.onnx")).doesNotExist();
        get("/api/models/")
                .then()
                .statusCode(200)
                .body("files.allowed", equalTo(false))
                .body("files.reason", containsString("API_TOKEN"));
    }

    @Test
    void the_trash_is_listed_and_neither_restored_nor_emptied() throws Exception {
        Path entry = AllAddresses.ROOT.resolve(".flsys/trash/20261129T113000.123Z-old.onnx");
        Path trashed = entry.resolve("weights/old.onnx");
        Files.createDirectories(trashed.resolveSibling(""));
        Files.write(trashed, MODEL);
        String path = "/api/trash/" + entry.getFileName();

        get("/api/trash").then().statusCode(200).body("files.name", contains("old.onnx"));
        given().post(path + "/restore").then().statusCode(403).body("error", containsString("API_TOKEN"));
        given().delete(path).then().statusCode(403).body("error", containsString("API_TOKEN"));
        given().delete("/api/trash").then().statusCode(403).body("error", containsString("API_TOKEN"));

        assertThat(trashed).hasBinaryContent(MODEL);
        assertThat(AllAddresses.ROOT.resolve("weights/old.onnx")).doesNotExist();
    }

    @Test
    void files_are_read_as_other_answers_are() throws Exception {
        Files.write(FILE, MODEL);

        assertThat(get("/api/models/net/file").then().statusCode(200).extract().asByteArray())
                .isEqualTo(MODEL);
    }
}
