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
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class ConsolePageTest {

    /** The Accept header of a browser. */
    private static final String BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";

    private static final int MOST_BYTES = 300_000;

    @Test
    void a_browser_gets_the_console_at_the_root() {
        given().accept(BROWSER)
                .get("/")
                .then()
                .statusCode(200)
                .contentType("text/html;charset=UTF-8")
                .header("Vary", containsString("accept"))
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
        when().get("/console/").then().statusCode(200).body(containsString("src=\"./static/"));
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
        // The style, the script, and the two parts that the script loads when it needs them.
        assertThat(files).hasSize(4);
        assertThat(page).doesNotContain("src=\"http", "href=\"http");
        assertThat(files)
                .allSatisfy(file -> assertThat(compressedSize(file)).isBetween(400, MOST_BYTES))
                .filteredOn(file -> file.endsWith(".js"))
                .hasSize(3);
        assertThat(compressedSize(files.get(1))).as("the script").isLessThan(MOST_BYTES * 2 / 3);
    }

    private static int compressedSize(String file) {
        return given().config(RestAssuredConfig.config()
                        .decoderConfig(DecoderConfig.decoderConfig().noContentDecoders()))
                .header("Accept-Encoding", "gzip")
                .get("/console/" + file)
                .then()
                .statusCode(200)
                .header("Content-Encoding", "gzip")
                .header("X-Content-Type-Options", "nosniff")
                .extract()
                .asByteArray()
                .length;
    }
}
