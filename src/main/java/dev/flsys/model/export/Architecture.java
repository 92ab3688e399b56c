package dev.flsys.model.export;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.flsys.engine.file.ModelFormat;
import dev.flsys.project.PrivateFiles;
import dev.flsys.project.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An exported network without weights. {@code graph.bin} is an ONNX file or a TorchScript archive with holes.
 * {@code architecture.json} names the tensor that fills each hole. Its source is {@code flsys_architecture.py}.
 *
 * @param format of the file
 * @param graph the bytes of the file without the bytes of the weights
 * @param holes in the order of the file
 * @param fixed SHA-256 of the tensors that are part of the graph, by name: indices and masks. Other weights must have
 *     the same ones
 * @param className the class of the network
 * @param channels the channels of the pictures that it takes, 1 or 3
 * @param outputs the number of outputs
 * @param madeBy version of torch and the way of export, for users
 * @param note the reason why the class is not the one that the id names, for users; empty if it is that class
 * @param inputs the files of the project that the definition read during the export
 * @param taken the names of the project's classes and functions. No name of a file of {@link IdScope#ANY_ID} may be one
 *     of them
 */
record Architecture(
        ModelFormat format,
        byte[] graph,
        List<Hole> holes,
        Map<String, String> fixed,
        String className,
        int channels,
        int outputs,
        String madeBy,
        Optional<String> note,
        ExportInputs inputs,
        List<String> taken) {

    static final String GRAPH = "graph.bin";
    static final String DESCRIPTION = "architecture.json";

    /** Graphs of large networks have a few MiB. */
    static final int MAX_GRAPH = 32 << 20;

    private static final int MAX_DESCRIPTION = 16 << 20;
    /** The index of the first checksum in the description of a hole. */
    private static final int CHECKSUMS = 3;

    private static final String SHA256 = "sha256";
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * A place of weights.
     *
     * @param start its position in the whole file, in bytes
     * @param length its size in bytes
     * @param tensor its name in the file of weights
     * @param checksums the positions of its CRC-32 in the whole file, where the graph has zeros; none in ONNX
     */
    record Hole(long start, int length, String tensor, List<Long> checksums) {

        Hole {
            checksums = List.copyOf(checksums);
        }
    }

    Architecture {
        holes = List.copyOf(holes);
        fixed = Map.copyOf(fixed);
        taken = List.copyOf(taken);
        long end = 0;
        long weights = 0;
        for (Hole hole : holes) {
            if (hole.start() < end || hole.length() <= 0 || hole.start() - weights > graph.length) {
                throw new IllegalArgumentException("There is no place for " + hole);
            }
            end = hole.start() + hole.length();
            weights += hole.length();
        }
        for (Hole hole : holes) {
            for (long position : hole.checksums()) {
                int unused = place(holes, position, graph.length - Integer.BYTES);
            }
        }
    }

    /** The index in {@link #graph} of the byte at a position of the whole file. */
    int place(long position) {
        return place(holes, position, graph.length - 1);
    }

    private static int place(List<Hole> holes, long position, int last) {
        long weights = 0;
        for (Hole hole : holes) {
            if (hole.start() > position) {
                break;
            }
            weights += hole.length();
        }
        if (position < weights || position - weights > last) {
            throw new IllegalArgumentException("There is no place for a checksum at " + position);
        }
        return (int) (position - weights);
    }

    /** The size of the ONNX file with weights, in bytes. */
    long bytes() {
        return graph.length + holes.stream().mapToLong(Hole::length).sum();
    }

    /**
     * The architecture of an export; empty if the exporter found that its weights cannot be replaced.
     *
     * @param entry the content of {@code export.json}
     * @param export the export, which has an ONNX file unless its architecture is TorchScript
     * @throws IOException if the files cannot be read or do not fit
     */
    static Optional<Architecture> ofExport(JsonNode entry, CachedExport export) throws IOException {
        JsonNode places = entry.path("architecture");
        if (!places.isObject()) {
            return Optional.empty();
        }
        try {
            if (format(places) == ModelFormat.TORCHSCRIPT) {
                Path graph = export.folder().resolve(GRAPH);
                return Files.size(graph) > MAX_GRAPH
                        ? Optional.empty()
                        : Optional.of(of(entry, places, Files.readAllBytes(graph)));
            }
            if (export.onnx().isEmpty()) {
                return Optional.empty();
            }
            Path onnx = export.onnx().get();
            List<Hole> holes = holes(places.path("holes"));
            long size =
                    Files.size(onnx) - holes.stream().mapToLong(Hole::length).sum();
            if (size <= 0 || size > MAX_GRAPH) {
                return Optional.empty();
            }
            return Optional.of(of(entry, places, WithoutHoles.read(onnx, holes, (int) size)));
        } catch (IllegalArgumentException unfit) {
            throw new IOException("The places of weights do not fit the file", unfit);
        }
    }

    private static ModelFormat format(JsonNode places) {
        return places.path("form").asText().equals("torchscript") ? ModelFormat.TORCHSCRIPT : ModelFormat.ONNX;
    }

    /** The SHA-256 of the whole file that the exporter made from the weights of an export. */
    static String exported(JsonNode entry) {
        JsonNode places = entry.path("architecture");
        return format(places) == ModelFormat.ONNX
                ? entry.path("files").path(ExportCache.ONNX).asText()
                : places.path(SHA256).asText();
    }

    /** The ids that share the architecture of an export. */
    static IdScope scope(JsonNode entry) {
        return IdScope.of(entry.path("architecture"));
    }

    /**
     * Reads the files of an entry.
     *
     * @throws IOException if they cannot be read or are damaged
     */
    static Architecture read(Path folder) throws IOException {
        Path description = folder.resolve(DESCRIPTION);
        Path file = folder.resolve(GRAPH);
        if (Files.size(description) > MAX_DESCRIPTION || Files.size(file) > MAX_GRAPH) {
            throw new IOException("The files are too large");
        }
        if (!(JSON.readTree(Files.readAllBytes(description)) instanceof ObjectNode entry)) {
            throw new IOException("The description is damaged");
        }
        byte[] graph = Files.readAllBytes(file);
        JsonNode hash = entry.remove(SHA256);
        if (hash == null || !hash.asText().equals(hash(entry, graph))) {
            throw new IOException("The files are damaged");
        }
        try {
            return of(entry, entry.path("architecture"), graph);
        } catch (IllegalArgumentException unfit) {
            throw new IOException("The description is damaged", unfit);
        }
    }

    /**
     * Writes the files of an entry.
     *
     * @param entry the content of {@code export.json} of its export
     */
    void write(Path folder, JsonNode entry, ExportKey key) throws IOException {
        ObjectNode description = JSON.createObjectNode();
        for (String name : List.of("class_name", "channels", "outputs", "made_by", "note", "inputs", "architecture")) {
            description.set(name, entry.path(name));
        }
        description.set("identity", JSON.valueToTree(key.identity()));
        description.put(SHA256, hash(description, graph));
        PrivateFiles.write(folder.resolve(GRAPH), graph);
        PrivateFiles.write(folder.resolve(DESCRIPTION), JSON.writeValueAsBytes(description));
    }

    private static String hash(ObjectNode description, byte[] graph) throws IOException {
        MessageDigest digest = Sha256.begin();
        digest.update(JSON.writeValueAsBytes(description));
        digest.update(graph);
        return Sha256.end(digest);
    }

    private static Architecture of(JsonNode entry, JsonNode places, byte[] graph) {
        Map<String, String> fixed = new LinkedHashMap<>();
        places.path("fixed")
                .properties()
                .forEach(each -> fixed.put(each.getKey(), each.getValue().asText()));
        List<String> taken = new ArrayList<>();
        places.path("taken").forEach(name -> taken.add(name.asText()));
        return new Architecture(
                format(places),
                graph,
                holes(places.path("holes")),
                fixed,
                entry.path("class_name").asText(),
                entry.path("channels").asInt(3),
                entry.path("outputs").asInt(),
                entry.path("made_by").asText(),
                Optional.ofNullable(entry.path("note").textValue()),
                ExportInputs.of(entry.path("inputs")),
                taken);
    }

    private static List<Hole> holes(JsonNode places) {
        List<Hole> holes = new ArrayList<>();
        for (JsonNode each : places) {
            if (!each.path(1).canConvertToInt()) {
                throw new IllegalArgumentException("A tensor is too large");
            }
            List<Long> checksums = new ArrayList<>();
            for (int i = CHECKSUMS; i < each.size(); i++) {
                checksums.add(each.path(i).asLong());
            }
            holes.add(new Hole(
                    each.path(0).asLong(), each.path(1).asInt(), each.path(2).asText(), checksums));
        }
        return holes;
    }
}
