package dev.flsys.simulation.execution;

import dev.flsys.flower.LaunchPlan;
import dev.flsys.flower.PreparedRun;
import dev.flsys.flower.RunRequest;
import dev.flsys.flower.command.StartParameters;
import dev.flsys.flower.options.StartOptions;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** A plan for one run without options. */
record PreparedPlan(Supplier<PreparedRun> run) implements LaunchPlan {

    @Override
    public void requireScript() {}

    @Override
    public PreparedRun prepare(RunRequest request, Consumer<String> report) {
        return run.get();
    }

    @Override
    public void check(StartParameters parameters) {}

    @Override
    public StartOptions options() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}
}
