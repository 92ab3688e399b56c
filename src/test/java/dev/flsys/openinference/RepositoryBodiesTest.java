package dev.flsys.openinference;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;

import dev.flsys.testsupport.SmallProject;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@TestProfile(SmallProject.class)
class RepositoryBodiesTest {

    @ParameterizedTest
    @ValueSource(strings = {"index", "models/any/load", "models/any/unload"})
    void a_body_that_is_no_json_object_is_refused(String path) {
        for (String body : new String[] {"\u0019", "[]", "{"}) {
            given().contentType("application/json")
                    .body(body)
                    .post("/v2/repository/" + path)
                    .then()
                    .statusCode(400)
                    .body("error", containsString("not a JSON object"));
        }
    }
}
