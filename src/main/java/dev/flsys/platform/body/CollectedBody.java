package dev.flsys.platform.body;

import dev.flsys.received.ReceivedStream;
import dev.flsys.received.TensorHead;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jboss.resteasy.reactive.server.core.ResteasyReactiveRequestContext;
import org.jboss.resteasy.reactive.server.spi.ResteasyReactiveContainerRequestContext;

/**
 * Passes the body that {@link BodyGate} has collected to resources. Quarkus REST itself reads a body for blocking
 * resources only. Other resources would get an empty body.
 */
final class CollectedBody {

    /** Limit of the JSON that is read on the event loop. More would delay its other connections. */
    private static final int LARGE = 64 * 1024;

    @ServerRequestFilter
    void give(ResteasyReactiveContainerRequestContext request, RoutingContext exchange) {
        Buffer body = exchange.body().buffer();
        if (body == null) {
            return;
        }
        request.setEntityStream(new ReceivedStream(body.getByteBuf()));
        if (json(exchange, body) > LARGE
                && request.getServerRequestContext() instanceof ResteasyReactiveRequestContext context) {
            context.suspend();
            context.resume(Infrastructure.getDefaultExecutor());
        }
    }

    /** The bytes of JSON in the body, or all of its bytes. */
    private static int json(RoutingContext exchange, Buffer body) {
        return BodyGate.isInference(exchange)
                ? Math.min(
                        body.length(),
                        TensorHead.length(exchange.request().headers()).orElse(body.length()))
                : body.length();
    }
}
