package dev.flsys.model.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.flsys.engine.file.ModelUnusable;
import dev.flsys.model.catalog.ModelOptions;
import dev.flsys.model.catalog.PictureOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Definitions as real projects write them, with weights of a network that has one hidden layer. */
class NetworkSearchTest {

    private static final String MLP = """
            import torch
            from torch import nn

            class Mlp(nn.Module):
                def __init__(self, hidden, classes):
                    super().__init__()
                    self.a = nn.Linear(12, hidden)
                    self.b = nn.Linear(hidden, classes)

                def forward(self, x):
                    return self.b(torch.relu(self.a(torch.flatten(x, 1))))

                @classmethod
                def from_sizes(cls, hidden=5, classes=3):
                    return cls(hidden, classes)
            """;

    /** The same network from a table of arguments. */
    private static final String CONFIGURED = """
            import mlp

            class Net(mlp.Mlp):
                def __init__(self, args):
                    config = args
                    super().__init__(args.model["hidden"], config.num_classes)
                    self.scale = args.get("scale", 1.0)

                def forward(self, x):
                    return super().forward(x) * self.scale
            """;

    @TempDir
    static Path folder;

    private static TorchProject torch;

    @BeforeAll
    static void make_the_project() throws IOException, InterruptedException {
        torch = TorchProject.in(folder);
        torch.write("mlp.py", MLP);
        torch.write("configured.py", CONFIGURED);
        torch.python("""
                import torch
                from mlp import Mlp
                state = Mlp(5, 3).state_dict()
                torch.save(state, "plain.pth")
                torch.save({"n_averaged": torch.tensor(7), **{"module." + k: v for k, v in state.items()}}, "averaged.pth")
                loss = {"criterion.weight": torch.ones(3)}
                torch.save({"state_dict": {**{"model." + k: v for k, v in state.items()}, **loss}}, "lightning.pth")
                torch.save({"state_dict": state, "hparams_name": "args",
                            "hyper_parameters": {"model": {"hidden": 5}, "num_classes": 3, "scale": 2.0}}, "saved.pth")
                torch.save({"state_dict": state, "head.weight": torch.ones(3)}, "other.pth")
                """);
    }

    private static CachedExport export(String module, String file) throws IOException, InterruptedException {
        return export(module, file, TorchProject.options(2, 3));
    }

    private static CachedExport export(String module, String file, ModelOptions options)
            throws IOException, InterruptedException {
        return torch.exporter(module, 2, 3).export(torch.file(file, file, options), step -> {});
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "def build(classes=3):\n    net: nn.Module = Mlp(5, classes)\n    return net",
                "def build(classes=3):\n    if (net := Mlp(5, classes)):\n        return net",
                "def build(classes=3):\n    class Net(Mlp):\n        pass\n    return Net(5, classes)",
                "def build():\n    return Mlp.from_sizes()",
                "def small():\n    return Mlp(5, 3)\nMAKERS = {'small': small}\ndef build(name='small'):\n    return MAKERS[name]()",
                "def build(name):\n    match name:\n        case 'large':\n            return Mlp(50, 3)\n"
                        + "        case 'small':\n            return Mlp(5, 3)",
            })
    void a_function_that_makes_a_network_in_its_own_way_is_found(String code) throws Exception {
        torch.write("factory.py", "import mlp\nfrom torch import nn\n" + code.replace("Mlp", "mlp.Mlp") + "\n");
        assertThat(export("factory", "plain").outputs()).isEqualTo(3);
    }

    @Test
    void a_text_that_only_the_constructor_compares_is_found() throws Exception {
        torch.write("compared.py", """
                from mlp import Mlp as Base

                class Net(Base):
                    def __init__(self, base_model, out_dim, num_classes):
                        if base_model in ("wide", "widest"):
                            super().__init__(50, num_classes)
                        elif base_model == "narrow":
                            super().__init__(out_dim, num_classes)
                        else:
                            raise ValueError(base_model)

                del Base
                """);
        assertThat(export("compared", "plain").className()).isEqualTo("Net");
    }

    @Test
    void an_output_beside_the_number_of_classes_is_the_size_of_another_layer() throws Exception {
        torch.write("outputs.py", """
                from mlp import Mlp as Base

                class Net(Base):
                    def __init__(self, out_dim, n_classes):
                        super().__init__(out_dim, n_classes)

                del Base
                """);
        assertThat(export("outputs", "plain").className()).isEqualTo("Net");
    }

    @Test
    void keywords_that_a_class_does_not_name_may_be_the_number_of_classes() throws Exception {
        torch.write("keywords.py", """
                from mlp import Mlp as Base

                class Net(Base):
                    def __init__(self, **options):
                        super().__init__(5, options.get("num_classes", 10))

                del Base
                """);
        assertThat(export("keywords", "plain").className()).isEqualTo("Net");
    }

    @Test
    void the_values_that_a_constructor_reads_from_one_argument_are_found_by_the_weights() throws Exception {
        assertThat(export("configured", "plain").className()).isEqualTo("Net");
    }

    @Test
    void a_value_without_a_trace_is_refused_with_the_whole_table() throws Exception {
        torch.write("traceless.py", """
                from mlp import Mlp as Base

                class Net(Base):
                    def __init__(self, args):
                        super().__init__(args.hidden, args.num_classes)
                        self.steps = args.steps

                del Base
                """);
        assertThatThrownBy(() -> export("traceless", "plain"))
                .isInstanceOf(ModelUnusable.class)
                .hasMessageContaining("needs args.steps")
                .message()
                .containsPattern("`arguments = \\{ args = \\{ steps = \\d+, hidden = 5, num_classes = 3 } }`");
    }

    @Test
    void tables_of_arguments_are_read_by_key_and_by_attribute() throws Exception {
        assertThat(export("configured", "plain", configured(2.0)).answers())
                .isNotEqualTo(export("configured", "plain", configured(1.0)).answers());
    }

    private static ModelOptions configured(double scale) {
        ModelOptions options = TorchProject.options(2, 3);
        return new ModelOptions(
                Optional.of("Net"),
                Map.of("args", Map.of("model", Map.of("hidden", 5L), "num_classes", 3L, "scale", scale)),
                options.labels(),
                options.picture(),
                options.activation(),
                options.history());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void the_shape_of_pictures_is_found_with_a_normalisation_of_one_or_three_values(int values) throws Exception {
        torch.write("shaped.py", """
                import mlp

                class Shaped(mlp.Mlp):
                    def __init__(self, data_shape, in_channels, num_classes):
                        channels, height, width = data_shape
                        super().__init__(5, num_classes)
                        assert (channels, height, width, in_channels) == (3, 2, 2, 3)
                """);
        ModelOptions options = TorchProject.options(2, 3);
        List<Float> normalisation = Collections.nCopies(values, 0.5f);
        PictureOptions pictures =
                new PictureOptions(2, Optional.empty(), Optional.of(normalisation), Optional.of(normalisation));
        ModelOptions normalised = new ModelOptions(
                options.className(),
                options.arguments(),
                options.labels(),
                pictures,
                options.activation(),
                options.history());
        assertThat(export("shaped", "plain", normalised).outputs()).isEqualTo(3);
    }

    @Test
    void the_argument_of_lightning_that_holds_all_others_is_given() throws Exception {
        torch.write("lit.py", CONFIGURED.replace("Mlp):", "Mlp):\n    save_hyperparameters = None\n"));
        assertThat(export("lit", "saved").answers())
                .isNotEqualTo(export("configured", "plain", configured(1.0)).answers());
    }

    @ParameterizedTest
    @ValueSource(strings = {"averaged", "lightning"})
    void tensors_of_an_average_and_of_a_loss_beside_the_weights_are_ignored(String file) throws Exception {
        torch.write(
                "fixed.py",
                "from mlp import Mlp as Base\n\nclass Net(Base):\n    def __init__(self):\n"
                        + "        super().__init__(5, 3)\n\ndel Base\n");
        assertThat(export("fixed", file).className()).isEqualTo("Net");
    }

    @Test
    void of_several_classes_the_error_is_that_of_the_nearest() throws Exception {
        torch.write("nearest.py", """
                from mlp import Mlp as Base
                from torch import nn

                class Block(nn.Module):
                    def __init__(self, inplanes, planes):
                        super().__init__()
                        self.conv = nn.Conv2d(inplanes, planes, 3)

                class Net(Base):
                    def __init__(self, ratio=0.5):
                        super().__init__(int(20 * ratio), 3)

                del Base
                """);
        assertThatThrownBy(() -> export("nearest", "plain"))
                .isInstanceOf(ModelUnusable.class)
                .hasMessageContaining("do not fit Net: a.weight has the shape [5, 12], not [10, 12]")
                .hasMessageContaining("`arguments = { ratio = 0.5 }`");
    }

    @ParameterizedTest
    @CsvSource({
        "src/fedapp/models/net.py, fedapp.parts",
        "src/nets/net.py, parts",
        "app/models/net.py, common.parts",
    })
    void modules_in_the_folders_above_the_definition_are_found(String file, String imported) throws Exception {
        String source = file.substring(0, file.indexOf('/') + 1) + imported.replace('.', '/') + ".py";
        torch.write(source, "from mlp import Mlp\n");
        torch.write(
                file,
                "from " + imported + " import Mlp as Base\n\nclass Net(Base):\n    def __init__(self):\n"
                        + "        super().__init__(5, 3)\n\ndel Base\n");
        assertThat(export(file, "plain").className()).isEqualTo("Net");
    }

    @Test
    void an_output_without_the_dimension_of_the_batch_is_completed() throws Exception {
        torch.write("squeezed.py", """
                from mlp import Mlp as Base

                class Net(Base):
                    def __init__(self):
                        super().__init__(5, 3)

                    def forward(self, x):
                        return super().forward(x).squeeze()

                del Base
                """);
        assertThat(export("squeezed", "plain").outputs()).isEqualTo(3);
    }
}
