package dev.flsys;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The arrows between the rooms: who may use whom. ARCHITECTURE.md draws the same picture. */
@AnalyzeClasses(packages = "dev.flsys", importOptions = ImportOption.DoNotIncludeTests.class)
class RoomsTest {

    @ArchTest
    static final ArchRule rooms_depend_on_each_other_only_along_the_drawn_arrows = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("problem")
            .definedBy("dev.flsys.problem..")
            .layer("settings")
            .definedBy("dev.flsys.settings..")
            .layer("process")
            .definedBy("dev.flsys.process..")
            .layer("natives")
            .definedBy("dev.flsys.natives..")
            .layer("project")
            .definedBy("dev.flsys.project..")
            .layer("access")
            .definedBy("dev.flsys.access..")
            .layer("python")
            .definedBy("dev.flsys.python..")
            .layer("model")
            .definedBy("dev.flsys.model..")
            .layer("deploy")
            .definedBy("dev.flsys.deploy..")
            .layer("inference")
            .definedBy("dev.flsys.inference..")
            .layer("history")
            .definedBy("dev.flsys.history..")
            .layer("simulation")
            .definedBy("dev.flsys.simulation..")
            .layer("socketio")
            .definedBy("dev.flsys.socketio..")
            .layer("live")
            .definedBy("dev.flsys.live..")
            .layer("console")
            .definedBy("dev.flsys.console..")
            .layer("platform")
            .definedBy("dev.flsys.platform..")
            .layer("startcache")
            .definedBy("dev.flsys.startcache..")
            .whereLayer("problem")
            .mayNotAccessAnyLayer()
            .whereLayer("settings")
            .mayNotAccessAnyLayer()
            .whereLayer("process")
            .mayOnlyAccessLayers("settings")
            .whereLayer("natives")
            .mayNotAccessAnyLayer()
            .whereLayer("startcache")
            .mayNotAccessAnyLayer()
            .whereLayer("project")
            .mayOnlyAccessLayers("settings")
            .whereLayer("access")
            .mayOnlyAccessLayers("settings", "problem")
            .whereLayer("python")
            .mayOnlyAccessLayers("settings", "problem", "project", "process")
            .whereLayer("model")
            .mayOnlyAccessLayers("settings", "problem", "natives", "project", "process", "python")
            .whereLayer("deploy")
            .mayOnlyAccessLayers("settings", "problem", "project", "model")
            .whereLayer("inference")
            .mayOnlyAccessLayers("settings", "problem", "natives", "project", "model", "deploy")
            .whereLayer("history")
            .mayOnlyAccessLayers("settings", "problem", "project", "model", "simulation")
            .whereLayer("simulation")
            .mayOnlyAccessLayers("settings", "problem", "project", "process", "python", "access", "model")
            .whereLayer("live")
            .mayOnlyAccessLayers("problem", "access", "simulation", "socketio")
            .whereLayer("socketio")
            .mayOnlyAccessLayers("settings", "access")
            .whereLayer("console")
            .mayOnlyAccessLayers("access")
            .whereLayer("platform")
            .mayOnlyAccessLayers("problem", "settings", "project", "python", "model", "inference");

    @ArchTest
    static final ArchRule models_are_served_without_knowing_who_exports_them = noClasses()
            .that()
            .resideInAPackage("dev.flsys.model")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.flsys.model.export..");

    @ArchTest
    static final ArchRule rooms_have_no_cycles =
            slices().matching("dev.flsys.(*)..").should().beFreeOfCycles();
}
