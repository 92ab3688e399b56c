package dev.flsys.platform.logging;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RequestIdsTest {

    @Test
    void letters_digits_and_three_signs_are_well_formed() {
        assertThat(RequestIds.isWellFormed("a")).isTrue();
        assertThat(RequestIds.isWellFormed("0b2f-11_A.z")).isTrue();
        assertThat(RequestIds.isWellFormed("x".repeat(64))).isTrue();
    }

    @Test
    void everything_else_is_not() {
        for (String each :
                new String[] {null, "", "x".repeat(65), "a b", "a\nb", "ä", "a;b", "\"", "{}", "a/b", "a%0a"}) {
            assertThat(RequestIds.isWellFormed(each)).as(String.valueOf(each)).isFalse();
        }
    }
}
