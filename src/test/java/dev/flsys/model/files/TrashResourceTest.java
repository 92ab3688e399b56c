package dev.flsys.model.files;

import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import dev.flsys.project.PrivateFiles;
import dev.flsys.testsupport.OnnxFile;
import dev.flsys.testsupport.TestProject;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.ValidatableResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@TestProfile(ModelFilesResourceTest.OwnProject.class)
class TrashResourceTest {

    private static final Path ROOT = ModelFilesResourceTest.OwnProject.ROOT;
    private static final Path WEIGHTS = ROOT.resolve("weights");
    private static final Path TRASH = ROOT.resolve(".flsys/trash");
    private static final byte[] MODEL = TestProject.resource("three_small.onnx");
    private static final byte[] OTHER = TestProject.resource("three_sigmoids.onnx");

    @BeforeEach
    @AfterEach
    void the_folders_become_empty() throws IOException {
        PrivateFiles.deleteTree(TRASH);
        PrivateFiles.deleteTree(WEIGHTS);
        Files.createDirectories(WEIGHTS);
    }

    private static String deleted(String id) {
        String entry = given().delete("/api/models/{id}", id)
                .then()
                .statusCode(204)
                .extract()
                .header("Location");
        assertThat(entry).startsWith("/api/trash/");
        return entry;
    }

    private static ValidatableResponse restore(String entry) {
        return given().urlEncodingEnabled(false).post(entry + "/restore").then();
    }

    @Test
    void a_deleted_model_is_restored_under_its_name_with_its_content_and_time() throws IOException {
        Path file = Files.write(WEIGHTS.resolve("模型 1.onnx"), MODEL);
        var modified = Files.getLastModifiedTime(file);
        Instant before = Instant.now().minusSeconds(1);
        String entry = deleted("模型 1");

        get("/api/trash")
                .then()
                .statusCode(200)
                .body("files.name", contains("模型 1.onnx"))
                .body("files.kind", contains("model"))
                .body("files.path", contains("weights/模型 1.onnx"))
                .body("files.size_bytes", contains(MODEL.length))
                .body("size_bytes", equalTo(MODEL.length))
                .body("most_files", equalTo(20));
        assertThat(Instant.parse(get("/api/trash").jsonPath().getString("files[0].deleted")))
                .isBetween(before, Instant.now());
        restore(entry)
                .statusCode(200)
                .body("id", equalTo("模型 1"))
                .body("path", equalTo("weights/模型 1.onnx"))
                .body("state", equalTo("AVAILABLE"));

        assertThat(file).hasBinaryContent(MODEL);
        assertThat(Files.getLastModifiedTime(file)).isEqualTo(modified);
        get("/api/models/").then().body("models.id", hasItem("模型 1"));
        get("/api/trash").then().body("files", empty()).body("size_bytes", equalTo(0));
        restore(entry).statusCode(404).body("error", containsString("not in the trash"));
    }

    @Test
    void a_file_that_has_the_name_again_stays_and_the_deleted_one_stays_in_the_trash() throws IOException {
        Path file = Files.write(WEIGHTS.resolve("net.onnx"), MODEL);
        String entry = deleted("net");
        Files.write(file, OTHER);

        restore(entry).statusCode(409).body("error", startsWith("There is a file weights/net.onnx again."));

        assertThat(file).hasBinaryContent(OTHER);
        get("/api/trash").then().body("files.name", contains("net.onnx"));
        assertThat(names()).containsExactly("net.onnx");
    }

    @Test
    void weights_in_other_files_come_back_with_their_model_or_nothing_does() throws IOException {
        Path weights = Files.write(WEIGHTS.resolve("net.onnx.data"), OnnxFile.weights(576, 0.5f));
        Path model = Files.write(WEIGHTS.resolve("net.onnx"), OnnxFile.pictures("net.onnx.data"));
        String entry = deleted("net");
        assertThat(names()).isEmpty();
        get("/api/trash").then().body("files.name", contains("net.onnx")).body("files.files", contains(2));
        Files.write(model, OTHER);

        restore(entry).statusCode(409);
        assertThat(names()).containsExactly("net.onnx");

        Files.delete(model);
        restore(entry).statusCode(200);
        assertThat(weights).exists();
        assertThat(model).exists();
    }

    @Test
    void a_folder_that_was_deleted_meanwhile_is_created_again_and_a_link_out_of_the_project_is_not_followed()
            throws IOException {
        Path deep = Files.createDirectories(WEIGHTS.resolve("deep"));
        Files.write(deep.resolve("net.onnx"), MODEL);
        String id = get("/api/models/").jsonPath().getString("models[0].id");
        String entry = deleted(id);
        Files.delete(deep);
        Path outside = Files.createTempDirectory("flsys outside");
        Files.createSymbolicLink(deep, outside);

        restore(entry).statusCode(409).body("error", startsWith("weights/deep is no longer a folder"));
        assertThat(outside).isEmptyDirectory();

        Files.delete(deep);
        Files.writeString(deep, "a file");
        restore(entry).statusCode(409).body("error", startsWith("weights/deep is no longer a folder"));

        Files.delete(deep);
        restore(entry).statusCode(200);
        assertThat(deep.resolve("net.onnx")).hasBinaryContent(MODEL);
    }

    @Test
    void of_several_restores_at_the_same_time_exactly_one_succeeds() throws Exception {
        Files.write(WEIGHTS.resolve("net.onnx"), MODEL);
        String entry = deleted("net");
        int callers = 4;
        CyclicBarrier together = new CyclicBarrier(callers);
        ExecutorService pool = Executors.newFixedThreadPool(callers);
        try {
            Callable<Integer> call = () -> {
                together.await(10, TimeUnit.SECONDS);
                return restore(entry).extract().statusCode();
            };
            var answers =
                    Stream.generate(() -> pool.submit(call)).limit(callers).toList();
            int restored = 0;
            for (Future<Integer> answer : answers) {
                restored += answer.get(30, TimeUnit.SECONDS) == 200 ? 1 : 0;
            }
            assertThat(restored).isEqualTo(1);
        } finally {
            pool.shutdownNow();
        }
        assertThat(names()).containsExactly("net.onnx");
    }

    @Test
    void entries_are_deleted_for_good_one_by_one_or_all_at_once() throws IOException {
        Files.write(WEIGHTS.resolve("a.onnx"), MODEL);
        Files.write(WEIGHTS.resolve("b.onnx"), MODEL);
        Files.write(WEIGHTS.resolve("c.onnx"), MODEL);
        String first = deleted("a");
        deleted("b");
        deleted("c");

        given().urlEncodingEnabled(false).delete(first).then().statusCode(204);
        given().urlEncodingEnabled(false).delete(first).then().statusCode(404);
        get("/api/trash").then().body("files.name", contains("c.onnx", "b.onnx"));
        given().delete("/api/trash")
                .then()
                .statusCode(200)
                .body("deleted", equalTo(2))
                .body("freed_bytes", equalTo(2 * MODEL.length));

        assertThat(TRASH).isEmptyDirectory();
    }

    @ParameterizedTest
    @ValueSource(strings = {"..", "%2e%2e", "..%2f..%2fweights", "nothing", "%00", "20261129T113000.123Z-none.pth"})
    void an_id_that_is_no_entry_reaches_no_file(String id) throws IOException {
        Path file = Files.write(WEIGHTS.resolve("net.onnx"), MODEL);

        int status = given().urlEncodingEnabled(false)
                .delete("/api/trash/" + id)
                .then()
                .extract()
                .statusCode();

        assertThat(status).isIn(400, 404, 405);
        assertThat(file).exists();
    }

    @Test
    void entries_of_others_with_links_or_files_of_the_service_are_neither_listed_nor_restored() throws IOException {
        Path linked = Files.createDirectories(TRASH.resolve("20261129T113000.123Z-net.onnx/weights"));
        Files.createSymbolicLink(linked.resolve("net.onnx"), Path.of("/etc/hostname"));
        Path own = Files.createDirectories(TRASH.resolve("20261129T113000.124Z-lock/.flsys"));
        Files.writeString(own.resolve("lock"), "x");
        Files.createDirectories(TRASH.resolve("20261129T113000.125Z-empty"));
        Files.createDirectories(TRASH.resolve("99999999T999999.999Z-x/y"));
        Files.writeString(TRASH.resolve("99999999T999999.999Z-x/y/z"), "x");
        Files.createDirectories(TRASH.resolve("mine"));
        Files.writeString(TRASH.resolve("mine/net.onnx"), "x");

        get("/api/trash").then().statusCode(200).body("files", empty());
        restore("/api/trash/20261129T113000.123Z-net.onnx").statusCode(404);
    }

    @Test
    void a_page_of_another_origin_neither_restores_nor_empties() throws IOException {
        Files.write(WEIGHTS.resolve("net.onnx"), MODEL);
        String entry = deleted("net");
        var foreign = given().urlEncodingEnabled(false).header("Origin", "http://evil.example");

        foreign.post(entry + "/restore").then().statusCode(403);
        foreign.delete(entry).then().statusCode(403);
        foreign.delete("/api/trash").then().statusCode(403);

        get("/api/trash").then().body("files.name", contains("net.onnx"));
        get("/api/models/").then().body("models.id", not(hasItem("net")));
    }

    private static Stream<String> names() throws IOException {
        try (Stream<Path> files = Files.list(WEIGHTS)) {
            return files.map(file -> String.valueOf(file.getFileName())).toList().stream();
        }
    }
}
