package dev.flsys.natives;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import dev.flsys.testsupport.MainClasses;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Compares the registrations for native-image with the needs of the libraries, with or without a native-image. */
class NativeImageMetadataTest {

    private static final String JNI = NativeImageMetadata.OWN + "jni-config.json";
    private static final String REFLECTION = NativeImageMetadata.OWN + "reflect-config.json";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jnilib/linux-x86_64/cpu/libdjl_torch.so",
                "jnilib/linux-aarch64/cpu/libdjl_torch.so",
                "ai/onnxruntime/native/linux-x64/libonnxruntime4j_jni.so",
                "ai/onnxruntime/native/linux-aarch64/libonnxruntime4j_jni.so"
            })
    void each_name_that_an_engine_can_look_up_by_JNI_is_registered(String library) {
        LibrarySymbols symbols = LibrarySymbols.of(library);
        NativeImageMetadata registered = NativeImageMetadata.of(JNI);
        assertThat(symbols.classes()).isNotEmpty().isSubsetOf(registered.names());
        assertThat(symbols.descriptors()).isNotEmpty().isSubsetOf(registered.descriptors());
    }

    @Test
    void each_registration_names_an_existing_element() {
        for (String file : List.of(JNI, REFLECTION)) {
            for (JsonNode each : NativeImageMetadata.of(file).classes()) {
                String name = each.path("name").asText();
                Class<?> type = NativeImageMetadata.type(name);
                for (JsonNode method : each.path("methods")) {
                    assertThat(NativeImageMetadata.find(name, method)).isNotNull();
                }
                for (JsonNode field : each.path("fields")) {
                    assertThat(type.getDeclaredFields())
                            .as(name)
                            .extracting(java.lang.reflect.Field::getName)
                            .contains(field.path("name").asText());
                }
            }
        }
    }

    /** libtorch logs through a field of DJL. A library that does not find it ends the process. */
    @Test
    void the_logger_of_libtorch_is_registered() {
        assertThat(LibrarySymbols.of("jnilib/linux-x86_64/cpu/libdjl_torch.so")
                        .containsAll("logger", "info", "debug", "error", "add", "read", "write"))
                .isTrue();
        Set<String> members = new TreeSet<>();
        for (JsonNode each : NativeImageMetadata.of(JNI).classes()) {
            each.path("fields").forEach(field -> members.add(field.path("name").asText()));
            each.path("methods")
                    .forEach(method -> members.add(method.path("name").asText()));
        }
        assertThat(members).contains("logger", "info", "debug", "error", "add", "read", "write", "getBytes");
    }

    @Test
    @EnabledOnOs(value = OS.LINUX, architectures = "amd64")
    void the_jars_of_Leptonica_register_the_names_that_it_can_look_up() {
        NativeImageMetadata registered =
                NativeImageMetadata.of("META-INF/native-image/linux-x86_64/jnijavacpp/jni-config.json");
        List<String> leptonica = NativeImageMetadata.of(
                        "META-INF/native-image/linux-x86_64/jnileptonica/jni-config.json")
                .names();
        List<String> all =
                Stream.concat(registered.names().stream(), leptonica.stream()).toList();
        assertThat(LibrarySymbols.of("org/bytedeco/leptonica/linux-x86_64/libjnileptonica.so")
                        .classes())
                .isNotEmpty()
                .isSubsetOf(all);
    }

    /** JavaCPP creates the object of a returned structure without a constructor, which its jars do not register. */
    @Test
    void native_structures_that_are_returned_can_be_allocated() {
        Set<String> answered = new TreeSet<>();
        for (JavaClass each : MainClasses.ALL) {
            for (JavaMethodCall call : each.getMethodCallsFromSelf()) {
                JavaClass type = call.getTarget().getRawReturnType();
                if (call.getTargetOwner().getName().startsWith("org.bytedeco.leptonica")
                        && type.isAssignableTo(Pointer.class)) {
                    answered.add(type.getName());
                }
            }
        }
        List<String> allocated = NativeImageMetadata.of(REFLECTION).classes().stream()
                .filter(each -> each.path("unsafeAllocated").asBoolean())
                .map(each -> each.path("name").asText())
                .toList();
        assertThat(answered).isNotEmpty().isSubsetOf(allocated);
    }

    /**
     * Quarkus runs static initialisers during the build. Settings and libraries of such an initialiser would be lost.
     */
    @Test
    void classes_that_set_or_load_something_once_are_initialised_at_run_time() {
        Set<String> once = new TreeSet<>();
        for (JavaClass each : MainClasses.ALL) {
            each.getStaticInitializer()
                    .map(JavaCodeUnit::getCallsFromSelf)
                    .orElse(Set.of())
                    .forEach(call -> {
                        if (belongsToRunTime(call)) {
                            once.add(each.getName());
                        }
                    });
        }
        String arguments = new String(
                NativeImageMetadata.bytes(NativeImageMetadata.OWN + "native-image.properties"), StandardCharsets.UTF_8);
        assertThat(once).hasSizeGreaterThan(2).allSatisfy(name -> assertThat(arguments)
                .containsPattern("[=,]" + Pattern.quote(name) + "(,|\\s)"));
    }

    private static boolean belongsToRunTime(JavaCall<?> call) {
        String owner = call.getTargetOwner().getName();
        return owner.matches("(ai\\.djl|ai\\.onnxruntime|org\\.bytedeco)\\..*|dev\\.flsys\\.natives\\.NativeLibraries")
                || owner.equals(SecureRandom.class.getName())
                || (owner.equals(System.class.getName()) && call.getName().equals("setProperty"));
    }

    @Test
    void providers_of_engines_can_be_created() throws IOException {
        Set<String> providers = new TreeSet<>();
        ClassLoader loader = Thread.currentThread().getContextClassLoader();
        for (URL file : Collections.list(loader.getResources("META-INF/services/ai.djl.engine.EngineProvider"))) {
            try (InputStream lines = file.openStream()) {
                new String(lines.readAllBytes(), StandardCharsets.UTF_8)
                        .lines()
                        .filter(line -> !line.isBlank())
                        .forEach(providers::add);
            }
        }
        assertThat(providers)
                .isNotEmpty()
                .isSubsetOf(NativeImageMetadata.of(REFLECTION).names());
    }
}
