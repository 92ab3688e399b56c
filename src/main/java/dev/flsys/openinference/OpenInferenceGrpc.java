package dev.flsys.openinference;

import dev.flsys.access.ClientAddresses;
import dev.flsys.grpc.GrpcMethod;
import dev.flsys.grpc.GrpcRoute;
import dev.flsys.grpc.HealthMethods;
import dev.flsys.grpc.ReflectionMethods;
import flsys.wire.HealthProto;
import flsys.wire.OpenInferenceProto;
import flsys.wire.ReflectionProto;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.smallrye.health.SmallRyeHealthReporter;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.ext.web.Router;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** The Open Inference Protocol over gRPC, on the HTTP port. */
@Singleton
final class OpenInferenceGrpc {

    /**
     * The order: after SHUTDOWN_DELAY, in which clients may still begin streams, and before the wait for the last
     * requests.
     */
    private static final int BEFORE_REQUESTS = 25;

    private final OpenInference inference;
    private final SmallRyeHealthReporter health;
    private final GrpcRoute route;

    @Inject
    OpenInferenceGrpc(
            OpenInference inference,
            SmallRyeHealthReporter health,
            ClientAddresses addresses,
            @ConfigProperty(name = "quarkus.application.version") String version) {
        this.inference = inference;
        this.health = health;
        List<GrpcMethod<?>> methods =
                new ArrayList<>(new OpenInferenceMethods(inference, this::ready, addresses, version).all());
        methods.add(HealthMethods.of(Set.of(OpenInferenceMethods.SERVICE), this::ready));
        methods.addAll(ReflectionMethods.of(List.of(
                OpenInferenceProto.getDescriptor(), HealthProto.getDescriptor(), ReflectionProto.getDescriptor())));
        this.route = new GrpcRoute(methods, this::decompressed, Infrastructure.getDefaultExecutor());
    }

    void register(@Observes Router router) {
        route.register(router);
    }

    void end(@Observes @Priority(BEFORE_REQUESTS) ShutdownDelayInitiatedEvent event) {
        route.end();
    }

    private CompletionStage<Boolean> ready() {
        return health.getReadinessAsync().map(report -> !report.isDown()).subscribeAsCompletionStage();
    }

    private GrpcRoute.Decompressed decompressed(byte[] message, String encoding, long largest) {
        DecodedBodies.Room room = inference.decoded().new Room();
        try {
            int limit = inference.decoded().largest((int) Math.min(largest, OpenInferenceResource.LARGEST_BODY));
            return new GrpcRoute.Decompressed(BodyDecoding.decode(message, encoding, limit, room), room::close);
        } catch (RuntimeException | Error refused) {
            room.close();
            throw refused;
        }
    }
}
