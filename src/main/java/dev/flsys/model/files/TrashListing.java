package dev.flsys.model.files;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;

/**
 * The content of the trash.
 *
 * @param files the entries, the latest first
 * @param sizeBytes the bytes of all of them
 * @param mostFiles the most entries; the oldest ones are deleted for good at a deletion
 * @param mostBytes the most bytes, unless the latest entry is larger
 */
@RegisterForReflection
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record TrashListing(List<TrashedFile> files, long sizeBytes, int mostFiles, long mostBytes) {}
