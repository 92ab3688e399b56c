package dev.flsys.model.files;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * An entry of the trash.
 *
 * @param id the name of its folder in {@code .flsys/trash}
 * @param name the name of the file
 * @param kind the kind of the file; {@code model}
 * @param path the path that the file had, relative to the project
 * @param files the number of files: the model, and its weights in other files
 * @param sizeBytes the bytes of all of them
 * @param deleted when it was deleted or replaced
 */
@RegisterForReflection
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record TrashedFile(
        @Schema(examples = "20261129T113000.123Z-LeNet.pth") String id,
        @Schema(examples = "LeNet.pth") String name,
        @Schema(examples = "model") String kind,
        @Schema(examples = "saved_models/LeNet.pth") String path,
        int files,
        long sizeBytes,
        Instant deleted) {}
