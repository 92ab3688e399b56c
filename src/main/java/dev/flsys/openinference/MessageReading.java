package dev.flsys.openinference;

import com.google.protobuf.ByteString;
import flsys.wire.InferParameter;
import flsys.wire.InferTensorContents;
import flsys.wire.ModelInferRequest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;

/** Reads inference requests of gRPC. */
final class MessageReading {

    /** The most sizes of a shape. */
    private static final int MAX_SIZES = 100;

    private MessageReading() {}

    /**
     * The request of {@code message}. The data of raw contents is not copied.
     *
     * @param signature the inputs of the model
     * @throws OpenInferenceProblem if it is no request for that model
     */
    static InferRequest of(ModelInferRequest message, Signature signature) {
        boolean raw = isRaw(message);
        if (raw && message.getRawInputContentsCount() != message.getInputsCount()) {
            throw OpenInferenceProblem.bad("raw_input_contents has " + message.getRawInputContentsCount()
                    + " elements, and inputs has " + message.getInputsCount() + "; each input needs one.");
        }
        List<Tensor> inputs = new ArrayList<>();
        for (int i = 0; i < message.getInputsCount(); i++) {
            ModelInferRequest.InferInputTensor input = message.getInputs(i);
            refuseSharedMemory(input.getParametersMap());
            if (raw && input.hasContents()) {
                throw OpenInferenceProblem.bad("The input '" + input.getName()
                        + "' has contents, and the request has raw_input_contents; one of them is possible.");
            }
            DataType type = type(input);
            ByteBuf data = raw
                    ? pieces(message.getRawInputContents(i))
                    : Unpooled.wrappedBuffer(contents(input.getName(), type, input.getContents()));
            inputs.add(new Tensor(input.getName(), type, shape(input), data));
        }
        List<RequestedOutput> outputs =
                message.getOutputsList().stream().map(MessageReading::output).toList();
        Optional<String> id = Optional.of(message.getId()).filter(text -> !text.isEmpty());
        return signature.check(new InferRequest(id, inputs, outputs, raw));
    }

    private static ByteBuf pieces(ByteString bytes) {
        List<ByteBuffer> pieces = bytes.asReadOnlyByteBufferList();
        return Unpooled.wrappedBuffer(Math.max(1, pieces.size()), pieces.toArray(ByteBuffer[]::new));
    }

    /** Whether the data of the inputs is in {@code raw_input_contents}; the answer has the same form. */
    private static boolean isRaw(ModelInferRequest message) {
        return message.getRawInputContentsCount() > 0;
    }

    private static DataType type(ModelInferRequest.InferInputTensor input) {
        return DataType.of(input.getDatatype())
                .orElseThrow(() -> OpenInferenceProblem.bad("There is no datatype '" + input.getDatatype() + "'."));
    }

    private static List<Long> shape(ModelInferRequest.InferInputTensor input) {
        if (input.getShapeCount() > MAX_SIZES) {
            throw OpenInferenceProblem.bad(
                    "The shape of an input has " + input.getShapeCount() + " sizes; " + MAX_SIZES + " are possible.");
        }
        for (long size : input.getShapeList()) {
            if (size < 0) {
                throw OpenInferenceProblem.bad(
                        "The shape of the input '" + input.getName() + "' has a size that is less than 0.");
            }
        }
        return input.getShapeList();
    }

    private static RequestedOutput output(ModelInferRequest.InferRequestedOutputTensor output) {
        refuseSharedMemory(output.getParametersMap());
        int classes = 0;
        InferParameter wanted = output.getParametersMap().get("classification");
        if (wanted != null) {
            long number = wanted.hasUint64Param() ? wanted.getUint64Param() : wanted.getInt64Param();
            if (!(wanted.hasInt64Param() || wanted.hasUint64Param()) || number < 0 || number > Integer.MAX_VALUE) {
                throw OpenInferenceProblem.bad(
                        "The parameter 'classification' is not a whole number from 0 to " + Integer.MAX_VALUE + ".");
            }
            classes = (int) number;
        }
        return new RequestedOutput(output.getName(), Optional.empty(), classes);
    }

    private static void refuseSharedMemory(Map<String, InferParameter> parameters) {
        if (parameters.keySet().stream().anyMatch(name -> name.startsWith("shared_memory_"))) {
            throw OpenInferenceProblem.bad("Shared memory is not offered; send the data in the request.");
        }
    }

    private static ByteBuffer contents(String name, DataType type, InferTensorContents contents) {
        int others = contents.getAllFields().size() - (count(type, contents) > 0 ? 1 : 0);
        if (type.isBinaryOnly()) {
            throw OpenInferenceProblem.bad(
                    "Contents have no " + type + ": send the input '" + name + "' in raw_input_contents.");
        }
        if (others > 0) {
            throw OpenInferenceProblem.bad(
                    "The contents of the input '" + name + "' are not in the list of " + type + ".");
        }
        return switch (type) {
            case BOOL ->
                put(
                        type,
                        contents.getBoolContentsCount(),
                        (data, i) -> data.put((byte) (contents.getBoolContents(i) ? 1 : 0)));
            case INT8, INT16, INT32 ->
                put(
                        type,
                        contents.getIntContentsCount(),
                        (data, i) -> whole(data, name, type, contents.getIntContents(i), true));
            case UINT8, UINT16, UINT32 ->
                put(
                        type,
                        contents.getUintContentsCount(),
                        (data, i) ->
                                whole(data, name, type, Integer.toUnsignedLong(contents.getUintContents(i)), false));
            case INT64 ->
                put(type, contents.getInt64ContentsCount(), (data, i) -> data.putLong(contents.getInt64Contents(i)));
            case UINT64 ->
                put(type, contents.getUint64ContentsCount(), (data, i) -> data.putLong(contents.getUint64Contents(i)));
            case FP32 ->
                put(type, contents.getFp32ContentsCount(), (data, i) -> data.putFloat(contents.getFp32Contents(i)));
            case FP64 ->
                put(type, contents.getFp64ContentsCount(), (data, i) -> data.putDouble(contents.getFp64Contents(i)));
            default -> strings(contents.getBytesContentsCount(), contents::getBytesContents);
        };
    }

    private static int count(DataType type, InferTensorContents contents) {
        return switch (type) {
            case BOOL -> contents.getBoolContentsCount();
            case INT8, INT16, INT32 -> contents.getIntContentsCount();
            case UINT8, UINT16, UINT32 -> contents.getUintContentsCount();
            case INT64 -> contents.getInt64ContentsCount();
            case UINT64 -> contents.getUint64ContentsCount();
            case FP32 -> contents.getFp32ContentsCount();
            case FP64 -> contents.getFp64ContentsCount();
            default -> contents.getBytesContentsCount();
        };
    }

    private interface Element {
        void put(ByteBuffer data, int index);
    }

    private static ByteBuffer put(DataType type, int count, Element element) {
        ByteBuffer data =
                ByteBuffer.allocate(Math.multiplyExact(count, type.size())).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < count; i++) {
            element.put(data, i);
        }
        return data.flip();
    }

    private static void whole(ByteBuffer data, String name, DataType type, long value, boolean signed) {
        int bits = type.size() * Byte.SIZE;
        long min = signed ? -(1L << (bits - 1)) : 0;
        long max = signed ? (1L << (bits - 1)) - 1 : (1L << bits) - 1;
        if (value < min || value > max) {
            throw OpenInferenceProblem.bad(
                    "An element of the input '" + name + "' is out of the range of " + type + ".");
        }
        for (int i = 0; i < type.size(); i++) {
            data.put((byte) (value >>> (Byte.SIZE * i)));
        }
    }

    private static ByteBuffer strings(int count, IntFunction<ByteString> element) {
        int size = 0;
        for (int i = 0; i < count; i++) {
            size = Math.addExact(size, DataType.LENGTH + element.apply(i).size());
        }
        ByteBuffer data = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < count; i++) {
            ByteString value = element.apply(i);
            data.putInt(value.size()).put(value.asReadOnlyByteBuffer());
        }
        return data.flip();
    }
}
