package dev.flsys.console;

import static io.restassured.RestAssured.given;
import static io.restassured.RestAssured.when;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.config.DecoderConfig;
import io.restassured.config.RestAssuredConfig;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class ConsolePageTest {

    /** The Accept header of a browser. */
    private static final String BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";

    /** The style, the script and the charts for browsers that read Brotli, and for the others. */
    private static final int MAX_BYTES = 275_000;

    private static final int MAX_BYTES_OF_GZIP = 299_000;

    private static final RestAssuredConfig RAW = RestAssuredConfig.config()
            .decoderConfig(DecoderConfig.decoderConfig().noContentDecoders());

    @Test
    void a_browser_gets_the_console_at_the_root() {
        given().accept(BROWSER)
                .get("/")
                .then()
                .statusCode(200)
                .contentType("text/html;charset=UTF-8")
                .header("Vary", equalTo("accept, accept-encoding"))
                .body(containsString("src=\"console/static/"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"*/*", "text/plain", "application/json"})
    void other_clients_get_the_greeting_at_the_root(String accept) {
        given().accept(accept)
                .get("/")
                .then()
                .statusCode(200)
                .contentType("text/plain;charset=UTF-8")
                .body(equalTo("欢迎参加蓝桥杯"));
    }

    @Test
    void every_client_gets_the_console_at_its_path_with_relative_addresses() {
        when().get("/console/")
                .then()
                .statusCode(200)
                .header("Vary", equalTo("accept-encoding"))
                .body(containsString("src=\"./static/"));
        given().redirects().follow(false).get("/console").then().statusCode(308).header("Location", "console/");
        when().head("/console/").then().statusCode(200).contentType("text/html");
    }

    @Test
    void scripts_within_the_page_cannot_run_and_no_page_may_frame_it() {
        given().accept(BROWSER)
                .get("/")
                .then()
                .header("X-Content-Type-Options", "nosniff")
                .header(
                        "Content-Security-Policy",
                        allOf(
                                containsString("default-src 'none'"),
                                containsString("script-src 'self';"),
                                containsString("style-src 'self';"),
                                containsString("frame-ancestors 'none'"),
                                not(containsString("unsafe"))));
    }

    @Test
    void the_files_of_the_console_come_from_the_service_and_are_small() {
        String page = when().get("/console/").asString();
        List<String> files = Pattern.compile("(?:src|href|data-\\w+)=\"\\./(static/[^\"]+)\"")
                .matcher(page)
                .results()
                .map(file -> file.group(1))
                .toList();
        // The style, the script, and the three parts that the script loads when it needs them.
        assertThat(files).hasSize(5);
        assertThat(page).doesNotContain("src=\"http", "href=\"http");
        assertThat(files).filteredOn(file -> file.endsWith(".js")).hasSize(4);
        assertThat(files).allSatisfy(file -> assertThat(compressedSize(file, "br"))
                .isBetween(400, compressedSize(file, "gzip")));
        // Only a download of a chart loads the pictures.
        List<String> english = files.stream()
                .filter(file -> !file.startsWith("static/chinese") && !file.startsWith("static/pictures"))
                .toList();
        assertThat(english).hasSize(3);
        assertThat(total(english, "br")).isLessThanOrEqualTo(MAX_BYTES);
        assertThat(total(english, "gzip")).isLessThanOrEqualTo(MAX_BYTES_OF_GZIP);
    }

    @ParameterizedTest
    @CsvSource({"'gzip, deflate, br, zstd', br", "'gzip, deflate', gzip", "br, br", "gzip, gzip"})
    void the_compression_is_one_that_the_client_reads(String accepted, String expected) {
        given().config(RAW)
                .header("Accept-Encoding", accepted)
                .accept(BROWSER)
                .get("/")
                .then()
                .statusCode(200)
                .header("Content-Encoding", expected);
    }

    private static int total(List<String> files, String encoding) {
        return files.stream().mapToInt(file -> compressedSize(file, encoding)).sum();
    }

    private static int compressedSize(String file, String encoding) {
        return given().config(RAW)
                .header("Accept-Encoding", encoding)
                .get("/console/" + file)
                .then()
                .statusCode(200)
                .header("Content-Encoding", encoding)
                .header("X-Content-Type-Options", "nosniff")
                .extract()
                .asByteArray()
                .length;
    }
}
