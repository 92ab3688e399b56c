package dev.flsys.simulation.share;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flsys.access.TextSigner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShareTokensTest {

    private static final String KEY = "a key of sufficient length";
    private static final String RUN = "20261124-100001-0000000a";

    private final ShareTokens tokens = new ShareTokens(KEY);

    @Test
    void a_token_names_its_run_and_link_at_every_service_with_the_key() {
        String share = tokens.nextId();
        String token = tokens.sign(RUN, share);
        assertThat(Share.isId(share)).isTrue();
        assertThat(new ShareTokens(KEY).verify(token)).contains(new ShareTokens.Claim(RUN, share));
        assertThat(new ShareTokens("another key").verify(token)).isEmpty();
    }

    @Test
    void a_signature_of_another_run_link_or_purpose_is_not_valid() {
        String share = tokens.nextId();
        String claim = RUN + "." + share;
        String signature = tokens.sign(RUN, share).substring(claim.length() + 1);
        assertThat(tokens.verify(claim + "." + signature)).isPresent();
        assertThat(tokens.verify("20261124-100002-0000000a." + share + "." + signature))
                .isEmpty();
        assertThat(tokens.verify(RUN + "." + tokens.nextId() + "." + signature)).isEmpty();
        assertThat(tokens.verify(claim + "." + new TextSigner(KEY, "flsys session ").sign(claim)))
                .isEmpty();
    }

    @Test
    void each_changed_character_makes_a_token_invalid() {
        String token = tokens.sign(RUN, tokens.nextId());
        for (int at = 0; at < token.length(); at++) {
            char other = token.charAt(at) == 'A' ? 'B' : 'A';
            assertThat(tokens.verify(token.substring(0, at) + other + token.substring(at + 1)))
                    .isEmpty();
        }
        assertThat(tokens.verify(token + "=")).isEmpty();
        assertThat(tokens.verify(" " + token)).isEmpty();
        assertThat(tokens.verify(token + "." + token)).isEmpty();
        assertThat(tokens.verify(token + "x".repeat(10_000))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "...", "a.b.c", "../../x.y.z", "\u0000.\u0000.\u0000", "ü.ö.ä"})
    void nothing_else_is_a_token(String text) {
        assertThat(tokens.verify(text)).isEmpty();
    }
}
