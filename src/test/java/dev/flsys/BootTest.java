package dev.flsys;

import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;

@QuarkusTest
class BootTest {
    @Test
    void boots() {}
}
