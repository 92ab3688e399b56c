package dev.flsys.model.toml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import dev.flsys.model.catalog.Activation;
import dev.flsys.project.FlowerProject;
import dev.flsys.settings.SettingsReport.Wrong;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.AbstractStringAssert;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OptionsTomlTest {

    private static final List<Float> THREE = List.of(0.1f, 0.2f, 0.3f);

    @TempDir
    Path folder;

    private Path root;

    @BeforeEach
    void makeProject() throws IOException {
        root = Files.createDirectories(folder.resolve("project")).toRealPath();
    }

    private OptionsToml parse(String text) {
        return OptionsToml.parse(text, new FlowerProject(root), Optional.empty(), Optional.empty());
    }

    /** The faults of a table with one more line. */
    private List<String> faults(String line) {
        return lines(parse("[[model]]\nmatch = \"*\"\n" + line + "\n"));
    }

    private static List<String> lines(OptionsToml toml) {
        return toml.faults().stream().map(Wrong::inOneLine).toList();
    }

    private static AbstractStringAssert<?> assertOnly(List<String> faults) {
        return assertThat(faults).singleElement(STRING);
    }

    @Test
    void each_key_is_read() {
        OptionsToml toml = parse("""
                # a comment
                [[model]]
                match = "global_model_*"
                class = "CustomCNN"
                arguments = { num_classes = 2, dropout = 0.5, wide = true, name = "a", sizes = [1, 2], inner = { a = 1 } }
                labels = ["no", "yes"]
                image_size = 224
                mean = [0.5]
                std = [1]
                resize = 256
                crop = 224
                activation = "sigmoid"
                history = "runs/history.json"

                [[model]]
                match = "b"
                class = "other-app.nets:make_net"
                resize = "squash"

                [model.arguments]
                z = 1
                a = 2
                """);
        assertThat(toml.faults()).isEmpty();
        OptionsTable first = toml.tables().get(0);
        assertThat(first.line()).isEqualTo(2);
        assertThat(first.match()).hasToString("global_model_*");
        assertThat(first.className()).contains("CustomCNN");
        assertThat(first.arguments())
                .contains(Map.of(
                        "num_classes",
                        2L,
                        "dropout",
                        0.5,
                        "wide",
                        true,
                        "name",
                        "a",
                        "sizes",
                        List.of(1L, 2L),
                        "inner",
                        Map.of("a", 1L)));
        assertThat(first.labels()).contains(List.of("no", "yes"));
        assertThat(first.imageSize()).contains(224);
        assertThat(first.mean()).contains(List.of(0.5f));
        assertThat(first.std()).contains(List.of(1f));
        assertThat(first.resize()).contains(new OptionsTable.Resize(Optional.of(256)));
        assertThat(first.activation()).contains("sigmoid");
        assertThat(first.history()).contains(root.resolve("runs/history.json"));
        OptionsTable second = toml.tables().get(1);
        assertThat(second.line()).isEqualTo(15);
        assertThat(second.className()).contains("other-app.nets:make_net");
        assertThat(second.resize()).contains(new OptionsTable.Resize(Optional.empty()));
        assertThat(second.arguments().orElseThrow().keySet()).containsExactly("z", "a");
        assertThat(second.labels()).isEmpty();
        assertThat(second.imageSize()).isEmpty();
    }

    @Test
    void a_crop_is_the_size_that_the_network_sees() {
        assertThat(parse("[[model]]\nmatch = 'a'\nresize = 256\ncrop = 200\n").tables())
                .singleElement()
                .satisfies(table -> assertThat(table.imageSize()).contains(200));
        assertThat(parse("[[model]]\nmatch = 'a'\nresize = 100\ncrop = 200\n").faults())
                .as("torchvision adds a border")
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "# nothing\n", "model = []", "\uFEFF[[model]]\nmatch = 'a'"})
    void a_file_may_have_no_table_and_a_byte_order_mark(String text) {
        assertThat(parse(text).faults()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "image_size = \"big\"      | It is not a whole number from 1 to 4096. -> for example 224",
                "image_size = 0            | It is not a whole number from 1 to 4096. -> for example 224",
                "image_size = 224.0        | It is not a whole number from 1 to 4096. -> for example 224",
                "crop = [1]                | It is not a whole number from 1 to 4096. -> for example 224",
                "class = 3                 | It is not text. -> Name of the definition module, or module:Name, for example class = \"nets.cnn:LeNet\"",
                "class = \"nets.cnn.LeNet\" | It is not the name of a class or function, with or without a module before it. -> a colon before the name: class = \"nets.cnn:LeNet\"",
                "class = \"nets/cnn.py:A\" | It is not the name of a class or function, with or without a module before it. -> Name of the definition module, or module:Name, for example class = \"nets.cnn:LeNet\"",
                "class = \"LeNet()\"       | It is not the name of a class or function, with or without a module before it. -> Name of the definition module, or module:Name, for example class = \"nets.cnn:LeNet\"",
                "labels = \"a,b\"          | It is not a list of texts, of which none is empty. -> the labels in the order of the model's outputs, for example labels = [\"no\", \"yes\"]",
                "labels = []               | It is not a list of texts, of which none is empty. -> the labels in the order of the model's outputs, for example labels = [\"no\", \"yes\"]",
                "labels = [\"a\", \" \"]   | It is not a list of texts, of which none is empty. -> the labels in the order of the model's outputs, for example labels = [\"no\", \"yes\"]",
                "labels = [0, 1]           | It is not a list of texts, of which none is empty. -> the labels in the order of the model's outputs, for example labels = [\"no\", \"yes\"]",
                "mean = 0.5                | It is not a list of one or three numbers. -> for example mean = [0.5] or mean = [0.485, 0.456, 0.406]",
                "mean = [0.5, 0.5]         | It is not a list of one or three numbers. -> for example mean = [0.5] or mean = [0.485, 0.456, 0.406]",
                "mean = [inf]              | It is not a list of one or three numbers. -> for example mean = [0.5] or mean = [0.485, 0.456, 0.406]",
                "std = [0]                 | It is not a list of one or three numbers above 0. -> for example std = [0.5] or std = [0.229, 0.224, 0.225]",
                "resize = \"crop\"         | It is neither \"squash\" nor a whole number from 1 to 4096. -> for example \"squash\", or 256 with crop = 224",
                "activation = \"relu\"     | There is no such activation. -> one of auto, softmax, sigmoid, none",
                "history = 1               | It is not text. -> a path in the project, for example history = \"runs/history.json\"",
                "history = \"../h.json\"   | It is not a path in the project. -> a path in the project, for example history = \"runs/history.json\"",
                "arguments = 3             | It is not a table of names and values. -> for example arguments = { num_classes = 2 }",
                "arguments = { a-b = 2 }   | The name \"a-b\" is not a Python name. -> for example arguments = { num_classes = 2 }",
                "arguments = { a = 1979-05-27 } | a is neither text, a finite number, true, false, nor a list or table of these. -> for example arguments = { num_classes = 2 }",
                "arguments = { a = [nan] } | a is neither text, a finite number, true, false, nor a list or table of these. -> for example arguments = { num_classes = 2 }",
            })
    void a_wrong_value_is_reported_with_its_line(String line, String fault) {
        String key = line.substring(0, line.indexOf(" ="));
        assertThat(faults(line)).anySatisfy(each -> assertThat(each)
                .startsWith("flsys.toml, line 3: " + key + " = ")
                .endsWith(": " + fault));
    }

    @Test
    void a_fault_shows_the_value_as_it_was_written() {
        assertThat(faults("image_size = \"big\""))
                .containsExactly("flsys.toml, line 3: image_size = \"big\": It is not a whole number from 1 to 4096."
                        + " -> for example 224");
        assertOnly(faults("labels = [1, \"a\", { b = true }]")).contains("labels = [1, \"a\", { b = true }]: ");
        assertThat(faults("class = \"" + "x ".repeat(500) + "\""))
                .singleElement()
                .satisfies(fault -> assertThat(fault).hasSizeLessThan(400));
    }

    @Test
    void an_unknown_key_is_reported_with_the_nearest_known_one() {
        assertOnly(faults("lables = [\"a\"]"))
                .startsWith("flsys.toml, line 3: lables = [\"a\"]: There is no such key. Did you mean labels?");
        assertOnly(lines(parse("[[models]]\nmatch = 'a'\n")))
                .startsWith("flsys.toml, line 1: models = ")
                .contains("Did you mean model?");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "crop = 224                | It needs a resize with a number in the same table. -> the length of the"
                        + " shorter side before the cut, for example resize = 256",
                "resize = 'squash'\\ncrop=8 | With resize = \"squash\" nothing is cut off.",
                "resize = 256\\nimage_size = 96\\ncrop = 224 | It is not image_size = 96. The network sees the part that"
                        + " is cut out. -> crop = 96, or image_size = 224",
                "mean = [0.5]\\nstd = [0.1, 0.2, 0.3] | It does not have as many numbers as mean = [0.5].",
            })
    void keys_that_contradict_each_other_are_reported(String lines, String fault) {
        assertOnly(faults(lines.replace("\\n", "\n"))).contains(fault);
    }

    @Test
    void mean_and_std_of_different_tables_or_env_have_as_many_numbers() {
        String two = "[[model]]\nmatch = 'a'\nmean = [0.5]\n[[model]]\nmatch = 'b'\nstd = [1, 1, 1]\n";
        assertThat(parse(two).faults()).extracting(Wrong::line).containsExactly(3, 6);
        String one = "[[model]]\nmatch = 'a'\nmean = [0.5]\n";
        assertThat(parse(one).faults()).isEmpty();
        OptionsToml withEnv = OptionsToml.parse(one, new FlowerProject(root), Optional.of(THREE), Optional.of(THREE));
        assertThat(withEnv.faults()).singleElement().satisfies(fault -> assertThat(fault.remedy())
                .isEqualTo("std with one number in this table"));
    }

    @Test
    void a_table_needs_a_match() {
        assertThat(lines(parse("\n[[model]]\nlabels = ['a']\n")))
                .containsExactly("flsys.toml, line 2: [[model]]: It has no match, so it is for no model. -> a pattern"
                        + " over model ids, for example match = \"LeNet*\"");
        assertOnly(lines(parse("[[model]]\nmatch = '{a,b}'\n")))
                .startsWith("flsys.toml, line 2: match = \"{a,b}\": A pattern has no alternatives in braces.");
        assertOnly(lines(parse("[[model]]\nmatch = 3\n"))).contains("It is not text.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[model]\\nmatch = 'a' | line 1: model = { match = \"a\" }: It is one table, not a list of tables. ->"
                        + " two brackets: [[model]]",
                "model = 3            | line 1: model = 3: It is not a table. -> two brackets: [[model]]",
                "model = [3]          | line 1: 3: It is not a table.",
                "labels = ['a']       | line 1: labels = [\"a\"]: It is outside of a [[model]] table. -> [[model]] and",
                "[arguments]\\na = 1  | It is outside of a [[model]] table. -> [model.arguments] after the keys",
                "[tool.x]\\na = 1     | There is no such key.",
            })
    void a_key_in_the_wrong_place_is_reported(String text, String fault) {
        assertOnly(lines(parse(text.replace("\\n", "\n")))).contains(fault);
    }

    @ParameterizedTest
    @ValueSource(strings = {"C:\\users", "\\u12", "\\U0001", "\\u"})
    void an_escape_without_enough_digits_is_reported(String text) {
        assertOnly(lines(parse("[[model]]\nmatch = \"a\"\nclass = \"" + text + "\"\n")))
                .contains("It is not TOML");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[\"\\E\"]", "[[\"\\E\"]]", "[model.\"a\\E\"]", "\"\\E\" = 1", "a = { \"\\E\" = 1 }"})
    void a_wrong_escape_in_a_name_is_reported_with_its_line(String line) {
        assertOnly(lines(parse("# comment\n" + line + "\n")))
                .startsWith("flsys.toml, line 2: " + line + ": It is not TOML: Invalid escape sequence");
    }

    @Test
    void text_that_is_no_toml_is_reported_with_its_line() {
        assertThat(lines(parse("[[model]]\nmatch = \"a\nlabels = ['a']\n")))
                .first()
                .asString()
                .startsWith("flsys.toml, line 2: match = \"a: It is not TOML: ");
        assertOnly(lines(parse("[[model]]\nmatch = 'a'\nmatch = 'b'\n"))).contains("line 3");
    }

    @Test
    void all_faults_are_found_at_once_and_no_table_is_used_then() {
        OptionsToml toml = parse("""
                [[model]]
                match = "a"
                image_size = -1
                mean = []

                [[model]]
                match = "b"
                activation = "relu"
                size = 3
                """);
        assertThat(toml.faults()).extracting(Wrong::line).containsExactlyInAnyOrder(3, 4, 8, 9);
        assertThat(toml.tables()).isEmpty();
    }

    @Test
    void the_file_is_bounded() {
        assertThat(parse("[[model]]\nmatch = 'a'\n".repeat(1_000)).faults()).isEmpty();
        assertOnly(lines(parse("[[model]]\nmatch = 'a'\n".repeat(1_002))))
                .startsWith("flsys.toml, line 2001: [[model]]: It is one table more than the 1000 that are read.");
        assertOnly(lines(parse("a = " + "[".repeat(100_000)))).contains("too deeply");
        assertThat(parse("[[model]]\n".repeat(900)).faults()).hasSize(100);
    }

    @Test
    void the_example_of_the_documents_has_no_fault_and_their_table_has_each_key() throws IOException {
        String text = Files.readString(Path.of("docs/settings.md"));
        String example = text.substring(text.indexOf("```toml\n") + 8);
        OptionsToml toml = parse(example.substring(0, example.indexOf("```")));
        assertThat(toml.faults()).isEmpty();
        assertThat(toml.tables()).hasSize(2);
        assertThat(TableReader.KEYS).allSatisfy(key -> assertThat(text)
                .containsPattern("(?m)^\\| (`\\w+`, )?`" + key + "`(, `\\w+`)? \\|"));
    }

    @Test
    void the_activations_are_those_of_the_models() {
        assertThat(OptionsToml.ACTIVATIONS)
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(Activation.values())
                        .map(Activation::wireName)
                        .toList());
    }
}
