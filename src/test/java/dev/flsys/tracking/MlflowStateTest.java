package dev.flsys.tracking;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flsys.tracking.MlflowExport.State;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MlflowStateTest {

    private static final String SERVER = "http://localhost:5000";
    private static final Position POSITION = new Position(3, 2, 4);
    private static final State SENT = new State(SERVER, "1", "run", POSITION, true, null);

    @Test
    void a_run_that_was_sent_is_sent_again_from_its_end_if_the_server_still_has_it() {
        State again = State.resume(Optional.of(SENT), SERVER);

        assertThat(again.done()).isFalse();
        assertThat(again.experiment()).as("looked for once more").isNull();
        assertThat(again.run()).isEqualTo("run");
        assertThat(again.position()).isEqualTo(POSITION);
    }

    @Test
    void a_run_that_was_refused_or_is_on_another_server_is_sent_from_its_begin() {
        State begin = State.begin(SERVER);

        assertThat(State.resume(Optional.empty(), SERVER)).isEqualTo(begin);
        assertThat(State.resume(Optional.of(SENT.ended("no room")), SERVER)).isEqualTo(begin);
        assertThat(State.resume(Optional.of(SENT), "http://other:5000")).isEqualTo(State.begin("http://other:5000"));
    }
}
