package dev.flsys.natives;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.properties.HasAnnotations;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.ws.rs.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Jackson reads types by reflection. Quarkus registers the types of REST resources only. A type that is sent by
 * WebSocket or kept in a file needs {@code @RegisterForReflection}, or a native executable writes it empty.
 */
class JsonTypesTest {

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.flsys");

    @Test
    void types_with_annotations_of_Jackson_are_registered_or_used_by_a_resource() {
        Set<String> ofResources = new TreeSet<>();
        for (JavaClass each : CLASSES) {
            if (each.isAnnotatedWith(Path.class)) {
                each.getMethods().forEach(method -> collect(method, ofResources));
            }
        }
        Set<String> annotated = new TreeSet<>();
        for (JavaClass each : CLASSES) {
            if (isOfJackson(each) && !each.isAnnotatedWith(RegisterForReflection.class)) {
                annotated.add(each.getName());
            }
        }
        assertThat(annotated).isNotEmpty().isSubsetOf(ofResources);
    }

    private static void collect(JavaMethod method, Set<String> found) {
        Stream.concat(Stream.of(method.getReturnType()), method.getParameterTypes().stream())
                .flatMap(type -> type.getAllInvolvedRawTypes().stream())
                .forEach(type -> collect(type, found));
    }

    /** Adds the type and the types of its fields, as Quarkus does. */
    private static void collect(JavaClass type, Set<String> found) {
        if (type.getPackageName().startsWith("dev.flsys") && found.add(type.getName())) {
            type.getFields().stream()
                    .flatMap(field -> field.getType().getAllInvolvedRawTypes().stream())
                    .forEach(each -> collect(each, found));
        }
    }

    private static boolean isOfJackson(JavaClass type) {
        return hasAnnotation(type) || type.getMembers().stream().anyMatch(member -> hasAnnotation((JavaMember) member));
    }

    private static boolean hasAnnotation(HasAnnotations<?> element) {
        return element.getAnnotations().stream()
                .anyMatch(each -> each.getRawType().getPackageName().startsWith("com.fasterxml.jackson"));
    }
}
