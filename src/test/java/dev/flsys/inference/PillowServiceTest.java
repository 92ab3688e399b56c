package dev.flsys.inference;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.flsys.picture.ImageDecoder;
import dev.flsys.picture.Picture;
import dev.flsys.testsupport.Unchecked;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Predictions and previews on the sample when its interpreter has an older Pillow. */
@QuarkusTest
@TestProfile(PillowServiceTest.OlderPillow.class)
@DisabledOnOs(OS.WINDOWS)
class PillowServiceTest {

    /** FLOWER_PYTHON in an environment with Pillow 12.1. The interpreter fails when it is started. */
    public static class OlderPillow implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Unchecked.io(() -> {
                Path environment = Files.createTempDirectory("flsys-older-pillow-");
                Files.createDirectories(environment.resolve("lib/python3.11/site-packages/pillow-12.1.0.dist-info"));
                Files.writeString(environment.resolve("pyvenv.cfg"), "version = 3.11.2\n");
                Path python =
                        Files.createDirectories(environment.resolve("bin")).resolve("python");
                Files.writeString(python, "#!/bin/sh\nexit 1\n");
                Files.setPosixFilePermissions(python, PosixFilePermissions.fromString("rwxr-xr-x"));
                return Map.of("FLOWER_PYTHON", python.toString());
            });
        }
    }

    private static final Path PARITY = Path.of("src/test/resources/parity");

    @ParameterizedTest
    @ValueSource(strings = {"png_31x33.png", "png_tall.png", "png_rgb.png"})
    void a_picture_is_resized_like_by_the_pillow_of_the_project(String name) throws Exception {
        JsonPath table = JsonPath.from(PARITY.resolve("expected.json").toFile());
        String row = "cases.find { it.file == '" + name + "' }.";
        String data = Base64.getEncoder().encodeToString(Files.readAllBytes(PARITY.resolve("pictures/" + name)));

        byte[] png = post("/api/predict/preview/", Map.of("image_data", data)).asByteArray();
        try (Picture shown = new ImageDecoder().decode(png)) {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256").digest(shown.rgb().pixels());
            assertThat(HexFormat.of().formatHex(digest)).isEqualTo(table.getString(row + "resized_sha256"));
        }

        for (String model : List.of("LeNet", "LeNet_scripted")) {
            JsonPath answer = post("/api/predict/", Map.of("model_id", model, "image_data", data))
                    .jsonPath();
            for (int label = 0; label < 10; label++) {
                assertThat(answer.getDouble("predictions.find { it.label == '" + label + "' }.probability"))
                        .isCloseTo(table.getDouble(row + "predictions.LeNet[" + label + "]"), within(1e-5));
            }
        }
    }

    private static Response post(String path, Map<String, String> body) {
        Response response = given().contentType(ContentType.JSON).body(body).post(path);
        response.then().statusCode(200);
        return response;
    }
}
