package dev.flsys.flower.progress;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class KeywordsTest {

    private static final List<String> WORDS = List.of("ROUND ", "fit progress", "finished", "ROUTER");

    private final Keywords keywords = new Keywords(WORDS);

    @Test
    void a_word_is_found_at_each_place() {
        for (String word : WORDS) {
            for (int before = 0; before < 40; before++) {
                String text = "x".repeat(before) + word;

                assertThat(keywords.isIn(text)).as(text).isTrue();
                assertThat(keywords.isIn(text + "R")).as(text).isTrue();
                assertThat(keywords.isIn(text.substring(0, text.length() - 1)))
                        .as(text)
                        .isFalse();
            }
        }
    }

    @Test
    void a_short_text_has_no_word() {
        assertThat(keywords.isIn("")).isFalse();
        assertThat(keywords.isIn("R")).isFalse();
        assertThat(keywords.isIn("ROUND")).isFalse();
    }

    @Test
    void other_characters_with_the_same_hash_are_no_word() {
        assertThat(keywords.isIn("x\u1052OUND y")).isFalse();
        assertThat(keywords.isIn("模拟成功完成 finished 模拟")).isTrue();
    }

    @Test
    void the_search_for_each_word_finds_the_same() {
        Random random = new Random(1);
        String letters = "ROUNDTEfitprogeshd ";
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int length = random.nextInt(60); length > 0; length--) {
                if (random.nextInt(12) == 0) {
                    String word = WORDS.get(random.nextInt(WORDS.size()));
                    text.append(word, random.nextInt(2), word.length() - random.nextInt(2));
                }
                text.append(letters.charAt(random.nextInt(letters.length())));
            }

            assertThat(keywords.isIn(text.toString()))
                    .as(text.toString())
                    .isEqualTo(WORDS.stream().anyMatch(text.toString()::contains));
        }
    }
}
