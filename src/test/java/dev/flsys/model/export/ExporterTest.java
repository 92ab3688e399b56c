package dev.flsys.model.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.flsys.engine.EngineFile;
import dev.flsys.engine.EngineModel;
import dev.flsys.engine.Engines;
import dev.flsys.engine.InferenceDevice;
import dev.flsys.engine.file.ModelFormat;
import dev.flsys.engine.file.ModelUnusable;
import dev.flsys.model.catalog.ModelFile;
import dev.flsys.python.PythonUnavailable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * With a real torch: each case that is not in the cache runs a process of a second or two. One file, because all cases
 * share the project whose weights are made once.
 */
class ExporterTest {

    private static final String NETS = """
            import torch
            from torch import nn

            print("noise " * 200_000)


            class Net(nn.Module):
                def __init__(self, num_classes=3):
                    super().__init__()
                    self.fc = nn.Linear(12, num_classes)

                def forward(self, x):
                    return self.fc(torch.flatten(x, 1))


            class NeedsClasses(Net):
                def __init__(self, n_classes):
                    super().__init__(n_classes)


            class NeedsWidth(Net):
                def __init__(self, width, *, depth):
                    super().__init__()


            class Echo(nn.Module):
                def __init__(self):
                    super().__init__()
                    self.register_buffer("nothing", torch.zeros(1))

                def forward(self, x):
                    return torch.flatten(x, 1) + self.nothing


            class Branches(Net):
                def __init__(self):
                    super().__init__()

                def forward(self, x):
                    if bool(x.sum() > 0):
                        return self.fc(torch.flatten(x, 1))
                    return -self.fc(torch.flatten(x, 1))


            class Calm(Branches):
                # No probe is as calm as the first branch asks for.

                def forward(self, x):
                    if bool(x.std() < 0.3) and bool(x.std() > 0.01):
                        return self.fc(torch.flatten(x, 1))
                    return -self.fc(torch.flatten(x, 1))


            class Standardised(Branches):
                # 0 / 0 for a picture of one colour, in Python as well.

                def forward(self, x):
                    x = torch.flatten(x, 1)
                    return self.fc((x - x.mean(1, keepdim=True)) / x.std(1, keepdim=True))


            class Pooled(nn.Module):
                # Pools 8 pixels to 5, which the older exporter of torch refuses.

                def __init__(self):
                    super().__init__()
                    self.fc = nn.Linear(75, 3)

                def forward(self, x):
                    return self.fc(torch.flatten(nn.functional.adaptive_avg_pool2d(x, 5), 1))


            class Maps(nn.Module):
                def __init__(self):
                    super().__init__()
                    self.conv = nn.Conv2d(3, 3, 1)

                def forward(self, x):
                    return self.conv(x)


            class Pair(Net):
                def forward(self, x):
                    y = super().forward(x)
                    return y, y
            """;

    private static final String LAYERED = """
            import torch

            class Layered(torch.nn.Module):
                def __init__(self, input_dim, hidden_dims, num_classes):
                    super().__init__()
                    self.a = torch.nn.Linear(input_dim, hidden_dims[0])
                    self.b = torch.nn.Linear(hidden_dims[0], hidden_dims[1])
                    self.c = torch.nn.Linear(hidden_dims[1], num_classes)

                def forward(self, x):
                    return self.c(self.b(self.a(x.flatten(1)).relu()).relu())
            """;

    private static final String WEIGHTS = """
            import collections, os, pickle, sys, torch
            from torch import nn
            sys.path.insert(0, ".")
            import layered, nets
            torch.manual_seed(0)
            net = nets.Net()
            state = net.state_dict()
            torch.save(state, "Net.pth")
            torch.save(state, "round_1.pth")
            torch.save(state, "Net_old_format.pth", _use_new_zipfile_serialization=False)
            torch.save({"epoch": 3, "model_state_dict": state, "optimizer": {"lr": [0.1, 0.01]}, "accuracy": 0.87}, "wrapped.pth")
            torch.save({"state_dict": {"module._orig_mod." + k: v for k, v in state.items()}}, "prefixed.pth")
            torch.save(nets.Net(5).state_dict(), "five.pth")
            torch.save(layered.Layered(12, [7, 5], 3).state_dict(), "layered.pth")
            torch.save(nets.Echo().state_dict(), "Echo.pth")
            torch.save(nets.Branches().state_dict(), "Branches.pth")
            torch.save(nets.Maps().state_dict(), "Maps.pth")
            torch.save(nets.Pooled().state_dict(), "Pooled.pth")
            torch.save({"fc.weight": state["fc.weight"], "head.bias": state["fc.bias"]}, "other_keys.pth")
            torch.save({k: torch.full_like(v, float("nan")) for k, v in state.items()}, "diverged.pth")
            torch.save(net, "whole.pth")
            torch.save([1, 2], "list.pth")
            open("text.pth", "w").write("not weights")
            open("empty.pth", "w").close()
            open("cut.pth", "wb").write(open("Net.pth", "rb").read()[:400])

            class Hostile:
                def __reduce__(self):
                    return os.system, ("touch was-run",)

            torch.save({"fc.weight": Hostile()}, "hostile.pth")
            pickle.dump(Hostile(), open("hostile_plain.pth", "wb"))
            """;

    @TempDir
    static Path folder;

    private static TorchProject torch;

    @BeforeAll
    static void make_the_project() throws IOException, InterruptedException {
        torch = TorchProject.in(folder);
        torch.write("nets.py", NETS);
        torch.write("layered.py", LAYERED);
        torch.python(WEIGHTS);
    }

    private static CachedExport export(String file, String id) throws IOException, InterruptedException {
        return export("nets", file, id);
    }

    private static CachedExport export(String module, String file, String id) throws IOException, InterruptedException {
        return torch.exporter(module, 2, 3).export(torch.file(file, id), step -> {});
    }

    private static AbstractThrowableAssert<?, ?> assertRefused(String module, String id) {
        return assertThatThrownBy(() -> export(module, "Net", id)).isInstanceOf(ModelUnusable.class);
    }

    @Test
    void a_state_dict_becomes_torchscript_and_onnx_in_the_cache() throws Exception {
        List<String> steps = new ArrayList<>();
        CachedExport exported = torch.exporter("nets", 2, 3).export(torch.file("Net", "Net_round_3"), steps::add);

        assertThat(exported.className()).isEqualTo("Net");
        assertThat(exported.outputs()).isEqualTo(3);
        assertThat(exported.torchScript()).isRegularFile();
        assertThat(exported.onnx()).isPresent();
        assertThat(exported.folder()).hasParent(torch.project.ownFolder().resolve("cache"));
        assertThat(steps).hasSize(2).allMatch(step -> step.contains("Net_round_3"));
        assertThat(exported.folder()).isDirectoryNotContaining("glob:**/*.py");
        try (Stream<Path> left = Files.list(torch.project.ownFolder().resolve("cache"))) {
            assertThat(left).noneMatch(path -> path.getFileName().toString().startsWith("."));
        }
        for (Path file : List.of(exported.torchScript(), exported.onnx().get())) {
            assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
                    .as("no path of this machine in %s", file)
                    .doesNotContain(torch.project.root().toString());
        }
    }

    @Test
    void the_probes_are_the_same_in_java_and_in_python() throws Exception {
        CachedExport exported = export("Echo", "Echo");

        assertThat(exported.answers()).hasSize(ExportProbe.PICTURES);
        for (int number = 0; number < ExportProbe.PICTURES; number++) {
            List<Float> picture = new ArrayList<>();
            for (float value : ExportProbe.picture(number, 3, 2)) {
                picture.add(value);
            }
            assertThat(exported.answers().get(number)).as("picture %d", number).isEqualTo(picture);
        }
    }

    @Test
    void the_process_reports_the_pillow_that_it_imports() throws Exception {
        Files.createDirectories(torch.project.root().resolve("PIL"));
        Files.writeString(torch.project.root().resolve("PIL/__init__.py"), "__version__ = '9.9.9'\n");
        try {
            assertThat(export("Net", "Net_round_13").pillow()).contains("9.9.9");
        } finally {
            ExportCacheLimit.remove(torch.project.root().resolve("PIL"));
        }
    }

    @Test
    void a_hit_needs_no_python_and_writes_nothing() throws Exception {
        ModelFile file = torch.file("Net", "Net");
        CachedExport made = torch.exporter("nets", 2, 3).export(file, step -> {});

        Exporter withoutPython = new Exporter(
                torch.project,
                torch.settings("nets", 2, 3),
                report -> {
                    throw new PythonUnavailable("none here");
                },
                ExportCacheLimit.DEFAULT,
                ExportLimits.ofThisMachine());
        assertThat(withoutPython.cached(file)).contains(made);
        assertThat(withoutPython.export(file, step -> {})).isEqualTo(made);
        assertThat(withoutPython.cached(torch.file("Net", "Net_final"))).isEmpty();
    }

    @Test
    void a_damaged_entry_is_made_again() throws Exception {
        CachedExport made = export("Net", "net_best");
        Files.write(made.torchScript(), new byte[] {1, 2, 3});
        assertThat(torch.exporter("nets", 2, 3).cached(torch.file("Net", "net_best")))
                .isEmpty();

        assertThat(export("Net", "net_best").torchScript().toFile().length()).isGreaterThan(1_000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Net", "Net_old_format", "wrapped", "prefixed"})
    void state_dicts_are_found_in_every_kind_of_checkpoint(String file) throws Exception {
        assertThat(export(file, "Net").className()).isEqualTo("Net");
    }

    @Test
    void a_required_number_of_classes_is_the_number_of_labels() throws Exception {
        assertThat(export("Net", "NeedsClasses").outputs()).isEqualTo(3);
    }

    @Test
    void a_default_number_of_classes_is_replaced_by_the_labels_if_the_weights_need_it() throws Exception {
        CachedExport exported =
                torch.exporter("nets", 2, 5).export(torch.file("five", "Net", TorchProject.options(2, 5)), step -> {});
        assertThat(exported.outputs()).isEqualTo(5);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Branches", "Calm"})
    void a_model_that_branches_on_its_input_is_scripted(String id) throws Exception {
        assertThat(export("Branches", id).madeBy()).contains("script");
    }

    @Test
    void an_answer_that_is_not_finite_in_python_either_is_stored_as_such() throws Exception {
        CachedExport exported = export("Branches", "Standardised");
        assertThat(exported.answers().get(6)).doesNotContain(Float.NaN);
        assertThat(exported.answers().get(7)).containsOnly(Float.NaN);
    }

    @Test
    void a_model_that_torch_cannot_export_as_onnx_is_torchscript_with_the_reason() throws Exception {
        CachedExport exported = torch.exporter("nets", 8, 3)
                .export(torch.file("Pooled", "Pooled", TorchProject.options(8, 3)), step -> {});
        assertThat(exported.torchScript()).isRegularFile();
        assumeTrue(exported.onnx().isEmpty(), "This torch has an exporter that can");
        assertThat(exported.noOnnx().orElseThrow()).contains("adaptive_avg_pool2d");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "round_1 | VGG | Several classes fit the weights of the model id 'VGG': Net, NeedsClasses(n_classes=3),",
                "other_keys | VGG | No class of the definition module fits the model id 'VGG'; it has Net, NeedsClasses,",
                "Net | NeedsWidth | The constructor of NeedsWidth needs width, depth;",
                "other_keys | Net | missing fc.bias; unexpected head.bias",
                "five | Net | fc.weight has the shape [5, 12], not [3, 12]",
                "Maps | Maps | it must return floats [2, classes]. Networks that segment or generate pictures return values",
                "Net | Pair | The model returns a tuple",
                "diverged | Net | not finite numbers: its weights fc.weight, fc.bias",
                "whole | Net | The file holds more than weights",
                "hostile | Net | The file holds more than weights",
                "hostile_plain | Net | The file holds more than weights",
                "list | Net | no state dict but a list",
                "text | Net | not one that torch.save wrote",
                "empty | Net | The file is empty",
                "cut | Net | its archive is incomplete",
            })
    void an_unusable_file_is_refused_with_the_reason_and_runs_nothing(String file, String id, String reason) {
        assertThatThrownBy(() -> export(file, id))
                .isInstanceOf(ModelUnusable.class)
                .hasMessageContaining(reason)
                .message()
                .doesNotContain(folder.toString());
        assertThat(folder.resolve("was-run")).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "import os; os._exit(0) | ended unexpectedly while importing hostile",
                "import sys; sys.exit(3) | calls sys.exit(3)",
                "import nowhere | nowhere is not installed. Install it in the project's Python.",
                "raise ValueError(__file__) | ValueError: hostile.py",
                "def broken(: | SyntaxError",
                "x = [bytearray(1 << 28) for _ in range(64)] | needs more than 2048 MiB of memory",
                "import os, signal; os.kill(os.getpid(), signal.SIGSEGV) | killed by SIGSEGV",
                "x = 1 | no class that derives from torch.nn.Module",
            })
    void a_definition_that_misbehaves_is_reported_within_the_limits(String code, String reason) throws Exception {
        torch.write("hostile.py", code + "\n");
        ExportLimits limits = new ExportLimits(Duration.ofSeconds(60), 2L << 30, 2L << 30);
        Exporter exporter = torch.exporter("hostile", 2, 3, limits);

        assertThatThrownBy(() -> exporter.export(torch.file("Net", "Net"), step -> {}))
                .isInstanceOf(ModelUnusable.class)
                .hasMessageContaining(reason)
                .message()
                .doesNotContain(folder.toString());
    }

    private static final String ABSENT = """
            import torch, nolog
            from typing import Optional, Union
            from json import Gone
            from nodata.parts import (
                Base,
                app)
            from nets import Net as Known

            nolog.start()

            @app.train()
            def train(data: Optional[Base], other: Union[int, Base]) -> Base:
                return data

            class Client(Base):
                def fit(self):
                    return 1

            """;

    @Test
    void imports_that_fail_do_not_matter_if_the_network_does_not_need_them() throws Exception {
        torch.write("absent.py", ABSENT + "class Net(Known):\n    pass\n");

        assertThat(export("absent", "Net", "Net").note())
                .contains("The definition imports more than the network needs: nolog is not installed; "
                        + "json has no json.Gone; nodata is not installed.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "`class Net(Known):\n    def __init__(self):\n        super().__init__()\n        nolog.send()` | nolog.send",
                "`class Net(Known):\n    def __init__(self):\n        super().__init__()\n        try:\n            nolog.send()\n"
                        + "        except Exception:\n            pass` | nolog.send",
                "`class Net(Known):\n    def forward(self, x):\n        try:\n            nolog.send()\n"
                        + "        except Exception:\n            pass\n        return super().forward(x)` | nolog.send",
                "`try:\n    WIDTH = int(nolog.width)\nexcept Exception:\n    WIDTH = 3\nclass Net(Known):\n    pass` | nolog.width",
                "`@nolog.register\nclass Net(Known):\n    pass` | nolog.register",
                "`class Whole(Base):\n    def forward(self, x):\n        return -self.net(x)` | nodata.parts.Base",
                "`@nolog.wrap\ndef get_model():\n    return Known()` | nolog.wrap",
            })
    void a_network_that_needs_a_failed_import_is_refused_with_its_name(String code, String name) throws Exception {
        torch.write("needing.py", ABSENT + code + "\n");

        assertRefused("needing", "Net")
                .hasMessageContaining("The definition uses " + name + ", but ")
                .hasMessageContaining("Install it in the project's Python.");
    }

    @Test
    void an_endless_import_ends_at_the_limit_and_is_not_tried_again_at_once() throws Exception {
        torch.write("endless.py", """
                with open("imported", "a") as file:
                    file.write("x")
                while True:
                    pass
                """);
        ExportLimits limits = new ExportLimits(Duration.ofSeconds(20), 2L << 30, 2L << 30);
        Exporter exporter = torch.exporter("endless", 2, 3, limits);
        ModelFile file = torch.file("Net", "Net");

        assertThatThrownBy(() -> exporter.export(file, step -> {}))
                .isInstanceOf(ModelUnusable.class)
                .hasMessage("The export took longer than 20 s while importing endless.");
        assertThatThrownBy(() -> exporter.export(file, step -> {})).isInstanceOf(ModelUnusable.class);
        assertThat(folder.resolve("imported")).hasContent("x");
    }

    @Test
    void threads_and_exit_handlers_of_the_definition_do_not_hold_the_export() throws Exception {
        torch.write("threads.py", """
                import atexit, threading, time
                from nets import Net
                threading.Thread(target=time.sleep, args=(3600,)).start()
                atexit.register(time.sleep, 3600)
                """);
        assertThat(export("threads", "Net", "Net").className()).isEqualTo("Net");
    }

    @ParameterizedTest
    @ValueSource(strings = {"pkg.model", "pkg/model.py", "pkg"})
    void modules_in_packages_with_relative_imports_work(String module) throws Exception {
        torch.write("pkg/__init__.py", "from .model import Relative\n");
        torch.write("pkg/model.py", "from .parts.head import Head\n\n\nclass Relative(Head):\n    pass\n");
        torch.write("pkg/parts/head.py", "from nets import Net\n\n\nclass Head(Net):\n    pass\n");
        assertThat(export(module, "Net", "relative-final").className()).isEqualTo("Relative");
    }

    /** Names of classes, attributes, weights, arguments and files in any script. */
    private static final String NAMES = """
            import torch
            from torch import nn


            def 归一化(值):
                return 值 / 2


            class 层(nn.Module):
                def __init__(self, 宽):
                    super().__init__()
                    self.全连接 = nn.Linear(12, 宽)
                    self.缩放 = nn.Parameter(torch.ones(宽) * 3)
                    self.register_buffer("偏移", torch.arange(宽).float())
                    self.次数 = 2

                def 前处理(self, 值):
                    return 值 * self.次数

                def forward(self, 输入):
                    return self.全连接(torch.flatten(self.前处理(输入), 1)) * self.缩放 + self.偏移


            class 卷积网络(nn.Module):
                def __init__(self):
                    super().__init__()
                    self.主干 = 层(3)
                    self.层表 = nn.ModuleDict({"第一": nn.Linear(3, 3)})

                def forward(self, 输入):
                    return self.层表["第一"](归一化(self.主干(输入)))


            class 分支网络(卷积网络):
                def forward(self, 输入):
                    if bool(输入.sum() > 0):
                        return 归一化(self.主干(输入))
                    return -self.主干(输入)


            class Réseau(nn.Module):
                def __init__(self):
                    super().__init__()
                    self.fc = nn.Linear(12, 3)

                def forward(self, x):
                    return self.fc(torch.flatten(x, 1))


            class 出错(Réseau):
                def forward(self, 输入):
                    raise RuntimeError()
            """;

    /** Makes the project once, because each import of torch takes seconds. */
    private static TorchProject projectInAnyScript() throws IOException, InterruptedException {
        Path root = folder.resolve("项目 一");
        boolean made = Files.exists(root);
        TorchProject project = new TorchProject(Files.createDirectories(root), torch.python());
        if (!made) {
            project.write("网络.py", NAMES);
            project.write("包/网络.py", NAMES);
            project.write("ascii.py", "from 网络 import 卷积网络\nclass Renamed(卷积网络):\n    pass\n");
            project.python("import sys, torch; sys.path.insert(0, '.'); import 网络; torch.manual_seed(1)\n"
                    + "for each in (网络.卷积网络, 网络.分支网络, 网络.Réseau):"
                    + " torch.save(each().state_dict(), '权重 ' + each.__name__ + '.pth')");
        }
        return project;
    }

    @ParameterizedTest
    @CsvSource({
        "网络, 卷积网络, 卷积网络_round_3, 卷积网络, trace",
        "包.网络, 卷积网络, 卷积网络, 卷积网络, trace",
        "包/网络.py, 分支网络, 分支网络-final, 分支网络, script",
        "网络, Réseau, réseau, Réseau, trace",
        "ascii, 卷积网络, renamed, Renamed, trace",
    })
    void names_that_are_not_ascii_are_exported(String module, String weights, String id, String name, String how)
            throws Exception {
        TorchProject project = projectInAnyScript();

        CachedExport exported = project.exporter(module, 2, 3).export(project.file("权重 " + weights, id), step -> {});

        assertThat(exported.className()).isEqualTo(name);
        assertThat(exported.madeBy()).contains(how);
        assertThat(exported.noOnnx()).isEmpty();
        ExportProbe probe = new ExportProbe(3, 2, exported.answers());
        for (EngineFile form : List.of(
                new EngineFile(exported.torchScript(), ModelFormat.TORCHSCRIPT),
                new EngineFile(exported.onnx().orElseThrow(), ModelFormat.ONNX))) {
            try (EngineModel model = Engines.load(form, InferenceDevice.AUTO, 3, 2, 2)) {
                assertThat(probe.findDifference(model)).as("%s", form.format()).isEmpty();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"F.dropout(x, 0.001)", "F.alpha_dropout(x, 0.3, True)"})
    void a_network_that_drops_values_out_in_evaluation_is_refused_with_the_remedy(String answer) throws Exception {
        torch.write("dropping.py", """
                import torch.nn.functional as F
                import nets

                class Net(nets.Net):
                    def forward(self, x):
                        x = super().forward(x)
                        return %s
                """.formatted(answer));
        assertRefused("dropping", "Net")
                .hasMessageContaining("Write F.dropout(..., training=self.training), or use nn.Dropout.");
    }

    @Test
    void a_network_that_drops_values_out_in_training_only_is_exported() throws Exception {
        torch.write("trained.py", """
                import torch.nn.functional as F
                import nets

                class Net(nets.Net):
                    def forward(self, x):
                        return F.dropout(super().forward(x), 0.5, training=self.training)
                """);
        assertThat(export("trained", "Net", "Net").className()).isEqualTo("Net");
    }

    @Test
    void a_function_of_an_installed_package_is_used_if_the_id_names_it() throws Exception {
        TorchProject project = new TorchProject(Files.createDirectories(folder.resolve("user")), torch.python());
        project.write("../packages/vision.py", """
                import torch

                def small_net(num_classes=1000):
                    return torch.nn.Sequential(torch.nn.Flatten(), torch.nn.Linear(12, num_classes))
                """);
        project.write("model.py", "import sys; sys.path.append('../packages')\nfrom vision import small_net\n");
        project.python("import torch, model; torch.save(model.small_net(3).state_dict(), 'small_net_round_3.pth');"
                + " torch.save(model.small_net(3).state_dict(), 'other.pth')");
        Exporter exporter = project.exporter("model", 2, 3);

        assertThat(exporter.export(project.file("small_net_round_3", "small_net_round_3"), step -> {})
                        .className())
                .isEqualTo("small_net");
        assertThatThrownBy(() -> exporter.export(project.file("other", "other"), step -> {}))
                .isInstanceOf(ModelUnusable.class)
                .hasMessageContaining("`match = \"other\"`, `class = \"package.module:Name\"`");
    }

    @Test
    void the_sizes_of_hidden_layers_are_read_off_the_weights() throws Exception {
        assertThat(export("layered", "layered", "layered").className()).isEqualTo("Layered");
    }

    @Test
    void an_error_without_a_message_names_the_line_in_the_project() throws Exception {
        torch.write("网络.py", NAMES);
        assertRefused("网络", "出错").hasMessageContaining("RuntimeError without a message (网络.py, line ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "raise RuntimeError('x\\nException raised from f at ../c10/core/T.cpp:1 (most recent call first):\\n"
                        + "frame #0: c10::Error::Error(int) + 0x57') | RuntimeError: x (cpp.py, line 1)",
                "raise RuntimeError('t INTERNAL ASSERT FAILED at \"../torch/csrc/a.cpp\":17, please report a bug to PyTorch. bad')"
                        + " | cannot be imported: RuntimeError: bad (cpp.py, line 1)",
                "raise RuntimeError('at::Tensor at::add(at::Tensor const&) broke') | RuntimeError: Tensor broke",
                "raise ValueError() | ValueError without a message (cpp.py, line 1)",
                "import torch; torch.nn.functional.conv2d('a', 'b') | invalid combination of arguments",
                "open('/no such folder/数据/x.bin') | No such file or directory: 'x.bin' (cpp.py, line 1)",
            })
    void errors_of_torch_are_shown_without_its_internals(String code, String reason) throws Exception {
        torch.write("cpp.py", code + "\n");
        assertRefused("cpp", "Net")
                .hasMessageContaining(reason)
                .message()
                .doesNotContain("c10", "::", ".cpp", "frame #", "export_model", "/", "expected one of");
    }

    @Test
    void a_python_without_torch_is_a_problem_of_the_python() throws Exception {
        torch.write("shadow/torch/__init__.py", "raise ImportError('broken')\n");
        // PYTHONPATH makes an environment whose torch is broken.
        Path python = folder.resolve("python-without-torch");
        Files.writeString(
                python,
                "#!/bin/sh\nPYTHONPATH=" + folder.resolve("shadow") + " exec "
                        + torch.interpreter().executable() + " \"$@\"\n");
        assumeTrue(python.toFile().setExecutable(true));
        TorchProject broken = new TorchProject(folder, python);
        assertThatThrownBy(() -> broken.exporter("nets", 2, 3).export(torch.file("Net", "Net_20240101"), step -> {}))
                .isInstanceOf(PythonUnavailable.class)
                .hasMessageContaining("cannot import torch");
    }

    @Test
    void closing_the_exporter_ends_the_export() throws Exception {
        torch.write("waits.py", "open('started', 'w').close()\nimport time\ntime.sleep(600)\n");
        Exporter exporter = torch.exporter("waits", 2, 3);
        Thread closer = new Thread(() -> {
            await().atMost(Duration.ofSeconds(60)).until(() -> Files.exists(folder.resolve("started")));
            exporter.close();
        });
        closer.start();
        assertThatThrownBy(() -> exporter.export(torch.file("Net", "Net"), step -> {}))
                .isInstanceOf(InterruptedException.class);
        closer.join();
    }
}
