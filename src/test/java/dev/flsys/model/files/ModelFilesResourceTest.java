package dev.flsys.model.files;

import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.startsWith;

import dev.flsys.testsupport.OnnxFile;
import dev.flsys.testsupport.RawConnection;
import dev.flsys.testsupport.SmallProject;
import dev.flsys.testsupport.TestProject;
import dev.flsys.testsupport.Unchecked;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.ValidatableResponse;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@TestProfile(ModelFilesResourceTest.OwnProject.class)
class ModelFilesResourceTest {

    /** A project of its own, so that its files may be counted. */
    public static final class OwnProject extends SmallProject {

        static final Path ROOT = Unchecked.io(() ->
                SmallProject.copyTo(Files.createTempDirectory("flsys upload ").toRealPath()));

        public OwnProject() {
            super(Map.of(
                    "FLOWER_PROJECT_DIR", ROOT.toString(),
                    "MODEL_UPLOAD_MAX", "2MiB",
                    "HTTP_BODY_TIMEOUT", "1s",
                    "IMG_SIZE", "8"));
        }
    }

    private static final Path WEIGHTS = OwnProject.ROOT.resolve("weights");
    private static final Path TRASH = OwnProject.ROOT.resolve(".flsys/trash");
    private static final String UPLOAD = "/api/models/";
    private static final byte[] MODEL = TestProject.resource("three_small.onnx");
    private static final byte[] OTHER = TestProject.resource("three_sigmoids.onnx");
    private static final int LIMIT = 2 * 1024 * 1024;

    @TestHTTPResource
    URI service;

    @BeforeEach
    @AfterEach
    void the_folder_has_no_hidden_file_and_becomes_empty() throws IOException {
        await().untilAsserted(() -> assertThat(names(WEIGHTS)).noneMatch(name -> name.startsWith(".")));
        for (String name : names(WEIGHTS)) {
            Files.delete(WEIGHTS.resolve(name));
        }
    }

    private static List<String> names(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> String.valueOf(file.getFileName())).toList();
        }
    }

    private static ValidatableResponse upload(String name, byte[] content) {
        return given().contentType("application/octet-stream")
                .queryParam("name", name)
                .body(content)
                .post(UPLOAD)
                .then();
    }

    private static ValidatableResponse replace(String name, byte[] content) {
        return given().contentType("application/octet-stream")
                .queryParam("name", name)
                .queryParam("replace", true)
                .body(content)
                .post(UPLOAD)
                .then();
    }

    private static byte[] head(String path, String headers) {
        return RawConnection.bytes("POST " + path + " HTTP/1.1\r\nHost: localhost\r\n" + headers + "\r\n");
    }

    @Test
    void an_uploaded_model_is_in_the_list_at_once_and_its_file_is_the_one_that_was_sent() throws IOException {
        upload("模型 1.onnx", MODEL)
                .statusCode(201)
                .header("Location", "/api/models/%E6%A8%A1%E5%9E%8B%201/file")
                .body("id", equalTo("模型 1"))
                .body("format", equalTo("ONNX"))
                .body("path", equalTo("weights/模型 1.onnx"))
                .body("size_bytes", equalTo(MODEL.length))
                .body("state", equalTo("AVAILABLE"));

        get(UPLOAD).then().statusCode(200).body("models.id", hasItem("模型 1"));
        assertThat(Files.readAllBytes(WEIGHTS.resolve("模型 1.onnx"))).isEqualTo(MODEL);
        byte[] downloaded = given().urlEncodingEnabled(false)
                .get("/api/models/%E6%A8%A1%E5%9E%8B%201/file")
                .then()
                .statusCode(200)
                .contentType("application/octet-stream")
                .header("Content-Length", equalTo(String.valueOf(MODEL.length)))
                .header(
                        "Content-Disposition",
                        "attachment; filename=\"__ 1.onnx\"; filename*=UTF-8''%E6%A8%A1%E5%9E%8B%201.onnx")
                .extract()
                .asByteArray();
        assertThat(downloaded).isEqualTo(MODEL);
    }

    @ParameterizedTest
    @ValueSource(strings = {"state_dict.pth", "legacy_state_dict.pth", "tiny.pt", "three_small.onnx"})
    void each_format_is_accepted(String resource) {
        upload(resource, TestProject.resource(resource)).statusCode(201).body("path", equalTo("weights/" + resource));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "//api/models",
                "/api//models/",
                "/api/./models",
                "/api/x/../models",
                "/api/mode%6cs",
                "/api/models;a=b"
            })
    void an_upload_is_received_under_each_spelling_of_its_path(String path) throws IOException {
        RawConnection.Answer answer = send(path + "?name=net.onnx", MODEL);

        assertThat(answer.status()).as(answer.body()).isEqualTo(201);
        assertThat(Files.readAllBytes(WEIGHTS.resolve("net.onnx"))).isEqualTo(MODEL);
    }

    @Test
    void the_list_has_the_rules() {
        get(UPLOAD)
                .then()
                .statusCode(200)
                .body("files.allowed", equalTo(true))
                .body("files.folder", equalTo("weights"))
                .body("files.max_bytes", equalTo(LIMIT))
                .body("files.suffixes", hasItem(".onnx"));
    }

    @Test
    void a_taken_name_is_refused_and_replaced_on_request_and_the_old_file_is_in_the_trash() throws IOException {
        upload("net.onnx", MODEL).statusCode(201);
        upload("net.onnx", OTHER)
                .statusCode(409)
                .body("error", startsWith("There is a file weights/net.onnx already."));
        assertThat(Files.readAllBytes(WEIGHTS.resolve("net.onnx"))).isEqualTo(MODEL);
        long before = names(TRASH).size();

        replace("net.onnx", OTHER).statusCode(200).body("id", equalTo("net"));

        assertThat(Files.readAllBytes(WEIGHTS.resolve("net.onnx"))).isEqualTo(OTHER);
        List<String> entries = names(TRASH).stream().sorted().toList();
        assertThat(entries).hasSize((int) before + 1);
        assertThat(Files.readAllBytes(
                        TRASH.resolve(entries.get(entries.size() - 1)).resolve("weights/net.onnx")))
                .isEqualTo(MODEL);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "?name=",
                "?name=..%2fdeploy.onnx",
                "?name=..%5cdeploy.onnx",
                "?name=%2e%2e%2fdeploy.onnx",
                "?name=%252e%252e%252fdeploy.onnx",
                "?name=net.pth%00.onnx",
                "?name=net@0123456789ab.onnx",
                "?name=con.onnx",
                "?name=net.onnx%20",
                "?name=.net.onnx",
                "?name=net.py",
                "?name=%ff%fe.onnx",
                "?name=net.onnx&replace=yes"
            })
    void other_names_and_queries_are_refused_and_nothing_is_written(String query) throws IOException {
        RawConnection.Answer answer = send("/api/models/" + query, MODEL);

        // A percent sign is an ordinary character of a name.
        assertThat(answer.status()).as(answer.body()).isEqualTo(query.contains("%252e") ? 201 : 400);
        assertThat(names(WEIGHTS)).allMatch(name -> name.startsWith("%2e%2e%2f"));
        assertThat(names(OwnProject.ROOT)).doesNotContain("net.onnx", "net.py");
    }

    private RawConnection.Answer send(String path, byte[] body) throws IOException {
        try (RawConnection connection = new RawConnection(service.getPort())) {
            connection.send(head(path, "Content-Length: " + body.length + "\r\n"));
            connection.send(body);
            return connection.answer();
        }
    }

    @Test
    void a_pickle_with_code_is_refused_and_does_not_run() throws IOException {
        Path canary = OwnProject.ROOT.resolve("canary");
        // os.system("touch canary"), in protocol 2
        String command = "touch '" + canary + "'";
        ByteArrayOutputStream pickle = new ByteArrayOutputStream();
        pickle.writeBytes(new byte[] {(byte) 0x80, 2});
        pickle.writeBytes("cposix\nsystem\n".getBytes(StandardCharsets.US_ASCII));
        pickle.writeBytes(new byte[] {'X', (byte) command.length(), 0, 0, 0});
        pickle.writeBytes(command.getBytes(StandardCharsets.US_ASCII));
        pickle.writeBytes(new byte[] {(byte) 0x85, 'R', '.'});

        upload("code.pth", pickle.toByteArray()).statusCode(422).body("error", containsString("nothing in it was run"));

        ByteArrayOutputStream archive = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(archive)) {
            zip.putNextEntry(new ZipEntry("archive/data.pkl"));
            zip.write(pickle.toByteArray());
        }
        upload("code.pth", archive.toByteArray()).statusCode(422);
        assertThat(canary).doesNotExist();
        assertThat(names(WEIGHTS)).isEmpty();
    }

    @Test
    void files_that_the_list_would_show_as_unusable_are_refused_with_its_reason() throws IOException {
        upload("page.pth", "<!DOCTYPE html><title>Not found</title>".getBytes(StandardCharsets.US_ASCII))
                .statusCode(422)
                .body("error", containsString("web page"));
        upload("net.onnx", "no model".getBytes(StandardCharsets.US_ASCII))
                .statusCode(422)
                .body("error", containsString("no ONNX model"));
        upload("empty.pth", new byte[0]).statusCode(422).body("error", containsString("empty"));
        byte[] cut = Arrays.copyOf(TestProject.resource("state_dict.pth"), 500);
        upload("cut.pth", cut).statusCode(422).body("error", containsString("damaged"));
        upload("zip.pth", TestProject.zip("a.txt")).statusCode(422);
        assertThat(names(WEIGHTS)).isEmpty();
    }

    @Test
    void an_archive_that_expands_to_gigabytes_is_refused() throws IOException {
        ByteArrayOutputStream archive = new ByteArrayOutputStream();
        byte[] zeros = new byte[1 << 20];
        try (ZipOutputStream zip = new ZipOutputStream(archive)) {
            zip.putNextEntry(new ZipEntry("archive/data.pkl"));
            for (int i = 0; i < 600; i++) {
                zip.write(zeros);
            }
        }

        upload("bomb.pth", archive.toByteArray()).statusCode(422);

        assertThat(names(WEIGHTS)).isEmpty();
    }

    @Test
    void torchscript_that_may_not_be_loaded_is_refused() throws IOException {
        Path hostile;
        try (Stream<Path> files = Files.walk(Path.of("src/test/resources/torchscript/hostile"))) {
            hostile = files.filter(Files::isRegularFile)
                    .filter(file -> file.toString().endsWith(".pt"))
                    .sorted()
                    .findFirst()
                    .orElseThrow();
        }
        upload("hostile.pt", Files.readAllBytes(hostile)).statusCode(422);
    }

    @Test
    void a_form_is_refused_with_the_next_step() {
        given().queryParam("name", "net.onnx")
                .multiPart("file", "net.onnx", MODEL)
                .post(UPLOAD)
                .then()
                .statusCode(415)
                .body("error", containsString("--data-binary"));
    }

    @Test
    void the_limit_counts_for_announced_and_for_chunked_bodies() throws IOException {
        byte[] large = new byte[LIMIT + 1];
        RawConnection.Answer announced = send("/api/models/?name=large.pth", large);
        assertThat(announced.status()).isEqualTo(413);
        assertThat(announced.body()).contains("2 MiB");
        try (RawConnection connection = new RawConnection(service.getPort())) {
            connection.send(head("/api/models/?name=large.pth", "Transfer-Encoding: chunked\r\n"));
            connection.send(RawConnection.bytes(Integer.toHexString(large.length) + "\r\n"));
            connection.send(large);
            connection.send(RawConnection.bytes("\r\n0\r\n\r\n"));
            RawConnection.Answer answer = connection.answer();
            assertThat(answer.status()).isEqualTo(413);
            assertThat(answer.body()).contains("MODEL_UPLOAD_MAX");
        }
        assertThat(names(WEIGHTS)).isEmpty();
    }

    @Test
    void chunked_bodies_are_stored() throws IOException {
        try (RawConnection connection = new RawConnection(service.getPort())) {
            connection.send(head("/api/models/?name=net.onnx", "Transfer-Encoding: chunked\r\n"));
            int half = MODEL.length / 2;
            for (int[] part : new int[][] {{0, half}, {half, MODEL.length}}) {
                connection.send(RawConnection.bytes(Integer.toHexString(part[1] - part[0]) + "\r\n"));
                connection.send(MODEL, part[0], part[1]);
                connection.send(RawConnection.bytes("\r\n"));
            }
            connection.send(RawConnection.bytes("0\r\n\r\n"));
            assertThat(connection.answer().status()).isEqualTo(201);
            // The connection is usable.
            connection.send(RawConnection.get("/q/health/live"));
            assertThat(connection.answer().status()).isEqualTo(200);
        }
        assertThat(Files.readAllBytes(WEIGHTS.resolve("net.onnx"))).isEqualTo(MODEL);
    }

    @Test
    void http2_bodies_are_stored_with_and_without_a_length() throws Exception {
        HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build();
        assertThat(client.send(
                                HttpRequest.newBuilder(service.resolve("/q/health/live"))
                                        .build(),
                                HttpResponse.BodyHandlers.discarding())
                        .version())
                .isEqualTo(HttpClient.Version.HTTP_2);
        for (HttpRequest.BodyPublisher body : List.of(
                HttpRequest.BodyPublishers.ofByteArray(MODEL),
                HttpRequest.BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(MODEL)),
                HttpRequest.BodyPublishers.noBody())) {
            HttpResponse<String> answer = client.send(
                    HttpRequest.newBuilder(service.resolve("/api/models/?replace=true&name=net.onnx"))
                            .POST(body)
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
            assertThat(answer.statusCode())
                    .as(answer.body())
                    .isIn(body.contentLength() == 0 ? List.of(422) : List.of(200, 201));
            assertThat(Files.readAllBytes(WEIGHTS.resolve("net.onnx"))).isEqualTo(MODEL);
        }
    }

    @Test
    void a_client_that_waits_for_100_continue_gets_a_refusal_before_it_sends_the_file() throws IOException {
        upload("net.onnx", MODEL).statusCode(201);
        try (RawConnection connection = new RawConnection(service.getPort())) {
            connection.send(head(
                    "/api/models/?name=net.onnx", "Expect: 100-continue\r\nContent-Length: " + MODEL.length + "\r\n"));
            assertThat(connection.answer().status()).isEqualTo(409);
        }
        try (RawConnection connection = new RawConnection(service.getPort())) {
            connection.send(head(
                    "/api/models/?name=net2.onnx", "Expect: 100-continue\r\nContent-Length: " + MODEL.length + "\r\n"));
            assertThat(connection.answer().status()).isEqualTo(100);
            connection.send(MODEL);
            assertThat(connection.answer().status()).isEqualTo(201);
        }
    }

    @Test
    void an_upload_that_is_cancelled_or_too_short_leaves_nothing() throws IOException {
        for (boolean closes : List.of(true, false)) {
            try (RawConnection connection = new RawConnection(service.getPort())) {
                connection.send(head("/api/models/?name=half.onnx", "Content-Length: 1000000\r\n"));
                connection.send(new byte[400_000]);
                await().untilAsserted(() -> assertThat(names(WEIGHTS)).isNotEmpty());
                if (closes) {
                    connection.endOutput();
                }
            }
            await().untilAsserted(() -> assertThat(names(WEIGHTS)).isEmpty());
        }
        upload("net.onnx", MODEL).statusCode(201);
    }

    @Test
    void a_stalled_upload_ends_with_408_and_leaves_nothing() throws IOException {
        try (RawConnection connection = new RawConnection(service.getPort())) {
            connection.send(head("/api/models/?name=slow.onnx", "Content-Length: 1000\r\n"));
            connection.send(new byte[10]);
            RawConnection.Answer answer = connection.answer();
            assertThat(answer.status()).as(answer.body()).isEqualTo(408);
            assertThat(connection.isClosed()).isTrue();
        }
        await().untilAsserted(() -> assertThat(names(WEIGHTS)).isEmpty());
    }

    @Test
    void no_more_than_two_files_are_uploaded_at_once() throws IOException {
        List<RawConnection> slow = new ArrayList<>();
        try {
            for (int i = 0; i < Uploads.MAX; i++) {
                RawConnection connection = new RawConnection(service.getPort());
                slow.add(connection);
                connection.send(
                        head("/api/models/?name=slow" + i + ".onnx", "Content-Length: " + MODEL.length + "\r\n"));
            }
            await().untilAsserted(() -> assertThat(names(WEIGHTS)).hasSize(2));
            upload("net.onnx", MODEL).statusCode(503).header("Retry-After", notNullValue());
            for (RawConnection connection : slow) {
                connection.send(MODEL);
                assertThat(connection.answer().status()).isEqualTo(201);
            }
        } finally {
            for (RawConnection connection : slow) {
                connection.close();
            }
        }
        upload("net.onnx", MODEL).statusCode(201);
    }

    @Test
    void of_two_uploads_of_one_name_exactly_one_creates_it() throws Exception {
        ExecutorService clients = Executors.newFixedThreadPool(2);
        CyclicBarrier start = new CyclicBarrier(2);
        try {
            for (int round = 0; round < 10; round++) {
                String name = "net" + round + ".onnx";
                List<Future<Integer>> both = new ArrayList<>();
                for (byte[] content : List.of(MODEL, OTHER)) {
                    both.add(clients.submit(() -> {
                        start.await();
                        return send("/api/models/?name=" + name, content).status();
                    }));
                }
                List<Integer> answers = List.of(
                        both.get(0).get(1, TimeUnit.MINUTES), both.get(1).get(1, TimeUnit.MINUTES));
                assertThat(answers).containsExactlyInAnyOrder(201, 409);
                assertThat(Files.readAllBytes(WEIGHTS.resolve(name))).isEqualTo(answers.get(0) == 201 ? MODEL : OTHER);
            }
        } finally {
            clients.shutdownNow();
        }
    }

    @Test
    void a_deleted_model_is_gone_from_the_list_at_once_and_its_file_is_in_the_trash() throws IOException {
        upload("net.onnx", MODEL).statusCode(201);
        long before = names(TRASH).size();

        given().delete("/api/models/net").then().statusCode(204);

        get(UPLOAD).then().body("models.id", not(hasItem("net")));
        given().delete("/api/models/net").then().statusCode(404);
        get("/api/models/net/file").then().statusCode(404);
        assertThat(names(WEIGHTS)).isEmpty();
        assertThat(names(TRASH)).hasSize((int) before + 1);
    }

    @Test
    void weights_in_other_files_must_be_there_first_and_are_deleted_if_they_are_named_after_the_model()
            throws IOException {
        byte[] named = OnnxFile.pictures("net.onnx.data");
        upload("net.onnx", named).statusCode(422).body("error", containsString("'net.onnx.data'"));
        Files.write(WEIGHTS.resolve("net.onnx.data"), OnnxFile.weights(576, 0.5f));
        Files.write(WEIGHTS.resolve("shared.bin.txt"), OnnxFile.weights(576, 0.5f));
        upload("net.onnx", named).statusCode(201);
        upload("other.onnx", OnnxFile.pictures("shared.bin.txt")).statusCode(201);

        given().delete("/api/models/other").then().statusCode(204);
        given().delete("/api/models/net").then().statusCode(204);

        assertThat(names(WEIGHTS)).containsExactly("shared.bin.txt");
    }

    @Test
    void a_link_out_of_the_project_is_neither_read_nor_deleted_nor_replaced() throws IOException {
        Path outside = Files.write(Files.createTempFile("outside", ".onnx"), MODEL);
        Files.createSymbolicLink(WEIGHTS.resolve("link.onnx"), outside);

        get("/api/models/link/file").then().statusCode(409).body("error", containsString("link out of the project"));
        given().delete("/api/models/link").then().statusCode(409);
        replace("link.onnx", OTHER).statusCode(409);

        assertThat(Files.readAllBytes(outside)).isEqualTo(MODEL);
    }

    @Test
    void the_deployed_model_is_not_deleted() throws IOException {
        Files.copy(OwnProject.ROOT.resolve("deploy.onnx"), WEIGHTS.resolve("served.onnx"));
        given().contentType("application/json")
                .body(Map.of("model_path", "weights/served.onnx"))
                .post("/update_model")
                .then()
                .statusCode(200);

        given().delete("/api/models/served").then().statusCode(409).body("error", containsString("is deployed"));

        assertThat(WEIGHTS.resolve("served.onnx")).exists();
        given().contentType("application/json")
                .body(Map.of("model_path", "deploy.onnx"))
                .post("/update_model")
                .then()
                .statusCode(200);
        given().delete("/api/models/served").then().statusCode(204);
    }

    @Test
    void a_download_has_a_tag_and_ranges() {
        upload("net.onnx", MODEL).statusCode(201);
        String file = "/api/models/net/file";
        String tag = get(file).then().statusCode(200).extract().header("ETag");

        given().header("If-None-Match", tag).get(file).then().statusCode(304);
        byte[] part = given().header("Range", "bytes=10-19")
                .header("If-Range", tag)
                .get(file)
                .then()
                .statusCode(206)
                .header("Content-Range", "bytes 10-19/" + MODEL.length)
                .header("Content-Length", "10")
                .extract()
                .asByteArray();
        assertThat(part).isEqualTo(Arrays.copyOfRange(MODEL, 10, 20));
        given().header("Range", "bytes=10-19")
                .header("If-Range", "\"other\"")
                .get(file)
                .then()
                .statusCode(200)
                .header("Content-Length", String.valueOf(MODEL.length));
        given().header("Range", "bytes=" + MODEL.length + "-").get(file).then().statusCode(416);
        given().head(file).then().statusCode(200).header("ETag", tag);
        replace("net.onnx", OTHER).statusCode(200);
        given().header("If-None-Match", tag).get(file).then().statusCode(200).header("ETag", not(equalTo(tag)));
    }

    @Test
    void a_download_has_one_content_while_the_file_is_replaced() throws Exception {
        upload("net.onnx", MODEL).statusCode(201);
        AtomicBoolean over = new AtomicBoolean();
        ExecutorService writer = Executors.newSingleThreadExecutor();
        try {
            Future<Integer> replaced = writer.submit(() -> {
                int times = 0;
                while (!over.get()) {
                    replace("net.onnx", times++ % 2 == 0 ? OTHER : MODEL).statusCode(200);
                }
                return times;
            });
            for (int i = 0; i < 100; i++) {
                byte[] content = get("/api/models/net/file")
                        .then()
                        .statusCode(200)
                        .extract()
                        .asByteArray();
                assertThat(List.of(MODEL, OTHER)).anyMatch(each -> Arrays.equals(each, content));
            }
            over.set(true);
            assertThat(replaced.get(1, TimeUnit.MINUTES)).isPositive();
        } finally {
            over.set(true);
            writer.shutdownNow();
        }
        assertThat(names(TRASH)).hasSizeLessThanOrEqualTo(Trash.MAX);
    }

    @Test
    void a_download_of_a_file_that_is_cut_off_meanwhile_ends_with_its_connection() throws IOException {
        int size = 64 << 20;
        Path file = Files.write(WEIGHTS.resolve("large.npz"), new byte[size]);
        try (RawConnection connection = new RawConnection(service.getPort())) {
            connection.send(RawConnection.get("/api/models/large/file"));
            assertThat(connection.read(12)).asString().isEqualTo("HTTP/1.1 200");
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                channel.truncate(1 << 20);
            }
            assertThat(connection.read(size)).hasSizeLessThan(size);
        }
    }

    @Test
    void predictions_do_not_fail_while_the_model_is_replaced_and_end_with_404_when_it_is_deleted() throws Exception {
        upload("net.onnx", MODEL).statusCode(201);
        Map<String, String> request = Map.of(
                "model_id",
                "net",
                "image_data",
                Base64.getEncoder()
                        .encodeToString(Files.readAllBytes(Path.of("flower-project-sample/pictures/digit_8.png"))));
        assertThat(predict(request)).isEqualTo(200);
        AtomicBoolean over = new AtomicBoolean();
        ExecutorService clients = Executors.newFixedThreadPool(2);
        try {
            List<Future<List<Integer>>> all = new ArrayList<>();
            for (int client = 0; client < 2; client++) {
                all.add(clients.submit(() -> {
                    List<Integer> answers = new ArrayList<>();
                    while (!over.get()) {
                        answers.add(predict(request));
                    }
                    return answers;
                }));
            }
            for (int i = 0; i < 20; i++) {
                replace("net.onnx", i % 2 == 0 ? OTHER : MODEL).statusCode(200);
            }
            over.set(true);
            for (Future<List<Integer>> each : all) {
                assertThat(each.get(1, TimeUnit.MINUTES)).isNotEmpty().containsOnly(200);
            }
            over.set(false);
            List<Future<List<Integer>>> last = new ArrayList<>();
            for (int client = 0; client < 2; client++) {
                last.add(clients.submit(() -> {
                    List<Integer> answers = new ArrayList<>();
                    while (answers.isEmpty() || answers.get(answers.size() - 1) != 404) {
                        answers.add(predict(request));
                    }
                    return answers;
                }));
            }
            given().delete("/api/models/net").then().statusCode(204);
            for (Future<List<Integer>> each : last) {
                assertThat(each.get(1, TimeUnit.MINUTES)).contains(404).isSubsetOf(200, 404);
            }
        } finally {
            over.set(true);
            clients.shutdownNow();
        }
    }

    private static int predict(Map<String, String> request) {
        return given().contentType("application/json")
                .body(request)
                .post("/api/predict/")
                .statusCode();
    }

    @Test
    void a_page_of_another_origin_neither_uploads_nor_deletes() throws IOException {
        upload("net.onnx", MODEL).statusCode(201);
        given().header("Origin", "http://evil.example")
                .contentType("text/plain")
                .body("x")
                .post(UPLOAD + "?name=evil.onnx")
                .then()
                .statusCode(403);
        given().header("Origin", "http://evil.example")
                .delete("/api/models/net")
                .then()
                .statusCode(403);
        assertThat(names(WEIGHTS)).containsExactly("net.onnx");
    }
}
