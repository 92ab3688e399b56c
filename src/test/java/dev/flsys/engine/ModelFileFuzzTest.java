package dev.flsys.engine;

import dev.flsys.engine.file.ModelContent;
import dev.flsys.engine.file.ModelUnusable;
import dev.flsys.engine.file.OnnxExternalData;
import dev.flsys.testsupport.FuzzTarget;
import dev.flsys.testsupport.OnnxFile;
import dev.flsys.testsupport.OnnxNetwork;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Any file is a model file of some format, or has a fault: its head and directory, and for ONNX its fields, graph and
 * external data. Only an existing file beside it counts as external data.
 */
class ModelFileFuzzTest extends FuzzTarget {

    private static final Path MODELS = Path.of("src/test/resources/models");
    private static final int LARGE = 2_000;

    @Override
    protected List<byte[]> seeds() throws IOException {
        List<byte[]> seeds = new ArrayList<>();
        try (Stream<Path> files = Files.list(MODELS)) {
            for (Path file : files.sorted().toList()) {
                if (Files.size(file) <= LARGE && !file.toString().endsWith(".py")) {
                    seeds.add(Files.readAllBytes(file));
                }
            }
        }
        seeds.add(OnnxFile.external(4, 2, "../secret"));
        seeds.add(OnnxFile.pictures("weights.bin"));
        seeds.add(new OnnxNetwork()
                .input("input", OnnxNetwork.FLOAT, -1, 3)
                .node("Softmax", "input", "values")
                .node("Reshape", "values shape", "output")
                .output("output", OnnxNetwork.FLOAT, -1, 3)
                .toByteArray());
        seeds.add("version https://git-lfs.github.com/spec/v1\n".getBytes(StandardCharsets.US_ASCII));
        seeds.add(new byte[] {0x3a, -1, -1, -1, -1, -1, -1, -1, -1, 0x7f});
        seeds.add(new byte[] {17, 0, 0, 0, 0, 0, 0, 0, '{', '"', 'a', '"', ':', '1', '}'});
        return seeds;
    }

    @Override
    protected List<String> words() {
        return List.of("Sigmoid", "Softmax", "Reshape", "MatMul", "output", "classlabels_int64s", "location");
    }

    @Override
    protected boolean parse(byte[] input) {
        boolean weights = ModelContent.read(file(".pth", input)).fault().isEmpty();
        Path onnx = file(".onnx", input);
        boolean outline = ModelContent.read(onnx).fault().isEmpty();
        try {
            OnnxExternalData.requireBeside(onnx);
        } catch (ModelUnusable documented) {
            return weights;
        }
        try {
            OnnxGraph graph = OnnxGraph.of(onnx);
            plant(outline && graph.operator("output").equals("Sigmoid"));
            return true;
        } catch (ModelUnusable documented) {
            return weights;
        }
    }

    @Override
    protected byte[] planted() {
        return new OnnxNetwork()
                .input("input", OnnxNetwork.FLOAT, -1, 3)
                .node("Sigmoid", "input", "output")
                .output("output", OnnxNetwork.FLOAT, -1, 3)
                .toByteArray();
    }
}
