package dev.flsys.model.toml;

import dev.flsys.project.FlowerProject;
import dev.flsys.testsupport.FuzzTarget;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Any text is a set of tables or a list of faults with their lines. */
class OptionsTomlFuzzTest extends FuzzTarget {

    private static final int MAX_MESSAGE = 2_000;

    private final FlowerProject project =
            new FlowerProject(Path.of("src/test/resources/projects/small").toAbsolutePath());

    @Override
    protected List<byte[]> seeds() {
        return Stream.of(
                        """
                        # a comment
                        [[model]]
                        match = "global_model_*"
                        class = "CustomCNN"
                        arguments = { num_classes = 2, dropout = 0.5, wide = true, sizes = [1, 2], inner = { a = 1 } }
                        labels = ["no", "yes"]
                        image_size = 224
                        mean = [0.5, 0.5, 0.5]
                        std = [0.5, 0.5, 0.5]
                        resize = 256
                        crop = 224
                        activation = "softmax"
                        history = "train.py"

                        [[model]]
                        match = "[!a-z_]?"
                        image_size = 28
                        """,
                        "model = 3\nclass = \"x\"\n",
                        "[[model]]\nmatch = 1979-05-27T07:32:00Z\nlabels = [1, nan]\n",
                        "[model.arguments]\na.b.c = '''x'''\n",
                        "[[model]]\nmatch = \"a\"\nmatch = \"b\"\n",
                        "[[model]]\nmatch = \"C:\\users\"\n",
                        "[\"\\E\"]\n")
                .map(text -> text.getBytes(StandardCharsets.UTF_8))
                .toList();
    }

    @Override
    protected List<String> words() {
        return List.of(
                "[[model]]\nmatch = \"x*\"\n",
                "[model.arguments]\n",
                "match = \"",
                "x*\"\n",
                "class = \"C\"\n",
                "arguments = {",
                "labels = [",
                "image_size = 28\n",
                "mean = [0.5]\n",
                "std = [0.5]\n",
                "resize = ",
                "crop = ",
                "activation = \"",
                "history = \"",
                "'''",
                "\"\"\"",
                "nan",
                "1979-05-27",
                "\\u00e9");
    }

    @Override
    protected boolean parse(byte[] input) {
        OptionsToml toml = OptionsToml.parse(
                new String(input, StandardCharsets.UTF_8), project, Optional.empty(), Optional.empty());
        toml.faults().forEach(fault -> {
            if (fault.inOneLine().length() > MAX_MESSAGE) {
                throw new AssertionError("A message of " + fault.inOneLine().length() + " characters");
            }
        });
        toml.tables().forEach(table -> table.match().matches("global_model_17"));
        plant(toml.tables().size() > 2 && toml.tables().get(1).mean().isPresent());
        return toml.faults().isEmpty() && !toml.tables().isEmpty();
    }

    @Override
    protected byte[] planted() {
        return "[[model]]\nmatch=\"a\"\n[[model]]\nmatch=\"b\"\nmean=[0.5]\nstd=[0.5]\n[[model]]\nmatch=\"x*\"\n"
                .getBytes(StandardCharsets.UTF_8);
    }
}
