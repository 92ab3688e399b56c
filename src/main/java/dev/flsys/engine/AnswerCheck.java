package dev.flsys.engine;

import java.util.Optional;

/** The expected answers of a model: two forms of an exported model must give the same answers. Thread-safe. */
@FunctionalInterface
public interface AnswerCheck {

    /**
     * Calls {@code model} and compares its answers.
     *
     * @return the difference as the rest of a sentence about the model ({@code fails on ...}); empty if the answers
     *     agree
     */
    Optional<String> findDifference(EngineModel model);
}
