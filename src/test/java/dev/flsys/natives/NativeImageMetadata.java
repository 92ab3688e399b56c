package dev.flsys.natives;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodType;
import java.lang.reflect.Array;
import java.net.URL;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;

/**
 * The registrations in files of native-image such as {@code jni-config.json}. An element is a class with its methods
 * and fields.
 */
final class NativeImageMetadata {

    static final String OWN = "META-INF/native-image/dev.flsys/flsys/";

    private static final ObjectMapper JSON = new ObjectMapper();

    private final List<JsonNode> classes = new ArrayList<>();

    private NativeImageMetadata() {}

    static NativeImageMetadata of(String resource) {
        NativeImageMetadata metadata = new NativeImageMetadata();
        try {
            ClassLoader loader = Thread.currentThread().getContextClassLoader();
            for (URL file : Collections.list(loader.getResources(resource))) {
                JSON.readTree(file).forEach(metadata.classes::add);
            }
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        return metadata;
    }

    static byte[] bytes(String resource) {
        try (InputStream bytes = Objects.requireNonNull(
                Thread.currentThread().getContextClassLoader().getResourceAsStream(resource), resource)) {
            return bytes.readAllBytes();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    List<JsonNode> classes() {
        return classes;
    }

    /** The names of the classes, such as {@code java.lang.String}. */
    List<String> names() {
        return classes.stream().map(each -> each.path("name").asText()).toList();
    }

    /** The descriptors of all methods, such as {@code (I)V}. */
    List<String> descriptors() {
        List<String> descriptors = new ArrayList<>();
        for (JsonNode each : classes) {
            for (JsonNode method : each.path("methods")) {
                descriptors.add(find(each.path("name").asText(), method).toMethodDescriptorString());
            }
        }
        return descriptors;
    }

    /** The type of a registered method; it must exist. */
    static MethodType find(String owner, JsonNode method) {
        try {
            List<Class<?>> parameters = new ArrayList<>();
            for (JsonNode parameter : method.path("parameterTypes")) {
                parameters.add(type(parameter.asText()));
            }
            Class<?>[] types = parameters.toArray(Class<?>[]::new);
            Class<?> type = type(owner);
            String name = method.path("name").asText();
            if (name.equals("<init>")) {
                return MethodType.methodType(
                        void.class, type.getDeclaredConstructor(types).getParameterTypes());
            }
            return MethodType.methodType(type.getDeclaredMethod(name, types).getReturnType(), types);
        } catch (NoSuchMethodException missing) {
            throw new AssertionError("There is no " + missing.getMessage(), missing);
        }
    }

    /** @param name the name in such a file: {@code int}, {@code long[]} or {@code java.lang.String} */
    static Class<?> type(String name) {
        if (name.endsWith("[]")) {
            return Array.newInstance(type(name.substring(0, name.length() - 2)), 0)
                    .getClass();
        }
        try {
            return switch (name) {
                case "int" -> int.class;
                case "long" -> long.class;
                case "byte" -> byte.class;
                default -> Class.forName(name, false, Thread.currentThread().getContextClassLoader());
            };
        } catch (ClassNotFoundException missing) {
            throw new AssertionError("There is no class " + name, missing);
        }
    }
}
