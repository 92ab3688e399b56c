package dev.flsys.platform;

import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.jackson.ObjectMapperCustomizer;
import io.quarkus.runtime.configuration.MemorySize;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Allows a JSON string as long as the body: a picture is one string. The limit of Jackson is 20 million. A body must be
 * one document, without text after it.
 */
@Singleton
final class JsonLimits implements ObjectMapperCustomizer {

    private final MemorySize bodyLimit;

    JsonLimits(@ConfigProperty(name = "quarkus.http.limits.max-body-size") MemorySize bodyLimit) {
        this.bodyLimit = bodyLimit;
    }

    @Override
    public void customize(ObjectMapper json) {
        json.getFactory()
                .setStreamReadConstraints(StreamReadConstraints.builder()
                        .maxStringLength((int) Math.min(Integer.MAX_VALUE, bodyLimit.asLongValue()))
                        .build());
        json.enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    }
}
