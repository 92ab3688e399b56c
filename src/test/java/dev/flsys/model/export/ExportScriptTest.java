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

/** Parts of the export script that need no torch: the rule that finds the class of an id, and sizes of archives. */
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
            for name in ("ResNet18", "get_model", "build_net", "create_cnn", "make", "resnet18", "mainnet", "Trainable", "load_xray_model"):
                assert may_be_factory(name), name
            for name in ("train", "test", "main", "load_data", "load_imagenet", "get_parameters", "set_weights", "client_fn", "run_fl", "evaluate"):
                assert not may_be_factory(name), name

            import urllib.error
            from flsys_definition import download_hint

            for failed in (urllib.error.URLError("no name"), RuntimeError("Dataset not found or corrupted."), TimeoutError()):
                assert "MODEL_DEFINITION_MODULE" in download_hint(failed), failed
            assert download_hint(RuntimeError("no GPU")) == ""

            from flsys_definition import _import
            from flsys_messages import Failure

            for module in ("no_such_module", "no_such_package.model", "os.no_such_module"):
                try:
                    raise AssertionError(_import(module))
                except Failure as failed:
                    assert "correct MODEL_DEFINITION_MODULE" in str(failed), failed
                    assert "Install it" not in str(failed), failed

            from flsys_messages import arguments_line

            line = arguments_line({"heads": 4, "multiplier": None, "sizes": [1, 2], "block": "Basic"})
            assert line == 'arguments = { heads = 4, sizes = [1, 2], block = "Basic" }', line
            print("all fit")
            """;

    private static final String BOMBS = """
            import zipfile
            from flsys_weights import Failure, _read_zip

            with zipfile.ZipFile("bomb", "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
                for name in ("model/data.pkl", "model/data/0", "weight.npy"):
                    archive.writestr(name, bytes(90 << 20))
            try:
                _read_zip("bomb", None)
                print("read")
            except Failure as refused:
                assert "expand to 270 MiB" in str(refused), refused
            print("refused")
            """;

    private static final String HEADERS = """
            import io
            import json
            import struct
            from flsys_weights import Failure, _read_safetensors

            def reason(header):
                text = json.dumps(header).encode()
                content = struct.pack("<Q", len(text)) + text
                try:
                    _read_safetensors(io.BytesIO(content), len(content), None)
                except Failure as refused:
                    return str(refused)

            empty = {"dtype": "F32", "shape": [], "data_offsets": [0, 0]}
            print(reason({str(number): empty for number in range(65_537)}))
            print(reason({"__metadata__": {str(number): "" for number in range(786_432)}}))
            """;

    @Test
    void headers_of_safetensors_that_are_too_long_are_refused_with_the_true_reason(@TempDir Path folder)
            throws Exception {
        assertThat(output(HEADERS, folder).lines())
                .containsExactly(
                        "The file has more than 65536 tensors.",
                        "The safetensors header of the file has more than 786432 values.");
    }

    @Test
    void archives_that_expand_to_far_more_than_their_size_are_refused_unread(@TempDir Path folder) throws Exception {
        assertThat(output(BOMBS, folder)).isEqualToIgnoringNewLines("refused");
    }

    @Test
    void ids_name_the_class_of_the_contract(@TempDir Path folder) throws Exception {
        assertThat(output(TABLE, folder)).isEqualToIgnoringNewLines("all fit");
    }

    private static String output(String code, Path folder) throws Exception {
        Optional<Path> python = Programs.find("python3", folder).or(() -> Programs.find("python", folder));
        assumeTrue(python.isPresent(), "There is no Python here");
        ExportProcess.copyScripts(folder);
        BoundedRun run = BoundedRun.run(
                Launch.of(List.of(python.get().toString(), "-c", code), folder, Map.of()),
                Duration.ofSeconds(60),
                16 * 1024);
        assertThat(run.success()).as(run.output()).isTrue();
        return run.output();
    }
}
