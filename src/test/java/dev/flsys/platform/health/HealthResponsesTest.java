package dev.flsys.platform.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flsys.inference.TrialResult;
import dev.flsys.model.catalog.WeightsFolder;
import dev.flsys.platform.health.BackgroundCheck.Seen;
import dev.flsys.platform.health.InferenceCheck.Lately;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponse.Status;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The result of each check for given observations. */
class HealthResponsesTest {

    @ParameterizedTest
    @CsvSource(textBlock = """
            # failures in a row, seconds since success, trial, seconds it has been under way, status
            0,  , ANSWERED,  0, UP
            0,  , NO_MODEL,  0, UP
            0,  ,         ,  0, DOWN
            3,  ,         ,  0, DOWN
            0, 1,         , 99, UP
            0, 8, NO_PLACE,  0, UP
            0,40, ANSWERED, 31, DOWN
            0,  ,         , 31, DOWN
            0,29, ANSWERED, 31, UP
            1,  , FAILED,    0, DOWN
            1, 5, FAILED,    0, UP
            2, 5, FAILED,    0, UP
            3, 5, FAILED,    0, DOWN
            9, 5, ANSWERED,  0, UP
            2, 5, NO_MODEL,  0, UP
            3, 5, NO_MODEL,  0, UP
            9,  , NO_MODEL,  0, UP
            9, 5, NO_PLACE,  0, UP
            """)
    void predictions_have_to_succeed(
            int failures, Integer sinceSuccess, TrialResult.End end, int pending, HealthCheckResponse.Status status) {
        Lately lately = new Lately(failures, Optional.ofNullable(sinceSuccess).map(Duration::ofSeconds));
        HealthCheckResponse answer = InferenceCheck.evaluate(
                lately,
                new Seen<>(Optional.ofNullable(end).map(how -> new TrialResult(how, "")), Duration.ofSeconds(pending)));
        assertThat(answer.getStatus()).isEqualTo(status);
        assertThat(data(answer).containsKey("reason")).isEqualTo(status == Status.DOWN);
    }

    @Test
    void the_reason_of_a_failed_trial_is_reported() {
        HealthCheckResponse answer = InferenceCheck.evaluate(
                new Lately(3, Optional.empty()),
                new Seen<>(Optional.of(new TrialResult(TrialResult.End.FAILED, "It is broken.")), Duration.ZERO));
        assertThat(data(answer)).containsEntry("reason", "It is broken.").containsEntry("failures_in_a_row", 3L);
    }

    @ParameterizedTest
    @CsvSource({"0,UP", "1000,UP", "1001,DOWN"})
    void a_queue_may_be_full_for_a_moment(int milliseconds, HealthCheckResponse.Status status) {
        HealthCheckResponse answer = QueueCheck.evaluate(Duration.ofMillis(milliseconds), 256, 2);
        assertThat(answer.getStatus()).isEqualTo(status);
        assertThat(data(answer)).containsEntry("waiting", 256L).containsEntry("busy_workers", 2L);
    }

    @ParameterizedTest
    @CsvSource({"'',0,UP", "'',5,UP", "'',6,DOWN", "It is not there.,0,DOWN", ",0,DOWN"})
    void the_weights_folder_has_to_be_listed_in_time(String reason, int pending, HealthCheckResponse.Status status) {
        Optional<WeightsCheck.Listing> look = Optional.ofNullable(reason)
                .map(fault -> new WeightsCheck.Listing(
                        Optional.of(fault).filter(text -> !text.isEmpty()), new WeightsFolder("weights", null)));
        HealthCheckResponse answer = WeightsCheck.evaluate(new Seen<>(look, Duration.ofSeconds(pending)));
        assertThat(answer.getStatus()).isEqualTo(status);
        assertThat(data(answer).containsKey("reason")).isEqualTo(status == Status.DOWN);
    }

    @Test
    void a_weights_folder_that_has_never_existed_is_shown_and_is_not_a_fault() {
        WeightsFolder folder = new WeightsFolder("saved_models", "It does not exist yet.");
        HealthCheckResponse answer = WeightsCheck.evaluate(
                new Seen<>(Optional.of(new WeightsCheck.Listing(Optional.empty(), folder)), Duration.ZERO));
        assertThat(answer.getStatus()).isEqualTo(Status.UP);
        assertThat(data(answer))
                .containsEntry("folder", "saved_models")
                .containsEntry("missing", "It does not exist yet.");
    }

    @ParameterizedTest
    @CsvSource({"false,false,DOWN", "true,false,DOWN", "false,true,DOWN", "true,true,UP"})
    void the_deployed_model_and_the_catalog_must_be_loaded(
            boolean deployed, boolean listed, HealthCheckResponse.Status status) {
        HealthCheckResponse answer = LoadedCheck.evaluate(deployed, listed);
        assertThat(answer.getStatus()).isEqualTo(status);
        assertThat(data(answer)).hasSize((deployed ? 0 : 1) + (listed ? 0 : 1));
    }

    @Test
    void a_service_that_shuts_down_is_not_ready() {
        assertThat(ServingCheck.evaluate(false).getStatus()).isEqualTo(Status.UP);
        assertThat(ServingCheck.evaluate(true).getStatus()).isEqualTo(Status.DOWN);
    }

    @Test
    void workers_may_hang_as_long_as_one_is_left() {
        HealthCheckResponse some = WorkersCheck.evaluate(1, List.of("b", "a", "b"));
        assertThat(some.getStatus()).isEqualTo(Status.UP);
        assertThat(data(some)).containsEntry("hanging_workers", 3L).containsEntry("hanging_in", "a, b");
        HealthCheckResponse none = WorkersCheck.evaluate(0, List.of("a"));
        assertThat(none.getStatus()).isEqualTo(Status.DOWN);
        assertThat(data(none).get("reason")).asString().contains("(a)");
    }

    @Test
    void loads_may_hang_as_long_as_others_are_possible() {
        HealthCheckResponse some = LoadsCheck.evaluate(true, List.of("a"));
        assertThat(some.getStatus()).isEqualTo(Status.UP);
        assertThat(data(some)).containsEntry("hanging_loads", 1L).containsEntry("hanging_in", "a");
        HealthCheckResponse none = LoadsCheck.evaluate(false, List.of("a", "b"));
        assertThat(none.getStatus()).isEqualTo(Status.DOWN);
        assertThat(data(none).get("reason")).asString().contains("a, b");
    }

    private static Map<String, Object> data(HealthCheckResponse answer) {
        return answer.getData().orElse(Map.of());
    }
}
