package dev.flsys.problem;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GrpcAnswerTest {

    @ParameterizedTest
    @CsvSource({
        "400, INVALID_ARGUMENT", "401, UNAUTHENTICATED", "403, PERMISSION_DENIED", "404, NOT_FOUND",
        "408, DEADLINE_EXCEEDED", "409, FAILED_PRECONDITION", "413, RESOURCE_EXHAUSTED", "415, UNIMPLEMENTED",
        "421, PERMISSION_DENIED", "422, INVALID_ARGUMENT", "429, RESOURCE_EXHAUSTED", "500, INTERNAL",
        "501, UNIMPLEMENTED", "503, UNAVAILABLE", "504, DEADLINE_EXCEEDED"
    })
    void a_problem_has_the_code_that_clients_expect(int status, GrpcCode code) {
        assertThat(GrpcCode.of(status)).isEqualTo(code);
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/grpc", "application/grpc+proto", "Application/GRPC; charset=utf-8"})
    void these_types_are_grpc(String type) {
        assertThat(GrpcAnswer.isOf(type)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/grpc-web", "application/grpc+json", "application/json", ""})
    void these_types_are_not(String type) {
        assertThat(GrpcAnswer.isOf(type)).isFalse();
    }

    @Test
    void a_description_is_visible_ascii() {
        assertThat(GrpcAnswer.percentEncode("100% \u00e4\n")).isEqualTo("100%25 %C3%A4%0A");
        assertThat(GrpcAnswer.percentEncode("x".repeat(5000))).hasSize(1003).endsWith("...");
        // Clients refuse trailers of more than 8 KiB.
        assertThat(GrpcAnswer.percentEncode("\u4e2d".repeat(1000)))
                .matches("(%E4%B8%AD)+")
                .hasSizeBetween(3900, 4000);
    }

    @Test
    void a_description_is_not_cut_within_a_character() {
        String text = "x".repeat(999) + "\ud83d\ude00" + "x".repeat(100);
        assertThat(GrpcAnswer.shorten(text)).isEqualTo("x".repeat(999) + "...");
        assertThat(GrpcAnswer.shorten("short")).isEqualTo("short");
    }
}
