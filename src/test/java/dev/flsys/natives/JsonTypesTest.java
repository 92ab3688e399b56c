package dev.flsys.natives;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.properties.HasAnnotations;
import dev.flsys.testsupport.MainClasses;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.ws.rs.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Jackson reads types by reflection. Quarkus registers the types of REST resources. Types that are sent by WebSocket or
 * stored in files need an annotation, or a native executable would write them empty.
 */
class JsonTypesTest {

    @Test
    void types_with_annotations_of_Jackson_are_registered_or_of_a_resource() {
        Set<String> ofResources = new TreeSet<>();
        for (JavaClass each : MainClasses.ALL) {
            if (each.isAnnotatedWith(Path.class)) {
                each.getMethods().forEach(method -> collect(method, ofResources));
            }
        }
        Set<String> annotated = new TreeSet<>();
        for (JavaClass each : MainClasses.ALL) {
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

    /** The type and its component types, as Quarkus registers them. */
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
