package dev.flsys.inference;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.startsWith;

import dev.flsys.testsupport.SmallProject;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code /api/pictures/} with names encoded as by JavaScript's {@code encodeURIComponent}. */
@QuarkusTest
@TestProfile(SmallProject.class)
class PicturesResourceTest {

    private static final Path PICTURES = SmallProject.FOLDER.resolve("pictures");

    @TestHTTPResource
    URI root;

    private final HttpClient client = HttpClient.newHttpClient();

    @BeforeEach
    void clean() throws IOException {
        Files.createDirectories(PICTURES);
        try (var old = Files.list(PICTURES)) {
            for (Path file : old.toList()) {
                Files.delete(file);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a.png",
                "with blank.png",
                "图片 猫.png",
                "🐈.png",
                "e\u0301.png",
                "100%.png",
                "%2e%2e.png",
                "%2F.png",
                "#1.png",
                "what?.png",
                "a;b=c.png",
                "a+b.png",
                "a&b=c.png",
                "<img src=x onerror=alert(1)>.png",
                "\"quoted\".png",
                "back\\slash.png",
                "line\nfeed.png",
                "{name}.png"
            })
    void any_name_is_listed_unchanged_and_found(String name) throws Exception {
        Files.writeString(PICTURES.resolve(name), "content of " + name);
        given().get("/api/pictures/")
                .then()
                .statusCode(200)
                .contentType(ContentType.JSON)
                .body("pictures.name", equalTo(List.of(name)))
                .body("pictures[0].size_bytes", equalTo(("content of " + name).getBytes(StandardCharsets.UTF_8).length))
                .body("pictures[0].size()", equalTo(2));
        for (String slash : List.of("", "/")) {
            HttpResponse<String> answer = get(encoded(name) + slash);
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).isEqualTo("content of " + name);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "a.png, image/png",
        "a.JPG, image/jpeg",
        "a.jpeg, image/jpeg",
        "a.webp, image/webp",
        "a.bmp, image/bmp",
        "a.gif, image/gif",
        "a.tif, image/tiff",
        "a.tiff, image/tiff"
    })
    void a_file_has_the_media_type_of_its_suffix_and_no_other(String name, String type) throws Exception {
        Files.writeString(PICTURES.resolve(name), "<script>alert(1)</script>");
        HttpResponse<String> answer = get(name);
        assertThat(answer.headers().firstValue("Content-Type")).contains(type);
        assertThat(answer.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
        assertThat(answer.headers().firstValue("Content-Security-Policy")).contains("sandbox; default-src 'none'");
        assertThat(answer.headers().firstValue("Cache-Control")).contains("no-cache");
    }

    @Test
    void a_file_is_sent_again_only_after_a_change() throws Exception {
        Files.writeString(PICTURES.resolve("a.png"), "one");
        String version = get("a.png").headers().firstValue("ETag").orElseThrow();
        HttpResponse<String> same = get("a.png", "If-None-Match", version);
        assertThat(same.statusCode()).isEqualTo(304);
        assertThat(same.body()).isEmpty();
        assertThat(same.headers().firstValue("ETag")).contains(version);
        Files.writeString(PICTURES.resolve("a.png"), "three");
        HttpResponse<String> changed = get("a.png", "If-None-Match", version);
        assertThat(changed.statusCode()).isEqualTo(200);
        assertThat(changed.body()).isEqualTo("three");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "b.png",
                "..",
                "%2e%2e",
                "..%2fdeploy.onnx",
                "..%5cdeploy.onnx",
                "%2e%2e%2fpictures%2fa.png",
                ".%2fa.png",
                "a.png%00",
                "%00",
                "%c0%ae%c0%ae%2fa.png",
                "a%2epng%2f",
                ".hidden.png",
                "%252e%252e"
            })
    void a_name_that_is_not_listed_is_404(String encoded) throws Exception {
        Files.writeString(PICTURES.resolve("a.png"), "a");
        Files.writeString(PICTURES.resolve(".hidden.png"), "hidden");
        HttpResponse<String> answer = get(encoded);
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("application/problem+json"));
    }

    @Test
    void the_trailing_slash_of_the_list_is_optional() throws IOException {
        Files.writeString(PICTURES.resolve("a.png"), "a");
        for (String path : List.of("/api/pictures", "/api/pictures/")) {
            given().get(path).then().statusCode(200).body("pictures.name", hasItem(startsWith("a")));
        }
    }

    private HttpResponse<String> get(String encoded, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(root + "api/pictures/" + encoded));
        List<String> all = new ArrayList<>(List.of(headers));
        if (!all.isEmpty()) {
            request.headers(all.toArray(String[]::new));
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    /** Like {@code encodeURIComponent}. */
    private static String encoded(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
