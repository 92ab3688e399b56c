package dev.flsys.grpc;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import dev.flsys.problem.GrpcCode;
import flsys.wire.ErrorResponse;
import flsys.wire.FileDescriptorResponse;
import flsys.wire.ListServiceResponse;
import flsys.wire.ServerReflectionRequest;
import flsys.wire.ServerReflectionResponse;
import flsys.wire.ServiceResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/**
 * The service {@code ServerReflection} in both of its versions. Clients such as grpcurl and Postman learn the methods
 * and messages from it. The files import no other files. Extensions are not offered, because there are none.
 */
public final class ReflectionMethods {

    private static final long MAX_SIZE = 64 * 1024;

    private final Map<String, FileDescriptor> byName = new HashMap<>();
    private final Map<String, FileDescriptor> bySymbol = new HashMap<>();
    private final ListServiceResponse.Builder services = ListServiceResponse.newBuilder();

    private ReflectionMethods(List<FileDescriptor> files) {
        for (FileDescriptor file : files) {
            byName.put(file.getName(), file);
            file.getMessageTypes().forEach(type -> add(type, file));
            file.getEnumTypes().forEach(type -> bySymbol.put(type.getFullName(), file));
            for (ServiceDescriptor service : file.getServices()) {
                bySymbol.put(service.getFullName(), file);
                for (MethodDescriptor method : service.getMethods()) {
                    bySymbol.put(method.getFullName(), file);
                }
                services.addService(ServiceResponse.newBuilder().setName(service.getFullName()));
            }
        }
    }

    private void add(Descriptor type, FileDescriptor file) {
        bySymbol.put(type.getFullName(), file);
        type.getNestedTypes().forEach(nested -> add(nested, file));
        type.getEnumTypes().forEach(nested -> bySymbol.put(nested.getFullName(), file));
    }

    /** The methods that describe {@code files}. */
    public static List<GrpcMethod<?>> of(List<FileDescriptor> files) {
        ReflectionMethods reflection = new ReflectionMethods(files);
        return Stream.of("v1", "v1alpha")
                .<GrpcMethod<?>>map(version -> GrpcMethod.stream(
                        "/grpc.reflection." + version + ".ServerReflection/ServerReflectionInfo",
                        MAX_SIZE,
                        ServerReflectionRequest.getDefaultInstance(),
                        (request, caller) -> CompletableFuture.completedFuture(reflection.answer(request))))
                .toList();
    }

    private ServerReflectionResponse answer(ServerReflectionRequest request) {
        ServerReflectionResponse.Builder answer = ServerReflectionResponse.newBuilder()
                .setValidHost(request.getHost())
                .setOriginalRequest(request);
        return switch (request.getMessageRequestCase()) {
            case LIST_SERVICES -> answer.setListServicesResponse(services).build();
            case FILE_BY_FILENAME -> file(answer, byName, request.getFileByFilename());
            case FILE_CONTAINING_SYMBOL -> file(answer, bySymbol, request.getFileContainingSymbol());
            default -> error(answer, GrpcCode.UNIMPLEMENTED, "There are no extensions.");
        };
    }

    private static ServerReflectionResponse file(
            ServerReflectionResponse.Builder answer, Map<String, FileDescriptor> files, String name) {
        FileDescriptor file = files.get(name);
        return file == null
                ? error(answer, GrpcCode.NOT_FOUND, "There is no '" + name + "'.")
                : answer.setFileDescriptorResponse(FileDescriptorResponse.newBuilder()
                                .addFileDescriptorProto(file.toProto().toByteString()))
                        .build();
    }

    private static ServerReflectionResponse error(
            ServerReflectionResponse.Builder answer, GrpcCode code, String detail) {
        return answer.setErrorResponse(
                        ErrorResponse.newBuilder().setErrorCode(code.number()).setErrorMessage(detail))
                .build();
    }
}
