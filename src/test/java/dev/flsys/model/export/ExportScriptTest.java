package dev.flsys.model.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.flsys.process.BoundedRun;
import dev.flsys.process.Launch;
import dev.flsys.process.Programs;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The rule that finds the class of an id, and the names that are never called. Needs a Python without torch. */
class ExportScriptTest {

    private static final String TABLE = """
            from flsys_definition import Candidate, may_be_factory, named, nearest

            def names(model_id, *candidates):
                return [each.name for each in named(model_id, [Candidate(name, None, "class") for name in candidates])]

            two = ["LeNet", "TinyResNet", "ResNet_18", "resnet18"]
            for model_id, expected in [
                ("LeNet", "LeNet"),
                ("lenet", "LeNet"),
                ("le-net", "LeNet"),
                ("LE_NET", "LeNet"),
                ("tiny_res_net", "TinyResNet"),
                ("resnet18", "resnet18"),
                ("ResNet_18", "ResNet_18"),
                ("ResNet18", "ResNet_18"),
                ("LeNet_20240131_120000", "LeNet"),
                ("LeNet_20240131-1200", "LeNet"),
                ("LeNet_20240131120000", "LeNet"),
                ("LeNet_20240131T120000Z", "LeNet"),
                ("LeNet-2024-01-31", "LeNet"),
                ("LeNet_2024-01-31_12-00-00", "LeNet"),
                ("LeNet_2024-01-31T12:00:00.123456+01:00", "LeNet"),
                ("LeNet_2024_01_31_12_00_00", "LeNet"),
                ("LeNet_240131_120000", "LeNet"),
                ("LeNet_1700000000", "LeNet"),
                ("LeNet_1700000000.25", "LeNet"),
                ("LeNet_1700000000123", "LeNet"),
                ("LeNet_round_3", "LeNet"),
                ("LeNet-round3", "LeNet"),
                ("LeNet_final", "LeNet"),
                ("LeNet_best", "LeNet"),
                ("lenet_round_12_best_20240131_120000", "LeNet"),
                ("LeNet_20240131_final", "LeNet"),
                ("ResNet_18_20240131", "ResNet_18"),
                ("VGG", None),
                ("LeNet2", None),
                ("_final", None),
                ("best_model", None),
            ]:
                actual = names(model_id, *two)
                assert actual == ([expected] if expected else []), (model_id, actual)

            alias = Candidate("LeNet", None, "class")
            alias.names.append("Net")
            assert named("net_round_3", [alias]) == [alias]
            assert names("imported", "Only", "Imported") == ["Imported"]
            assert names("net", "NET", "nEt") == ["NET", "nEt"]
            assert names("Re\u0301seau", "R\u00e9seau", "LeNet") == ["R\u00e9seau"]
            for model_id, near in [
                ("LeNte", "LeNet"), ("lenett_round_3", "LeNet"), ("Resnet19", "ResNet_18"), ("VGG", None), ("卷积", None),
            ]:
                assert nearest(model_id, two) == near, model_id
            for name in ("ResNet18", "get_model", "build_net", "create_cnn", "make", "resnet18", "mainnet", "Trainable"):
                assert may_be_factory(name), name
            for name in ("train", "test", "main", "load_data", "get_parameters", "set_weights", "client_fn", "run_fl", "evaluate"):
                assert not may_be_factory(name), name
            print("all fit")
            """;

    @Test
    void ids_name_the_class_of_the_contract(@TempDir Path folder) throws Exception {
        Optional<Path> python = Programs.find("python3", folder).or(() -> Programs.find("python", folder));
        assumeTrue(python.isPresent(), "There is no Python here");
        ExportProcess.copyScripts(folder);
        BoundedRun run = BoundedRun.run(
                Launch.of(List.of(python.get().toString(), "-c", TABLE), folder, Map.of()),
                Duration.ofSeconds(30),
                16 * 1024);
        assertThat(run.output()).isEqualToIgnoringNewLines("all fit");
        assertThat(run.success()).isTrue();
    }
}
