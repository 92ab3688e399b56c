package dev.flsys.model;

import java.util.Optional;

/**
 * The settings of the room as a user writes them: labels b and a, pictures of 8 pixels, and the defaults.
 *
 * @param weights MODEL_WEIGHTS_SUBDIR
 * @param module MODEL_DEFINITION_MODULE
 */
record WrittenModelConfig(String weights, String module) implements ModelConfig {

    @Override
    public Optional<String> weightsSubdir() {
        return Optional.of(weights);
    }

    @Override
    public Optional<String> definitionModule() {
        return Optional.of(module);
    }

    @Override
    public Optional<String> classLabels() {
        return Optional.of("b,a");
    }

    @Override
    public Optional<String> imgSize() {
        return Optional.of("8");
    }

    @Override
    public Optional<String> inMemory() {
        return Optional.empty();
    }

    @Override
    public Optional<String> loadTimeout() {
        return Optional.empty();
    }

    @Override
    public Optional<String> device() {
        return Optional.empty();
    }
}
