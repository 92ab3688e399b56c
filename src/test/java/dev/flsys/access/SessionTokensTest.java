package dev.flsys.access;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SessionTokensTest {

    private final SessionTokens tokens = new SessionTokens("a key of sufficient length");

    @Test
    void a_signed_session_is_recognised_by_every_service_with_the_key() {
        SessionId session = tokens.create();
        String token = tokens.sign(session);
        assertThat(new SessionTokens("a key of sufficient length").verify(token))
                .contains(session);
        assertThat(new SessionTokens("another key").verify(token)).isEmpty();
    }

    @Test
    void nothing_else_is_a_session() {
        String token = tokens.sign(tokens.create());
        assertThat(tokens.verify("")).isEmpty();
        assertThat(tokens.verify(".")).isEmpty();
        assertThat(tokens.verify(token + "x")).isEmpty();
        assertThat(tokens.verify("x" + token)).isEmpty();
        assertThat(tokens.verify(token.substring(0, token.indexOf('.') + 1))).isEmpty();
        assertThat(tokens.verify("a".repeat(1_000_000))).isEmpty();
    }

    @Test
    void no_two_sessions_are_the_same() {
        assertThat(tokens.create()).isNotEqualTo(tokens.create());
    }
}
