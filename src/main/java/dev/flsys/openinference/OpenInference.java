package dev.flsys.openinference;

import dev.flsys.deploy.DeployedModel;
import dev.flsys.inference.Classifier;
import dev.flsys.inference.Prediction;
import dev.flsys.inference.RowPredictor;
import dev.flsys.inference.pool.InferenceClient;
import dev.flsys.model.ModelDescription;
import dev.flsys.model.ModelState;
import dev.flsys.model.Models;
import dev.flsys.model.serving.ModelLease;
import dev.flsys.model.serving.ModelVersion;
import dev.flsys.problem.Problem;
import dev.flsys.project.ContentHashes;
import io.netty.buffer.ByteBuf;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The models of the service in the terms of the protocol. Thread-safe. */
@ApplicationScoped
public class OpenInference {

    /** The most rows of a request. */
    static final int MAX_ROWS = 10_000;

    /** The most pictures of a request. */
    static final int MAX_PICTURES = 64;

    private final Models models;
    private final DeployedModel deployed;
    private final RowPredictor rows;
    private final Classifier classifier;
    private final ContentHashes hashes;
    private final DecodedBodies decoded = DecodedBodies.ofHeap();
    private final Map<String, ModelStatistics> statistics = new ConcurrentHashMap<>();
    /** The names that a client unloaded. They are not served here until a client loads them again. */
    private final Set<String> unloaded = ConcurrentHashMap.newKeySet();

    OpenInference(
            Models models, DeployedModel deployed, RowPredictor rows, Classifier classifier, ContentHashes hashes) {
        this.models = models;
        this.deployed = deployed;
        this.rows = rows;
        this.classifier = classifier;
        this.hashes = hashes;
    }

    /** The memory of all decoded bodies and messages. */
    DecodedBodies decoded() {
        return decoded;
    }

    /** The metadata of a model, which is loaded if it is not in memory. Does not block. */
    CompletionStage<Documents.Metadata> metadata(ServedName name) {
        return withVersion(
                name,
                (version, signature) -> new Documents.Metadata(
                        name.text(),
                        List.of(InferAnswer.VERSION),
                        Signatures.platform(version),
                        signature.inputs(),
                        signature.outputs(),
                        content(version)));
    }

    /** The configuration of a model, which is loaded if it is not in memory. Does not block. */
    CompletionStage<Documents.Config> config(ServedName name) {
        return withVersion(
                name,
                (version, signature) -> new Documents.Config(
                        name.text(),
                        Signatures.platform(version),
                        Signatures.backend(version),
                        name.kind() == ServedName.Kind.PICTURES ? MAX_PICTURES : MAX_ROWS,
                        signature.inputs().stream()
                                .map(Documents.ConfigTensor::of)
                                .toList(),
                        signature.outputs().stream()
                                .map(Documents.ConfigTensor::of)
                                .toList()));
    }

    /** The present content: its SHA-256. The first call for a content reads the file. */
    private Map<String, String> content(ModelVersion version) {
        return hashes.of(version.stamp()).map(hash -> Map.of("content", hash)).orElse(Map.of());
    }

    private <T> CompletionStage<T> withVersion(ServedName name, BiFunction<ModelVersion, Signature, T> use) {
        return open(name)
                .thenApplyAsync(
                        lease -> {
                            try (lease) {
                                return use.apply(lease.version(), Signatures.of(name, lease.version()));
                            }
                        },
                        Infrastructure.getDefaultExecutor());
    }

    private CompletionStage<ModelLease> open(ServedName name) {
        if (unloaded.contains(name.text())) {
            return CompletableFuture.failedFuture(OpenInferenceProblem.bad("The model '" + name.text()
                    + "' is unloaded; POST /v2/repository/models/" + name.text() + "/load."));
        }
        return name.kind() == ServedName.Kind.DEPLOYED
                ? deployed.started().thenApply(started -> deployed.lease())
                : rows.lease(name.id());
    }

    /**
     * Checks that a model can be used. Blocks while it reads folders.
     *
     * @throws Problem if there is no such model (404), or it cannot be used (503 or the status of its last load)
     */
    Documents.Ready ready(ServedName name) {
        if (unloaded.contains(name.text())) {
            throw OpenInferenceProblem.bad("The model '" + name.text() + "' is unloaded.");
        }
        if (name.kind() == ServedName.Kind.DEPLOYED) {
            deployed.lease().close();
        } else {
            String reason = reason(models.describe(name.id()));
            if (reason != null) {
                throw OpenInferenceProblem.bad("The model '" + name.text() + "' cannot be used: " + reason);
            }
        }
        return new Documents.Ready(name.text(), true);
    }

    private static @Nullable String reason(ModelDescription model) {
        return model.state() == ModelState.UNAVAILABLE
                ? Objects.requireNonNullElse(model.reason(), "Its file cannot be loaded.")
                : null;
    }

    /**
     * Runs a model. Does not block, except to read the body.
     *
     * @param header the length of the JSON in the body, as the client wrote it; null if it is absent
     * @return completes exceptionally with a {@link Problem}
     */
    CompletionStage<InferAnswer> infer(ServedName name, ByteBuf body, @Nullable String header, InferenceClient client) {
        return infer(name, signature -> InferRequestReader.read(body, header, signature), client);
    }

    /**
     * Runs a model. Does not block, except to read the request.
     *
     * @param read reads the request for a model with these inputs
     * @return completes exceptionally with a {@link Problem}
     */
    CompletionStage<InferAnswer> infer(
            ServedName name, Function<Signature, InferRequest> read, InferenceClient client) {
        long start = System.nanoTime();
        return open(name).thenCompose(lease -> {
            ModelStatistics counts = statistics.computeIfAbsent(name.text(), text -> new ModelStatistics());
            CompletionStage<InferAnswer> answer;
            int[] answered = new int[1];
            try {
                InferRequest request = read.apply(Signatures.of(name, lease.version()));
                answered[0] = rows(name, request.inputs().get(0));
                answer = name.kind() == ServedName.Kind.PICTURES
                        ? classify(name, lease, request, client)
                        : predict(name, lease, request, answered[0], counts, client);
            } catch (RuntimeException | Error refused) {
                lease.close();
                throw refused;
            }
            return answer.whenComplete((done, failure) -> {
                long nanos = System.nanoTime() - start;
                if (failure == null) {
                    counts.succeeded(answered[0], nanos);
                } else {
                    counts.failed(nanos);
                }
            });
        });
    }

    private static int rows(ServedName name, Tensor input) {
        long rowCount = input.shape().get(0);
        int max = name.kind() == ServedName.Kind.PICTURES ? MAX_PICTURES : MAX_ROWS;
        if (rowCount < 1 || rowCount > max) {
            throw OpenInferenceProblem.bad(
                    "The input '" + input.name() + "' has " + rowCount + " rows; 1 to " + max + " are possible.");
        }
        return (int) rowCount;
    }

    private CompletionStage<InferAnswer> predict(
            ServedName name,
            ModelLease lease,
            InferRequest request,
            int count,
            ModelStatistics counts,
            InferenceClient client) {
        String output = lease.version().outputName();
        List<String> labels = Signatures.labels(lease.version());
        Map<String, String> parameters = known(lease.version());
        return rows.predict(name.text(), lease, request.inputs().get(0).values(), count, client)
                .thenApply(answer -> {
                    counts.predicted(answer);
                    Tensor values = Tensor.ofRows(output, answer.outputs());
                    return answer(
                            name,
                            request,
                            List.of(values),
                            parameters,
                            (tensor, max) -> Classification.of(tensor, max, labels));
                });
    }

    private CompletionStage<InferAnswer> classify(
            ServedName name, ModelLease lease, InferRequest request, InferenceClient client) {
        List<String> labels = Signatures.labels(lease.version());
        Map<String, String> parameters = known(lease.version());
        lease.close();
        List<CompletableFuture<List<Prediction>>> each = request.inputs().get(0).byteStrings().stream()
                .map(file -> classifier.classify(name.id(), file, client).toCompletableFuture())
                .toList();
        return CompletableFuture.allOf(each.toArray(CompletableFuture<?>[]::new))
                .thenApply(all -> {
                    PictureAnswers answers = new PictureAnswers(
                            each.stream().map(CompletableFuture::join).toList(), labels);
                    return answer(
                            name,
                            request,
                            List.of(answers.labelTensor(), answers.probabilities()),
                            parameters,
                            (tensor, max) -> tensor.type() == DataType.FP32 ? answers.classified(max) : tensor);
                });
    }

    /** The content of a version if it was read before; infer reads no file. */
    private Map<String, String> known(ModelVersion version) {
        return hashes.findKnown(version.stamp())
                .map(hash -> Map.of("content", hash))
                .orElse(Map.of());
    }

    private static InferAnswer answer(
            ServedName name,
            InferRequest request,
            List<Tensor> tensors,
            Map<String, String> parameters,
            BiFunction<Tensor, Integer, Tensor> classified) {
        List<InferAnswer.Output> outputs = new ArrayList<>();
        if (request.outputs().isEmpty()) {
            tensors.forEach(tensor -> outputs.add(new InferAnswer.Output(tensor, request.binaryOutputs())));
        }
        for (RequestedOutput wanted : request.outputs()) {
            Tensor tensor = tensors.stream()
                    .filter(each -> each.name().equals(wanted.name()))
                    .findFirst()
                    .orElseThrow();
            outputs.add(new InferAnswer.Output(
                    wanted.classes() == 0 ? tensor : classified.apply(tensor, wanted.classes()),
                    wanted.binary().orElse(request.binaryOutputs())));
        }
        return new InferAnswer(name.text(), request.id(), outputs, parameters);
    }

    /** The statistics of one model. Blocks while it reads folders. */
    Documents.Statistics statistics(ServedName name) {
        var unused = ready(name);
        ModelStatistics counts = statistics.getOrDefault(name.text(), new ModelStatistics());
        return new Documents.Statistics(List.of(counts.of(name.text())));
    }

    /** The statistics of all models that were asked for an inference. */
    Documents.Statistics statistics() {
        return new Documents.Statistics(statistics.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(each -> each.getValue().of(each.getKey()))
                .toList());
    }

    /** All names. Blocks while it reads folders. */
    List<Documents.Entry> index(boolean readyOnly) {
        Stream<Documents.Entry> catalog = models.list().stream().flatMap(model -> Stream.of("", ServedName.PICTURE)
                .map(end -> entry(model.id().value() + end, reason(model))));
        Stream<Documents.Entry> own = deployed.leaseIfAny().stream().map(lease -> {
            try (lease) {
                return entry(ServedName.DEPLOYED, null);
            }
        });
        return Stream.concat(catalog, own)
                .filter(entry -> !readyOnly || entry.state().equals(Documents.Entry.READY))
                .toList();
    }

    private Documents.Entry entry(String name, @Nullable String reason) {
        return Documents.Entry.of(name, unloaded.contains(name) ? "unloaded" : reason);
    }

    /** Loads a model, if it is not in memory. Does not block. */
    CompletionStage<Void> load(ServedName name) {
        boolean was = unloaded.remove(name.text());
        return open(name).thenAccept(ModelLease::close).whenComplete((done, failure) -> {
            if (failure != null && was) {
                unloaded.add(name.text());
            }
        });
    }

    /**
     * Removes a model from memory, and serves it here only after the next load. Blocks while it reads folders.
     *
     * @throws Problem if there is no such model, or it is the deployed one
     */
    CompletionStage<Void> unload(ServedName name) {
        if (name.kind() == ServedName.Kind.DEPLOYED) {
            throw OpenInferenceProblem.bad("The deployed model cannot be unloaded; POST /update_model replaces it.");
        }
        var unused = models.describe(name.id());
        unloaded.add(name.text());
        return models.unload(name.id());
    }
}
