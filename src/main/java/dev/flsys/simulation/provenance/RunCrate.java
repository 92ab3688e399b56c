package dev.flsys.simulation.provenance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The description of an archived run as an RO-Crate. It is the JSON-LD file {@code ro-crate-metadata.json} of RO-Crate
 * 1.1 (https://w3id.org/ro/crate/1.1). The run is a {@code CreateAction} in the terms of the Process Run Crate profile.
 */
public record RunCrate(
        String id,
        String name,
        String description,
        boolean completed,
        @Nullable String command,
        JsonNode parameters,
        Instant started,
        @Nullable Instant ended,
        Optional<Provenance> provenance,
        List<Part> parts,
        List<Model> models) {

    /** The name that RO-Crate gives the file. */
    public static final String FILE = "ro-crate-metadata.json";

    private static final String CONTEXT = "https://w3id.org/ro/crate/1.1/context";
    private static final String PROFILE = "https://w3id.org/ro/crate/1.1";
    private static final String SCHEMA = "http://schema.org/";

    /** A file of the archive. */
    public record Part(String path, String description, String mediaType, long bytes) {}

    /** A model file that the run wrote, which the archive does not have. */
    public record Model(String path, long bytes, @Nullable String sha256) {}

    /** The description as JSON. */
    public ObjectNode describe(ObjectMapper json) {
        ObjectNode crate = json.createObjectNode().put("@context", CONTEXT);
        ArrayNode graph = crate.putArray("@graph");
        ObjectNode descriptor = entity(graph, FILE, "CreativeWork");
        reference(descriptor, "conformsTo", PROFILE);
        reference(descriptor, "about", "./");
        ObjectNode root = entity(graph, "./", "Dataset")
                .put("name", name)
                .put("description", description)
                .put("datePublished", (ended == null ? started : ended).toString())
                .put("identifier", id);
        root.put("license", "The files belong to the project that the run is of; its licence applies.");
        ArrayNode files = root.putArray("hasPart");
        reference(root, "mentions", "#run");
        for (Part part : parts) {
            files.addObject().put("@id", part.path());
            entity(graph, part.path(), "File")
                    .put("name", part.path())
                    .put("description", part.description())
                    .put("encodingFormat", part.mediaType())
                    .put("contentSize", Long.toString(part.bytes()));
        }
        run(graph);
        return crate;
    }

    private void run(ArrayNode graph) {
        ObjectNode run = entity(graph, "#run", "CreateAction")
                .put("name", name)
                .put("startTime", started.toString())
                .put("actionStatus", SCHEMA + (completed ? "CompletedActionStatus" : "FailedActionStatus"));
        if (ended != null) {
            run.put("endTime", ended.toString());
        }
        if (command != null) {
            run.put("description", command);
        }
        reference(run, "instrument", "#project");
        project(graph);
        ArrayNode objects = run.putArray("object");
        parameters.properties().forEach(each -> {
            String id = "#parameter-" + each.getKey().replaceAll("[^A-Za-z0-9._-]", "_");
            objects.addObject().put("@id", id);
            entity(graph, id, "PropertyValue")
                    .put("name", each.getKey())
                    .put(
                            "value",
                            each.getValue().isTextual()
                                    ? each.getValue().textValue()
                                    : each.getValue().toString());
        });
        ArrayNode results = run.putArray("result");
        for (Part part : parts) {
            results.addObject().put("@id", part.path());
        }
        for (int number = 1; number <= models.size(); number++) {
            Model model = models.get(number - 1);
            String id = "#model-" + number;
            results.addObject().put("@id", id);
            ObjectNode entity = entity(graph, id, "MediaObject")
                    .put("name", model.path())
                    .put("description", "A model file that the run wrote. The archive does not have it.")
                    .put("contentSize", Long.toString(model.bytes()));
            if (model.sha256() != null) {
                entity.put("sha256", model.sha256());
            }
        }
    }

    private void project(ArrayNode graph) {
        ObjectNode project = entity(graph, "#project", "SoftwareSourceCode").put("name", "The Flower project");
        provenance.ifPresent(state -> {
            GitState git = state.git();
            if (git != null) {
                project.put("version", git.commit() + (git.dirty() ? ", with uncommitted changes" : ""));
            }
            if (state.python() != null) {
                project.put("runtimePlatform", "Python " + state.python() + ", " + state.system());
            }
            if (state.unknown().contains(Provenance.REMOTE)) {
                project.put(
                        "description",
                        "The state of the project that submitted the run, with its own packages. Those of the SuperLink"
                                + " and its clients, which executed it, are not known.");
            }
            ArrayNode requirements = project.putArray("softwareRequirements");
            for (Map.Entry<String, String> each : state.packages().entrySet()) {
                String id = "#package-" + each.getKey();
                requirements.addObject().put("@id", id);
                entity(graph, id, "SoftwareApplication")
                        .put("name", each.getKey())
                        .put("softwareVersion", each.getValue());
            }
        });
    }

    private static ObjectNode entity(ArrayNode graph, String id, String type) {
        return graph.addObject().put("@id", id).put("@type", type);
    }

    private static void reference(ObjectNode entity, String member, String id) {
        entity.putObject(member).put("@id", id);
    }
}
