package dev.flsys.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flsys.engine.file.ModelFormat;
import dev.flsys.model.catalog.ModelFile;
import dev.flsys.model.catalog.ModelId;
import dev.flsys.testsupport.TestProject;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReadableNameTest {

    @ParameterizedTest
    @CsvSource({
        "LeNet, LeNet",
        "LeNet_round_3, LeNet (round 3)",
        "TinyResNet_20250131_120509, TinyResNet (2025-01-31 12:05:09)",
        "my_net_2025-01-31_12-05, my_net (2025-01-31 12:05)",
        "LeNet_20250131, LeNet_20250131",
        "模型_round_12, 模型 (round 12)",
    })
    void the_round_or_time_in_an_id_is_spelt_out(String id, String name) {
        assertThat(ReadableName.of(new ModelId(id)).text()).isEqualTo(name);
    }

    @Test
    void the_sentence_names_the_format_and_the_folder() {
        ModelFile file = new ModelFile(
                new ModelId("LeNet"),
                Path.of("x"),
                false,
                ModelFormat.STATE_DICT,
                251_143,
                Instant.EPOCH,
                TestProject.OPTIONS);
        assertThat(ReadableName.of(file.id()).describe(file, "saved_models"))
                .isEqualTo("PyTorch weights in saved_models, 251 kB.");
    }
}
