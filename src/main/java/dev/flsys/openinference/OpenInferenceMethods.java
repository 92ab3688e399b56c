package dev.flsys.openinference;

import com.google.protobuf.Message;
import dev.flsys.access.ClientAddresses;
import dev.flsys.grpc.GrpcCaller;
import dev.flsys.grpc.GrpcMethod;
import dev.flsys.inference.pool.InferenceClient;
import dev.flsys.problem.GrpcAnswer;
import dev.flsys.problem.Problem;
import flsys.wire.InferParameter;
import flsys.wire.ModelConfigRequest;
import flsys.wire.ModelConfigResponse;
import flsys.wire.ModelInferRequest;
import flsys.wire.ModelInferResponse;
import flsys.wire.ModelMetadataRequest;
import flsys.wire.ModelReadyRequest;
import flsys.wire.ModelReadyResponse;
import flsys.wire.ModelStatisticsRequest;
import flsys.wire.ModelStreamInferResponse;
import flsys.wire.RepositoryIndexRequest;
import flsys.wire.RepositoryIndexResponse;
import flsys.wire.RepositoryModelLoadRequest;
import flsys.wire.RepositoryModelLoadResponse;
import flsys.wire.RepositoryModelUnloadRequest;
import flsys.wire.RepositoryModelUnloadResponse;
import flsys.wire.ServerLiveRequest;
import flsys.wire.ServerLiveResponse;
import flsys.wire.ServerMetadataRequest;
import flsys.wire.ServerMetadataResponse;
import flsys.wire.ServerReadyRequest;
import flsys.wire.ServerReadyResponse;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** The methods of {@code inference.GRPCInferenceService}. */
final class OpenInferenceMethods {

    /** The name of the service. */
    static final String SERVICE = "inference.GRPCInferenceService";

    private static final String PATH = "/" + SERVICE + "/";

    private final OpenInference inference;
    private final Supplier<CompletionStage<Boolean>> ready;
    private final ClientAddresses addresses;
    private final String version;

    /** @param version the version of this server */
    OpenInferenceMethods(
            OpenInference inference,
            Supplier<CompletionStage<Boolean>> ready,
            ClientAddresses addresses,
            String version) {
        this.inference = inference;
        this.ready = ready;
        this.addresses = addresses;
        this.version = version;
    }

    List<GrpcMethod<?>> all() {
        return List.of(
                method(
                        "ServerLive",
                        ServerLiveRequest.getDefaultInstance(),
                        request -> done(
                                ServerLiveResponse.newBuilder().setLive(true).build())),
                method("ServerReady", ServerReadyRequest.getDefaultInstance(), request -> ready.get()
                        .thenApply(is ->
                                ServerReadyResponse.newBuilder().setReady(is).build())),
                method(
                        "ServerMetadata",
                        ServerMetadataRequest.getDefaultInstance(),
                        request -> done(ServerMetadataResponse.newBuilder()
                                .setName("flsys")
                                .setVersion(version)
                                .addAllExtensions(OpenInferenceResource.EXTENSIONS)
                                .build())),
                method(
                        "ModelReady",
                        ModelReadyRequest.getDefaultInstance(),
                        request -> done(ModelReadyResponse.newBuilder()
                                .setReady(isReady(request))
                                .build())),
                method("ModelMetadata", ModelMetadataRequest.getDefaultInstance(), request -> inference
                        .metadata(name(request.getName(), request.getVersion()))
                        .thenApply(MessageWriting::of)),
                method("ModelConfig", ModelConfigRequest.getDefaultInstance(), request -> inference
                        .config(name(request.getName(), request.getVersion()))
                        .thenApply(config -> ModelConfigResponse.newBuilder()
                                .setConfig(MessageWriting.of(config))
                                .build())),
                method(
                        "ModelStatistics",
                        ModelStatisticsRequest.getDefaultInstance(),
                        request -> done(MessageWriting.of(
                                request.getName().isEmpty()
                                        ? inference.statistics()
                                        : inference.statistics(name(request.getName(), request.getVersion()))))),
                method("RepositoryIndex", RepositoryIndexRequest.getDefaultInstance(), this::index),
                method("RepositoryModelLoad", RepositoryModelLoadRequest.getDefaultInstance(), this::load),
                method("RepositoryModelUnload", RepositoryModelUnloadRequest.getDefaultInstance(), request -> inference
                        .unload(ServedName.of(request.getModelName()))
                        .thenApply(unloaded -> RepositoryModelUnloadResponse.getDefaultInstance())),
                GrpcMethod.large(
                        PATH + "ModelInfer",
                        OpenInferenceResource.LARGEST_BODY,
                        ModelInferRequest.getDefaultInstance(),
                        (request, caller) -> infer(request, caller).thenApply(ModelInferResponse.Builder::build)),
                GrpcMethod.stream(
                        PATH + "ModelStreamInfer",
                        OpenInferenceResource.LARGEST_BODY,
                        ModelInferRequest.getDefaultInstance(),
                        this::stream));
    }

    private interface Plain<Q> {
        CompletionStage<? extends Message> of(Q request);
    }

    private static <Q extends Message> GrpcMethod<Q> method(String name, Q prototype, Plain<Q> answer) {
        return GrpcMethod.of(PATH + name, prototype, (request, caller) -> answer.of(request));
    }

    private static <T> CompletionStage<T> done(T answer) {
        return CompletableFuture.completedFuture(answer);
    }

    private static ServedName name(String name, String version) {
        return version.isEmpty() ? ServedName.of(name) : ServedName.of(name, version);
    }

    private boolean isReady(ModelReadyRequest request) {
        try {
            return inference
                    .ready(name(request.getName(), request.getVersion()))
                    .ready();
        } catch (Problem notReady) {
            return false;
        }
    }

    private CompletionStage<RepositoryIndexResponse> index(RepositoryIndexRequest request) {
        RepositoryIndexResponse.Builder answer = RepositoryIndexResponse.newBuilder();
        inference.index(request.getReady()).forEach(entry -> answer.addModelsBuilder()
                .setName(entry.name())
                .setVersion(entry.version())
                .setState(entry.state())
                .setReason(entry.reason()));
        return done(answer.build());
    }

    private CompletionStage<RepositoryModelLoadResponse> load(RepositoryModelLoadRequest request) {
        for (String name : request.getParametersMap().keySet()) {
            throw OpenInferenceProblem.bad(
                    "The parameter '" + name + "' is not offered: models are files of the project.");
        }
        return inference
                .load(ServedName.of(request.getModelName()))
                .thenApply(loaded -> RepositoryModelLoadResponse.getDefaultInstance());
    }

    private CompletionStage<ModelInferResponse.Builder> infer(ModelInferRequest request, GrpcCaller caller) {
        InferenceClient client = new InferenceClient(addresses.of(caller.request()), caller::isOver);
        return inference
                .infer(
                        name(request.getModelName(), request.getModelVersion()),
                        signature -> MessageReading.of(request, signature),
                        client)
                .thenApply(MessageWriting::of);
    }

    /** Answers one request of a stream. A refused request is answered with the reason, and the stream continues. */
    private CompletionStage<ModelStreamInferResponse> stream(ModelInferRequest request, GrpcCaller caller) {
        CompletionStage<ModelInferResponse.Builder> answer;
        try {
            answer = infer(request, caller);
        } catch (Problem refused) {
            answer = CompletableFuture.failedFuture(refused);
        }
        return answer.handle((done, failure) -> {
            Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
            if (cause == null) {
                return ModelStreamInferResponse.newBuilder()
                        .setInferResponse(withEnd(done, request.getParametersMap()))
                        .build();
            }
            if (!(cause instanceof Problem problem)) {
                throw new CompletionException(cause);
            }
            return ModelStreamInferResponse.newBuilder()
                    .setErrorMessage(GrpcAnswer.shorten(problem.detail()))
                    .setInferResponse(ModelInferResponse.newBuilder()
                            .setModelName(request.getModelName())
                            .setModelVersion(request.getModelVersion())
                            .setId(request.getId()))
                    .build();
        });
    }

    /** Marks the only answer to a request as the last one, for clients that ask for that. */
    private static ModelInferResponse.Builder withEnd(
            ModelInferResponse.Builder answer, Map<String, InferParameter> parameters) {
        InferParameter asked = parameters.get("triton_enable_empty_final_response");
        if (asked != null && asked.getBoolParam()) {
            answer.putParameters(
                    "triton_final_response",
                    InferParameter.newBuilder().setBoolParam(true).build());
        }
        return answer;
    }
}
