package dev.flsys.openinference;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import flsys.wire.InferParameter;
import flsys.wire.InferStatistics;
import flsys.wire.InferTensorContents;
import flsys.wire.ModelConfig;
import flsys.wire.ModelInferResponse;
import flsys.wire.ModelInput;
import flsys.wire.ModelMetadataResponse;
import flsys.wire.ModelOutput;
import flsys.wire.ModelStatistics;
import flsys.wire.ModelStatisticsResponse;
import flsys.wire.StatisticDuration;
import java.util.Map;

/** Writes answers as messages of gRPC. */
final class MessageWriting {

    private MessageWriting() {}

    /** The answer to an inference: the data of binary outputs is raw, as the request sent its inputs. */
    static ModelInferResponse.Builder of(InferAnswer answer) {
        ModelInferResponse.Builder message = ModelInferResponse.newBuilder()
                .setModelName(answer.model())
                .setModelVersion(InferAnswer.VERSION)
                .setId(answer.id().orElse(""));
        answer.parameters()
                .forEach((name, value) -> message.putParameters(
                        name, InferParameter.newBuilder().setStringParam(value).build()));
        for (InferAnswer.Output output : answer.outputs()) {
            Tensor tensor = output.tensor();
            ModelInferResponse.InferOutputTensor.Builder described = message.addOutputsBuilder()
                    .setName(tensor.name())
                    .setDatatype(tensor.type().name())
                    .addAllShape(tensor.shape());
            if (output.binary()) {
                message.addRawOutputContents(
                        UnsafeByteOperations.unsafeWrap(tensor.data().nioBuffer()));
            } else {
                described.setContents(contents(tensor));
            }
        }
        return message;
    }

    private static InferTensorContents contents(Tensor tensor) {
        InferTensorContents.Builder contents = InferTensorContents.newBuilder();
        switch (tensor.type()) {
            case FP32 -> {
                for (float value : tensor.floats()) {
                    contents.addFp32Contents(value);
                }
            }
            case BYTES -> tensor.byteStrings().forEach(value -> contents.addBytesContents(ByteString.copyFrom(value)));
            default -> throw new IllegalStateException("No model answers " + tensor.type());
        }
        return contents.build();
    }

    static ModelMetadataResponse of(Documents.Metadata metadata) {
        ModelMetadataResponse.Builder message = ModelMetadataResponse.newBuilder()
                .setName(metadata.name())
                .addAllVersions(metadata.versions())
                .setPlatform(metadata.platform());
        metadata.inputs().forEach(info -> message.addInputs(tensor(info)));
        metadata.outputs().forEach(info -> message.addOutputs(tensor(info)));
        return message.build();
    }

    private static ModelMetadataResponse.TensorMetadata tensor(TensorInfo info) {
        return ModelMetadataResponse.TensorMetadata.newBuilder()
                .setName(info.name())
                .setDatatype(info.type().name())
                .addAllShape(info.shape())
                .build();
    }

    static ModelConfig of(Documents.Config config) {
        ModelConfig.Builder message = ModelConfig.newBuilder()
                .setName(config.name())
                .setPlatform(config.platform())
                .setBackend(config.backend())
                .setMaxBatchSize(config.maxBatchSize());
        config.input()
                .forEach(input -> message.addInput(ModelInput.newBuilder()
                        .setName(input.name())
                        .setDataType(flsys.wire.DataType.valueOf(input.dataType()))
                        .addAllDims(input.dims())));
        config.output()
                .forEach(output -> message.addOutput(ModelOutput.newBuilder()
                        .setName(output.name())
                        .setDataType(flsys.wire.DataType.valueOf(output.dataType()))
                        .addAllDims(output.dims())));
        return message.build();
    }

    static ModelStatisticsResponse of(Documents.Statistics statistics) {
        ModelStatisticsResponse.Builder message = ModelStatisticsResponse.newBuilder();
        for (Documents.Statistics.Model model : statistics.modelStats()) {
            Map<String, Documents.Total> totals = model.inferenceStats();
            message.addModelStats(ModelStatistics.newBuilder()
                    .setName(model.name())
                    .setVersion(model.version())
                    .setLastInference(model.lastInference())
                    .setInferenceCount(model.inferenceCount())
                    .setExecutionCount(model.executionCount())
                    .setInferenceStats(InferStatistics.newBuilder()
                            .setSuccess(total(totals, "success"))
                            .setFail(total(totals, "fail"))
                            .setQueue(total(totals, "queue"))
                            .setComputeInput(total(totals, "compute_input"))
                            .setComputeInfer(total(totals, "compute_infer"))
                            .setComputeOutput(total(totals, "compute_output"))
                            .setCacheHit(total(totals, "cache_hit"))
                            .setCacheMiss(total(totals, "cache_miss"))));
        }
        return message.build();
    }

    private static StatisticDuration total(Map<String, Documents.Total> totals, String name) {
        Documents.Total total = totals.getOrDefault(name, new Documents.Total(0, 0));
        return StatisticDuration.newBuilder()
                .setCount(total.count())
                .setNs(total.ns())
                .build();
    }
}
