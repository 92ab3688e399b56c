package dev.flsys.model;

import dev.flsys.engine.AnswerCheck;
import dev.flsys.engine.EngineFile;

/**
 * The form of a state dict whose architecture was exported before.
 *
 * @param file exists until this form is closed
 * @param check finds what an export by Python would refuse in these weights
 * @param channels the channels of the pictures that it takes: 3 for RGB, 1 for grey
 * @param done deletes the file
 */
public record FilledForm(EngineFile file, AnswerCheck check, int channels, Runnable done) implements AutoCloseable {

    @Override
    public void close() {
        done.run();
    }
}
