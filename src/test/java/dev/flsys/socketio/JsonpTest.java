package dev.flsys.socketio;

import static io.restassured.RestAssured.given;
import static io.restassured.RestAssured.when;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.startsWith;

import dev.flsys.testsupport.SmallProject;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(SmallProject.class)
class JsonpTest {

    @TestHTTPResource
    URI service;

    @Test
    void script_elements_poll_and_forms_send_events() {
        String opened = script("/socket.io/?EIO=3&transport=polling&b64=1&j=0", 0);
        assertThat(opened).contains(":0{\\\"sid\\\":", "2:40", "connected");
        String path = "/socket.io/?EIO=3&transport=polling&j=12&sid="
                + opened.replaceFirst(".*\\\\\"sid\\\\\":\\\\\"([^\\\\\"]+)\\\\\".*", "$1");
        String event = "421[\"unheard_of\",\"模拟😀 a\\nb\"]";
        String escaped = event.length() + ":" + event.replace("\\n", "\\\\n");
        given().contentType("application/x-www-form-urlencoded; charset=UTF-8")
                .body("d=" + URLEncoder.encode(escaped, StandardCharsets.UTF_8))
                .post(path)
                .then()
                .statusCode(200)
                .contentType(startsWith("text/html"))
                .body(equalTo("ok"));
        assertThat(script(path, 12)).contains(":431[{");
        given().body("d=%zz").post(path).then().statusCode(400);
        when().get(path).then().statusCode(400);
        for (String wrong : List.of("", "x", "alert(1)")) {
            given().queryParam("j", wrong)
                    .get("/socket.io/?EIO=3&transport=polling")
                    .then()
                    .statusCode(400);
        }
    }

    @Test
    void script_elements_of_pages_of_other_origins_are_refused() {
        String path = "/socket.io/?EIO=3&transport=polling&j=0";
        String own = "http://127.0.0.1:" + service.getPort();
        for (String page :
                List.of("http://evil.example/", "http://evil.example", "about:blank", own + "0/", "http://x/" + own)) {
            given().header("Referer", page).get(path).then().statusCode(403);
        }
        for (String site : List.of("cross-site", "same-site")) {
            given().header("Sec-Fetch-Site", site).get(path).then().statusCode(403);
            given().header("Sec-Fetch-Site", site)
                    .header("Referer", "http://front.example:5173/page?x=1")
                    .get(path)
                    .then()
                    .statusCode(200);
        }
        given().header("Sec-Fetch-Site", "same-origin").get(path).then().statusCode(200);
        given().header("Host", "127.0.0.1:" + service.getPort())
                .header("Referer", own + "/page")
                .get(path)
                .then()
                .statusCode(200);
    }

    private static String script(String path, int index) {
        String script = when().get(path)
                .then()
                .statusCode(200)
                .contentType(startsWith("text/javascript"))
                .extract()
                .asString();
        assertThat(script).startsWith("___eio[" + index + "](\"").endsWith("\");");
        return script;
    }
}
