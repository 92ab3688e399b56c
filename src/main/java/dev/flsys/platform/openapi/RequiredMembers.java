package dev.flsys.platform.openapi;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.lang.reflect.Modifier;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.media.Content;
import org.eclipse.microprofile.openapi.models.media.MediaType;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.jboss.jandex.AnnotationInstance;
import org.jboss.jandex.AnnotationTarget;
import org.jboss.jandex.AnnotationValue;
import org.jboss.jandex.ClassInfo;
import org.jboss.jandex.DotName;
import org.jboss.jandex.FieldInfo;
import org.jboss.jandex.IndexView;
import org.jboss.jandex.MethodInfo;
import org.jboss.jandex.RecordComponentInfo;
import org.jboss.jandex.Type;
import org.jspecify.annotations.Nullable;

/**
 * Derives the required members of answers from their records: from nullness ({@link Nullable} or {@link Optional}) and
 * from what {@link JsonInclude} leaves out. The required members of requests come from the constraints that the service
 * checks; null is allowed for the other members that are {@link Nullable}. Schemas that requests and answers share stay
 * unchanged.
 */
final class RequiredMembers {

    /**
     * A member of an object.
     *
     * @param always whether an answer always has it
     * @param nullable whether its value in the record may be null
     */
    private record Member(boolean always, boolean nullable) {}

    private static final String REFERENCE = "#/components/schemas/";

    /** The strategy of all {@link JsonNaming} annotations. Another one leads to a schema without a record. */
    private static final PropertyNamingStrategies.SnakeCaseStrategy SNAKE_CASE =
            new PropertyNamingStrategies.SnakeCaseStrategy();

    private static final Pattern GETTER = Pattern.compile("(get|is)([A-Z])(.*)");

    private static final DotName DESCRIBED =
            DotName.createSimple(org.eclipse.microprofile.openapi.annotations.media.Schema.class);
    private static final DotName NULLABLE = DotName.createSimple(Nullable.class);

    private final IndexView index;
    private final Map<String, Schema> schemas;
    private final Map<String, Class<?>> errors;

    /**
     * @param index the classes of the service
     * @param schemas the schemas of the document by name
     * @param errors the records of the schemas that have their names from the description of the API
     */
    RequiredMembers(IndexView index, Map<String, Schema> schemas, Map<String, Class<?>> errors) {
        this.errors = errors;
        this.index = index;
        this.schemas = schemas;
    }

    /**
     * Completes the schemas of all operations.
     *
     * @throws IllegalStateException if a schema has no record, or several whose required members differ
     */
    void addTo(OpenAPI api) {
        Set<String> sent = new HashSet<>();
        Set<String> received = new HashSet<>();
        operations(api).forEach(operation -> {
            if (operation.getRequestBody() != null) {
                collect(operation.getRequestBody().getContent(), received);
            }
            operation.getResponses().getAPIResponses().values().forEach(answer -> collect(answer.getContent(), sent));
        });
        only(sent, received).forEach((name, schema) -> {
            List<String> required = names(members(name, schema), Member::always);
            schema.setRequired(required.isEmpty() ? null : required);
        });
        only(received, sent).forEach((name, schema) -> allowNull(members(name, schema), schema));
    }

    /** The objects among the schemas that {@code users} use and {@code others} do not. */
    private Map<String, Schema> only(Set<String> users, Set<String> others) {
        Map<String, Schema> found = new LinkedHashMap<>();
        users.stream().filter(name -> !others.contains(name)).forEach(name -> {
            Schema schema = schemas.get(name);
            if (schema != null && schema.getProperties() != null) {
                found.put(name, schema);
            }
        });
        return found;
    }

    private static void allowNull(Map<String, Member> members, Schema schema) {
        List<String> required = Optional.ofNullable(schema.getRequired()).orElse(List.of());
        for (String name : names(members, Member::nullable)) {
            Schema member = schema.getProperties().get(name);
            if (member != null && !required.contains(name)) {
                allowNull(member);
            }
        }
    }

    private static void allowNull(Schema member) {
        List<Schema.SchemaType> types = member.getType();
        if (types != null && !types.contains(Schema.SchemaType.NULL)) {
            member.addType(Schema.SchemaType.NULL);
        }
    }

    private static List<String> names(Map<String, Member> members, Predicate<Member> wanted) {
        return members.entrySet().stream()
                .filter(each -> wanted.test(each.getValue()))
                .map(Map.Entry::getKey)
                .toList();
    }

    private static Stream<Operation> operations(OpenAPI api) {
        return api.getPaths().getPathItems().values().stream().flatMap(item -> item.getOperations().values().stream());
    }

    private void collect(@Nullable Content content, Set<String> names) {
        if (content != null) {
            content.getMediaTypes().values().stream().map(MediaType::getSchema).forEach(each -> collect(each, names));
        }
    }

    private void collect(@Nullable Schema schema, Set<String> names) {
        if (schema == null) {
            return;
        }
        String reference = schema.getRef();
        if (reference != null) {
            String name = reference.substring(REFERENCE.length());
            if (names.add(name)) {
                collect(schemas.get(name), names);
            }
        }
        collect(schema.getItems(), names);
        collect(schema.getAdditionalPropertiesSchema(), names);
        if (schema.getProperties() != null) {
            schema.getProperties().values().forEach(each -> collect(each, names));
        }
        Stream.of(schema.getAllOf(), schema.getAnyOf(), schema.getOneOf())
                .filter(each -> each != null)
                .forEach(each -> each.forEach(part -> collect(part, names)));
    }

    /** The members of the record behind a schema, in the order of the record. */
    private Map<String, Member> members(String name, Schema schema) {
        Set<String> properties = schema.getProperties().keySet();
        Class<?> named = errors.get(name);
        Set<Map<String, Member>> found = new HashSet<>();
        for (ClassInfo record : index.getKnownClasses()) {
            if (record.isRecord() && (named == null ? name.equals(schemaName(record)) : isOf(record, named))) {
                Map<String, Member> members = members(record);
                if (members.keySet().equals(properties)) {
                    found.add(members);
                }
            }
        }
        if (found.size() != 1) {
            throw new IllegalStateException("The schema " + name + " with the members " + properties + " has "
                    + (found.isEmpty() ? "no record" : "several records") + ". Name its record with @Schema(name).");
        }
        return found.iterator().next();
    }

    private static boolean isOf(ClassInfo record, Class<?> named) {
        return record.name().toString().equals(named.getName());
    }

    private static String schemaName(ClassInfo record) {
        return text(record.declaredAnnotation(DESCRIBED), "name").orElse(record.simpleName());
    }

    private Map<String, Member> members(ClassInfo record) {
        Map<String, Member> members = new LinkedHashMap<>();
        JsonInclude.Include ofRecord =
                inclusion(record.declaredAnnotation(JsonInclude.class)).orElse(JsonInclude.Include.ALWAYS);
        for (RecordComponentInfo component : record.recordComponentsInDeclarationOrder()) {
            FieldInfo field = record.field(component.name());
            boolean nullable = field.type().hasAnnotation(NULLABLE);
            if (field.hasAnnotation(JsonUnwrapped.class)) {
                members(index.getClassByName(field.type().name()))
                        .forEach((name, member) -> members.put(
                                name, new Member(member.always() && !nullable, member.nullable() || nullable)));
            } else if (!field.hasAnnotation(JsonIgnore.class) && !field.hasAnnotation(JsonAnyGetter.class)) {
                members.put(name(field, field.name(), record), member(field, field.type(), ofRecord));
            }
        }
        // Values that are derived from the components.
        for (MethodInfo method : record.methods()) {
            if (isGetter(method) && record.field(method.name()) == null) {
                members.putIfAbsent(
                        name(method, property(method), record), member(method, method.returnType(), ofRecord));
            }
        }
        return members;
    }

    private static boolean isGetter(MethodInfo method) {
        if (method.parametersCount() != 0
                || Modifier.isStatic(method.flags())
                || method.hasDeclaredAnnotation(JsonIgnore.class)) {
            return false;
        }
        return method.hasDeclaredAnnotation(JsonProperty.class)
                || (Modifier.isPublic(method.flags()) && !property(method).equals(method.name()));
    }

    /** The name of the member that a method gets: {@code empty} for {@code isEmpty}. */
    private static String property(MethodInfo method) {
        Matcher matcher = GETTER.matcher(method.name());
        boolean named = matcher.matches()
                && (matcher.group(1).equals("get")
                        || method.returnType().name().equals(DotName.createSimple(boolean.class)));
        return named ? matcher.group(2).toLowerCase(Locale.ROOT) + matcher.group(3) : method.name();
    }

    private static Member member(AnnotationTarget declared, Type type, JsonInclude.Include ofRecord) {
        boolean nullable = type.hasAnnotation(NULLABLE);
        JsonInclude.Include inclusion =
                inclusion(declared.declaredAnnotation(JsonInclude.class)).orElse(ofRecord);
        return new Member(isAlwaysThere(type, nullable, inclusion), nullable);
    }

    private static boolean isAlwaysThere(Type type, boolean nullable, JsonInclude.Include inclusion) {
        boolean primitive = type.kind() == Type.Kind.PRIMITIVE;
        boolean optional = type.name().toString().startsWith("java.util.Optional");
        return switch (inclusion) {
            case ALWAYS, USE_DEFAULTS -> true;
            case NON_NULL -> !nullable;
            case NON_ABSENT -> !nullable && !optional;
            case NON_EMPTY -> primitive;
            case NON_DEFAULT, CUSTOM -> false;
        };
    }

    private static String name(AnnotationTarget declared, String name, ClassInfo record) {
        return text(declared.declaredAnnotation(JsonProperty.class), "value")
                .or(() -> text(declared.declaredAnnotation(DESCRIBED), "name"))
                .orElseGet(() -> record.hasDeclaredAnnotation(JsonNaming.class) ? SNAKE_CASE.translate(name) : name);
    }

    private static Optional<String> text(@Nullable AnnotationInstance annotation, String value) {
        return Optional.ofNullable(annotation)
                .map(each -> each.value(value))
                .map(AnnotationValue::asString)
                .filter(each -> !each.isEmpty());
    }

    private static Optional<JsonInclude.Include> inclusion(@Nullable AnnotationInstance annotation) {
        // @JsonInclude without a value is ALWAYS.
        return Optional.ofNullable(annotation)
                .map(each -> each.value() == null
                        ? JsonInclude.Include.ALWAYS
                        : JsonInclude.Include.valueOf(each.value().asEnum()));
    }
}
