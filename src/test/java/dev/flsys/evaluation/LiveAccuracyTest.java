package dev.flsys.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flsys.testsupport.ServiceJson;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The accuracy of rounds: what is kept, and the pictures that are taken. */
class LiveAccuracyTest {

    private static LiveAccuracy.Version version(String model, int round) {
        return new LiveAccuracy.Version(model, round, Instant.ofEpochSecond(round), 10, 0.5);
    }

    @Test
    void the_oldest_rounds_are_dropped_at_the_limit_and_each_model_has_its_last_one() {
        LiveAccuracy accuracy = LiveAccuracy.NONE.with("pictures", version("other", 0), null);
        for (int round = 1; round <= LiveAccuracy.MAX; round++) {
            accuracy = accuracy.with("pictures", version("net", round), null);
        }
        assertThat(accuracy.rounds()).hasSize(LiveAccuracy.MAX);
        assertThat(accuracy.last("other")).isEmpty();
        assertThat(accuracy.last("net")).contains(version("net", LiveAccuracy.MAX));
    }

    @Test
    void a_reason_remains_until_the_next_version_is_evaluated() throws IOException {
        ModelScores.Confusion confusion = new ModelScores.Confusion(List.of("a"), List.of(List.of(1)));
        LiveAccuracy first = LiveAccuracy.NONE.with("pictures", version("net", 1), confusion);
        LiveAccuracy failed = first.failed("pictures", "No such label.");
        assertThat(failed.note()).isEqualTo("No such label.");
        assertThat(failed.confusion()).isEqualTo(confusion);
        assertThat(failed.with("pictures", version("net", 2), null).note()).isNull();
        String json = ServiceJson.MAPPER.writeValueAsString(failed);
        assertThat(json).contains("\"model_id\":\"net\"");
        assertThat(ServiceJson.MAPPER.readValue(json, LiveAccuracy.class)).isEqualTo(failed);
    }

    @Test
    void pictures_are_taken_from_all_labels() {
        List<LabelledPicture> all = IntStream.range(0, 2_000)
                .mapToObj(each -> new LabelledPicture(Path.of("p" + each), "p" + each, each < 1_000 ? "a" : "b"))
                .toList();
        List<LabelledPicture> some = LiveEvaluations.chooseEvenly(all);
        assertThat(some).hasSize(LiveEvaluations.MAX_PICTURES).doesNotHaveDuplicates();
        assertThat(some).filteredOn(picture -> picture.label().equals("a")).hasSize(LiveEvaluations.MAX_PICTURES / 2);
        assertThat(LiveEvaluations.chooseEvenly(all.subList(0, 10))).hasSize(10);
    }
}
