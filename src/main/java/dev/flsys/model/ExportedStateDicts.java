package dev.flsys.model;

import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.function.Consumer;

/** State dicts as the {@link Exporter} makes them executable; their TorchScript form serves. */
@Singleton
final class ExportedStateDicts implements StateDicts {

    private final Exporter exporter;

    ExportedStateDicts(Exporter exporter) {
        this.exporter = exporter;
    }

    @Override
    public Optional<Executable> cached(ModelFile file) {
        return exporter.cached(file).map(ExportedStateDicts::torchScript);
    }

    @Override
    public Executable export(ModelFile file, Consumer<String> report) throws InterruptedException {
        return torchScript(exporter.export(file, report));
    }

    private static Executable torchScript(Exported exported) {
        return new Executable(exported.torchScript(), ModelFormat.TORCHSCRIPT);
    }
}
