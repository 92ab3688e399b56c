package dev.flsys.platform.body;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BodyBudgetTest {

    private static final long MIB = 1024 * 1024;

    @Test
    void released_bytes_can_be_reserved_again() {
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
    void the_budget_is_half_of_the_heap_and_one_body_always_has_room() {
        assertThat(BodyBudget.of(1200 * MIB, 24 * MIB).hasRoom(100 * MIB)).isTrue();
        assertThat(BodyBudget.of(1200 * MIB, 24 * MIB).hasRoom(100 * MIB + 1)).isFalse();
        assertThat(BodyBudget.of(32 * MIB, 24 * MIB).hasRoom(24 * MIB)).isTrue();
    }
}
