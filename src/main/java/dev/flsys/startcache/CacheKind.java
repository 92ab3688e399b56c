package dev.flsys.startcache;

import java.nio.file.Path;

/** What a JVM keeps of a run for the next start. */
enum CacheKind {
    /** An archive of classes, parsed and verified (JEP 350). */
    APP_CDS("app-cds.jsa", "-XX:ArchiveClassesAtExit=", "-XX:SharedArchiveFile="),
    /** Classes loaded and linked, and profiles of methods (JEP 483, 514 and 515). */
    AOT("app.aot", "-XX:AOTCacheOutput=", "-XX:AOTCache=");

    private static final int FIRST_WITH_AOT = 25;

    private final String fileName;
    private final String recording;
    private final String using;

    CacheKind(String fileName, String recording, String using) {
        this.fileName = fileName;
        this.recording = recording;
        this.using = using;
    }

    /** @param feature the JDK's version: 17, 25 */
    static CacheKind of(int feature) {
        return feature < FIRST_WITH_AOT ? APP_CDS : AOT;
    }

    /** Where it lies: in the folder of the application. */
    Path beside(Path jar) {
        return jar.resolveSibling(fileName);
    }

    /** The option of the JVM that writes {@code cache} when it ends in good order. */
    String recording(Path cache) {
        return recording + cache;
    }

    /** The option of the JVM that reads {@code cache}, and goes on without it where it does not fit. */
    String using(Path cache) {
        return using + cache;
    }
}
