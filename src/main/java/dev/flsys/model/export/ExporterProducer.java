package dev.flsys.model.export;

import dev.flsys.model.catalog.ModelSettings;
import dev.flsys.project.FlowerProject;
import dev.flsys.python.ProjectPython;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Makes the exporter a bean. */
final class ExporterProducer {

    @Produces
    @Singleton
    Exporter exporter(FlowerProject project, ModelSettings settings, ProjectPython python) {
        Exporter exporter =
                new Exporter(project, settings, python::ensure, ExportCacheLimit.DEFAULT, ExportLimits.ofThisMachine());
        Thread cleaning = new Thread(exporter::clean, "flsys-export-clean");
        cleaning.setDaemon(true);
        cleaning.start();
        return exporter;
    }

    void close(@Disposes Exporter exporter) {
        exporter.close();
    }
}
