package dev.flsys.engine;

import java.util.Optional;

/**
 * What a model has to answer: one form of an exported model has to answer as another does. Safe for use by several
 * threads.
 */
@FunctionalInterface
public interface AnswerCheck {

    /**
     * Asks {@code model} and compares.
     *
     * @return how its answers differ, as the rest of a sentence about the model ({@code fails on ...}); empty if they
     *     agree
     */
    Optional<String> difference(EngineModel model);
}
