package dev.flsys.grpc;

import com.google.protobuf.DiscardUnknownFieldsParser;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import java.util.concurrent.CompletionStage;

/**
 * A method of a service.
 *
 * @param path {@code /package.Service/Method}
 * @param largest bytes of a request
 * @param streaming whether a call has any number of requests, each with one answer, in their order
 */
public record GrpcMethod<Q extends Message>(
        String path, long largest, boolean streaming, MessageParser<Q> parser, Answer<Q> answer) {

    /** The largest message of methods that get no tensors. */
    private static final long SMALL = 1024 * 1024;

    /** The work of a method. */
    @FunctionalInterface
    public interface Answer<Q> {

        /**
         * Answers a request. Called on a worker, which it may block for a short time.
         *
         * @return completes exceptionally with a {@link dev.flsys.problem.Problem}
         */
        CompletionStage<? extends Message> of(Q request, GrpcCaller caller);
    }

    /** A method whose calls have one request of up to 1 MiB. */
    public static <Q extends Message> GrpcMethod<Q> of(String path, Q prototype, Answer<Q> answer) {
        return new GrpcMethod<>(path, SMALL, false, parser(prototype), answer);
    }

    /** A method whose calls have one request of up to {@code largest} bytes. */
    public static <Q extends Message> GrpcMethod<Q> large(String path, long largest, Q prototype, Answer<Q> answer) {
        return new GrpcMethod<>(path, largest, false, parser(prototype), answer);
    }

    /** A method whose calls have any number of requests, of up to {@code largest} bytes each. */
    public static <Q extends Message> GrpcMethod<Q> stream(String path, long largest, Q prototype, Answer<Q> answer) {
        return new GrpcMethod<>(path, largest, true, parser(prototype), answer);
    }

    @SuppressWarnings("unchecked")
    private static <Q extends Message> MessageParser<Q> parser(Q prototype) {
        // A message's own parser makes messages of its type.
        Parser<Q> own = (Parser<Q>) prototype.getParserForType();
        return new MessageParser<>(prototype.getDescriptorForType(), DiscardUnknownFieldsParser.wrap(own));
    }
}
