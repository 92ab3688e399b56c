package dev.flsys.model;

import io.quarkus.arc.DefaultBean;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.function.Consumer;

/** Stands in where nothing can execute state dicts. */
@DefaultBean
@Singleton
final class NoStateDicts implements StateDicts {

    @Override
    public Optional<Executable> cached(ModelFile file) {
        return Optional.empty();
    }

    @Override
    public Executable export(ModelFile file, Consumer<String> report) {
        throw new ModelUnusable("The model " + file.id() + " holds weights only; export it as TorchScript or ONNX.");
    }
}
