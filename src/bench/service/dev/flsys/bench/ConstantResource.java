package dev.flsys.bench;

import io.smallrye.common.annotation.NonBlocking;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.nio.charset.StandardCharsets;

/** The limit of {@code POST /predict}: the same request and an answer of the same size, without a prediction. */
@Path("/bench/constant")
public class ConstantResource {

    private static final byte[] ANSWER =
            "{\"output\":[[0.12345678,-0.12345678,0.12345678,-0.12345678,0.12345678]],\"model_path\":\"deploy.onnx\"}"
                    .getBytes(StandardCharsets.UTF_8);

    /**
     * Answers a constant after the body is read.
     *
     * @param body ignored
     */
    @POST
    @NonBlocking
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    public byte[] answer(byte[] body) {
        return ANSWER;
    }
}
