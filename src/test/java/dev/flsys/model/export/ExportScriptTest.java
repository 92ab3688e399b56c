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

/** The rule that finds the class of an id. Needs a Python without torch. */
class ExportScriptTest {

    private static final String TABLE = """
            from export_model import Failure, choose

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
                try:
                    actual = choose(model_id, two, two)
                except Failure as failure:
                    actual = None
                    assert "LeNet, TinyResNet, ResNet_18, resnet18" in str(failure), failure
                assert actual == expected, (model_id, actual)

            assert choose("anything", ["Only"], ["Only"]) == "Only"
            assert choose("anything", ["Only", "Imported"], ["Only"]) == "Only"
            assert choose("imported", ["Only", "Imported"], ["Only"]) == "Imported"
            for classes, message in [([], "no class that derives"), (["NET", "nEt"], "Several classes fit")]:
                try:
                    choose("net", classes, classes)
                except Failure as failure:
                    assert message in str(failure), failure
                else:
                    raise AssertionError(classes)
            for model_id, near in [
                ("LeNte", "LeNet"), ("lenett_round_3", "LeNet"), ("Resnet19", "ResNet_18"), ("VGG", None), ("卷积", None),
            ]:
                try:
                    choose(model_id, two, two)
                except Failure as failure:
                    hint = f"Did you mean {near}? Name the file like its class, for example {near}.pth."
                    assert (hint in str(failure)) == (near is not None), failure
                    assert ("Did you mean" in str(failure)) == (near is not None), failure
                else:
                    raise AssertionError(model_id)
            assert choose("Re\u0301seau", ["R\u00e9seau", "LeNet"], []) == "R\u00e9seau"
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
