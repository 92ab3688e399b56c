package dev.flsys.python;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LocalSourcesTest {

    @TempDir
    Path root;

    private void write(String name, String text) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private String digest(String module) throws IOException {
        return LocalSources.ofModule(root, module).digest();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "import parts",
                "import os, parts as p",
                "    import parts",
                "from parts import Head",
                "from parts import (  # all of them\n    Head,\n    Tail,\n)",
                "from parts import Head, \\\n    Tail",
                "from . import parts",
                "from .parts import Head",
                "from deep.er import more",
                "from deep import (\n    er,\n)",
            })
    void a_change_in_an_imported_file_of_the_project_changes_the_digest(String line) throws IOException {
        write("model.py", line + "\n");
        write("parts.py", "a = 1\n");
        write("deep/er/more.py", "from ... import parts\n");
        write("deep/er/__init__.py", "from ..other import thing\n");
        write("deep/other.py", "import parts\n");
        String before = digest("model");

        write("parts.py", "a = 2\n");
        assertThat(digest("model")).isNotEqualTo(before);
    }

    @Test
    void files_that_are_not_imported_do_not_matter() throws IOException {
        write("model.py", "import torch\nfrom torch import nn  # unlike parts\n");
        write("parts.py", "a = 1\n");
        String before = digest("model");
        write("parts.py", "a = 2\n");
        assertThat(digest("model")).isEqualTo(before);
    }

    @Test
    void packages_around_the_module_count() throws IOException {
        write("nets/cnn.py", "from .base import Base\n");
        write("nets/base.py", "");
        write("nets/__init__.py", "");
        String before = digest("nets.cnn");
        write("nets/__init__.py", "import torch\n");
        String with = digest("nets.cnn");
        write("nets/base.py", "import torch\n");
        assertThat(digest("nets.cnn")).isNotEqualTo(with);
        assertThat(with).isNotEqualTo(before);
    }

    @Test
    void line_ends_do_not_matter_and_cycles_end() throws IOException {
        write("model.py", "import other\nclass 网络: pass\n");
        write("other.py", "import model\n");
        String before = digest("model");
        write("model.py", "import other\r\nclass 网络: pass\r\n");
        assertThat(digest("model")).isEqualTo(before);
    }

    @Test
    void imports_outside_the_project_are_ignored() throws IOException {
        write("model.py", "from ..... import parts\nfrom .. import model\nimport \n");
        assertThat(digest("model")).hasSize(64);
    }
}
