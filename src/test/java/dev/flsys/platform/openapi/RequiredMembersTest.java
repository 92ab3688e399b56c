package dev.flsys.platform.openapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.media.Content;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.jboss.jandex.Index;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The members that are required are those that Jackson writes for a record with as little as it may have. */
class RequiredMembersTest {

    private static final ObjectMapper JSON = new ObjectMapper().registerModule(new Jdk8Module());

    record Plain(int count, String name, @Nullable String note) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    record Sparse(
            String modelId,
            @Nullable String note,
            float @Nullable [] shape,
            @JsonProperty("renamed") long size,
            @JsonIgnore String hidden,
            @JsonInclude Optional<String> always,
            @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<String> absent,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> tags,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) int rounds,
            @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean pinned) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Outer(
            String id,
            @JsonUnwrapped Sparse sparse,
            @JsonUnwrapped @Nullable Inner inner) {}

    record Inner(int depth) {}

    record Derived(@JsonIgnore String text) {
        @JsonProperty("size_bytes")
        int size() {
            return text.length();
        }

        public boolean isEmpty() {
            return text.isEmpty();
        }

        @JsonIgnore
        public boolean isHidden() {
            return false;
        }
    }

    private static final Sparse SPARSE =
            new Sparse("m", null, null, 0, "", Optional.empty(), Optional.empty(), List.of(), 0, false);

    @Test
    void the_required_members_are_those_that_jackson_always_writes() throws IOException {
        check(new Plain(0, "", null), "count", "name", "note");
        check(new Derived(""), "size_bytes", "empty");
        check(SPARSE, "model_id", "note", "shape", "renamed", "always", "absent", "tags", "rounds", "pinned");
        check(
                new Outer("", SPARSE, null),
                "id",
                "model_id",
                "note",
                "shape",
                "renamed",
                "always",
                "absent",
                "tags",
                "rounds",
                "pinned",
                "depth");
    }

    private static void check(Record min, String... properties) throws IOException {
        Schema schema = schema(properties);
        String name = min.getClass().getSimpleName();
        api(answers(name), Map.of(name, schema));
        JsonNode written = JSON.valueToTree(min);
        assertThat(schema.getRequired()).as(name).containsExactlyInAnyOrderElementsOf(DescribedApi.names(written));
        assertThat(schema.getRequired()).as(name).isNotEmpty();
    }

    @Test
    void a_request_may_have_null_for_a_nullable_member_without_constraint() throws IOException {
        Schema schema = schema("count", "name", "note");
        schema.getProperties().values().forEach(each -> each.addType(Schema.SchemaType.STRING));
        Operation request = OASFactory.createOperation()
                .requestBody(OASFactory.createRequestBody().content(content("Plain")))
                .responses(OASFactory.createAPIResponses());
        api(request, Map.of("Plain", schema));
        assertThat(schema.getRequired()).isNull();
        assertThat(types(schema, "name")).containsExactly(Schema.SchemaType.STRING);
        assertThat(types(schema, "note")).containsExactly(Schema.SchemaType.STRING, Schema.SchemaType.NULL);

        Schema constrained = schema("count", "name", "note");
        constrained.getProperties().values().forEach(each -> each.addType(Schema.SchemaType.STRING));
        constrained.addRequired("note");
        api(request, Map.of("Plain", constrained));
        assertThat(types(constrained, "note")).containsExactly(Schema.SchemaType.STRING);
    }

    private static @Nullable List<Schema.SchemaType> types(Schema schema, String member) {
        return Objects.requireNonNull(schema.getProperties().get(member)).getType();
    }

    @Test
    void the_schemas_that_requests_and_answers_share_stay_unchanged() throws IOException {
        Schema schema = schema("depth");
        Operation both = answers("Inner");
        both.setRequestBody(OASFactory.createRequestBody().content(content("Inner")));
        api(both, Map.of("Inner", schema));
        assertThat(schema.getRequired()).isNull();
    }

    @Test
    void a_schema_inside_of_another_gets_its_required_members_too() throws IOException {
        Schema inner = schema("depth");
        Schema outer = OASFactory.createSchema()
                .addProperty(
                        "list",
                        OASFactory.createSchema()
                                .items(OASFactory.createSchema().ref("Inner")));
        assertThatThrownBy(() -> api(answers("Unknown"), Map.of("Unknown", outer, "Inner", inner)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("The schema Unknown with the members [list] has no record");
        Schema list = OASFactory.createSchema().items(OASFactory.createSchema().ref("Inner"));
        api(answers("Unknown"), Map.of("Unknown", list, "Inner", inner));
        assertThat(inner.getRequired()).containsExactly("depth");
    }

    @Test
    void a_schema_with_other_members_than_its_record_is_refused() {
        assertThatThrownBy(() -> api(answers("Inner"), Map.of("Inner", schema("height"))))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("Inner");
    }

    private static Schema schema(String... properties) {
        Schema schema = OASFactory.createSchema();
        List.of(properties).forEach(each -> schema.addProperty(each, OASFactory.createSchema()));
        return schema;
    }

    private static Operation answers(String schema) {
        return OASFactory.createOperation()
                .responses(OASFactory.createAPIResponses()
                        .addAPIResponse("200", OASFactory.createAPIResponse().content(content(schema))));
    }

    private static Content content(String schema) {
        return OASFactory.createContent()
                .addMediaType(
                        "application/json",
                        OASFactory.createMediaType()
                                .schema(OASFactory.createSchema().ref(schema)));
    }

    private static void api(Operation operation, Map<String, Schema> schemas) throws IOException {
        OpenAPI api = OASFactory.createOpenAPI()
                .paths(OASFactory.createPaths()
                        .addPathItem("/", OASFactory.createPathItem().GET(operation)));
        Index index = Index.of(Plain.class, Sparse.class, Outer.class, Inner.class, Derived.class);
        new RequiredMembers(index, schemas, Map.of()).addTo(api);
    }
}
