package dev.flsys.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rules for clients that upload and delete model files.
 *
 * @param allowed whether clients may do so
 * @param reason the reason why clients may not change files, with the next step; absent if they may
 * @param folder the folder of uploaded files, relative to the project
 * @param maxBytes the most bytes of an uploaded file
 * @param suffixes the endings that the name of an uploaded file may have
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record FileRules(
        boolean allowed, @Nullable String reason, String folder, long maxBytes, List<String> suffixes) {}
