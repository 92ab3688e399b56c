package dev.flsys.platform.body;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BodyBudgetTest {

    private static final long MIB = 1024 * 1024;

    @Test
    void what_is_taken_is_room_again_once_it_is_given_back() {
        BodyBudget budget = new BodyBudget(100);
        assertThat(budget.take(60)).isTrue();
        assertThat(budget.hasRoom(40)).isTrue();
        assertThat(budget.hasRoom(41)).isFalse();
        assertThat(budget.take(41)).isFalse();
        assertThat(budget.taken()).isEqualTo(60);
        budget.give(60);
        assertThat(budget.take(100)).isTrue();
    }

    @Test
    void the_heap_says_how_much_room_there_is_and_one_body_always_has_it() {
        assertThat(BodyBudget.of(1200 * MIB, 24 * MIB).hasRoom(100 * MIB)).isTrue();
        assertThat(BodyBudget.of(1200 * MIB, 24 * MIB).hasRoom(100 * MIB + 1)).isFalse();
        assertThat(BodyBudget.of(32 * MIB, 24 * MIB).hasRoom(24 * MIB)).isTrue();
    }
}
