package dev.flsys.python;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PythonMessageTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "File \"/home/ann/flower/nets/cnn.py\", line 3 | File \"nets/cnn.py\", line 3",
                "no module in /home/ann/flower | no module in .",
                "ImportError: /usr/lib/python3/libtorch.so: bad | ImportError: libtorch.so: bad",
                "in C:\\Users\\ann\\x.py | in x.py",
                "shape [3, 1/2], see https://pytorch.org/docs/load | shape [3, 1/2], see https://pytorch.org/docs/load",
            })
    void absolute_paths_are_shortened(String said, String shown) {
        assertThat(PythonMessage.withoutPaths(said, Path.of("/home/ann/flower")))
                .isEqualTo(shown);
    }
}
