package dev.flsys.packaging;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.util.List;
import java.util.Map;

/** The part of the Compose Specification that is used; anything else in a file is refused. */
record ComposeFile(String name, Map<String, Service> services) {

    private static final YAMLMapper YAML = YAMLMapper.builder(
                    YAMLFactory.builder().build())
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .build();

    record Service(
            String image,
            Build build,
            String user,
            @JsonProperty("read_only") boolean readOnly,
            @JsonProperty("cap_drop") List<String> capDrop,
            @JsonProperty("security_opt") List<String> securityOpt,
            List<String> tmpfs,
            List<String> volumes,
            @JsonProperty("shm_size") String shmSize,
            @JsonProperty("mem_limit") String memLimit,
            List<String> ports,
            Map<String, String> environment,
            Healthcheck healthcheck,
            @JsonProperty("stop_grace_period") String stopGracePeriod,
            String restart) {}

    record Build(String context, String dockerfile) {}

    record Healthcheck(
            List<String> test,
            String interval,
            String timeout,
            @JsonProperty("start_period") String startPeriod,
            int retries) {}

    static ComposeFile parse(String text) throws JsonProcessingException {
        return YAML.readValue(text, ComposeFile.class);
    }

    /** {@code ${NAME:-value}} as value: nobody has set anything. */
    static String withDefaults(String written) {
        return written.replaceAll("\\$\\{\\w+:-([^}]*)}", "$1");
    }
}
