package dev.flsys.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.flsys.problem.Problem;
import org.junit.jupiter.api.Test;

class PieceCountTest {

    private final PieceCount pieces = new PieceCount();

    private void add(int count, int length) {
        for (int i = 0; i < count; i++) {
            pieces.add(length);
        }
    }

    @Test
    void a_message_in_more_than_512_small_pieces_is_refused() {
        add(512, 1);

        assertThatThrownBy(() -> pieces.add(1))
                .isInstanceOfSatisfying(
                        Problem.class, refused -> assertThat(refused.status()).isEqualTo(400));
    }

    @Test
    void large_pieces_and_several_messages_are_not() {
        assertThatCode(() -> add(10_000, 64)).doesNotThrowAnyException();
        pieces.reset();
        add(512, 1);
        pieces.reset();
        assertThatCode(() -> add(512, 1)).doesNotThrowAnyException();
    }
}
