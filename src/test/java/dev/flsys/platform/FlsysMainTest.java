package dev.flsys.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FlsysMainTest {

    private static String limits(String openFiles) {
        return "Limit                     Soft Limit           Hard Limit           Units     \n"
                + "Max processes             10                   10                   processes \n"
                + "Max open files            " + openFiles + "                   1048576              files     \n";
    }

    @Test
    void a_limit_of_open_files_that_java_cannot_start_with_is_named() {
        assertThat(FlsysMain.findProblem(limits("64")))
                .get()
                .asString()
                .contains("only 64 files")
                .contains("ulimit -n 1024");
        assertThat(FlsysMain.findProblem(limits("127"))).isPresent();
    }

    @Test
    void a_sufficient_or_unknown_limit_is_no_problem() {
        assertThat(FlsysMain.findProblem(limits("128"))).isEmpty();
        assertThat(FlsysMain.findProblem(limits("1048576"))).isEmpty();
        assertThat(FlsysMain.findProblem(limits("unlimited"))).isEmpty();
        assertThat(FlsysMain.findProblem("")).isEmpty();
    }

    @Test
    void a_folder_of_temporary_files_that_cannot_be_written_is_named(@TempDir Path folder) throws Exception {
        Path file = Files.createFile(folder.resolve("file"));
        assertThat(FlsysMain.findProblem(file))
                .get()
                .asString()
                .contains(file + ": ")
                .contains("-Djava.io.tmpdir=FOLDER");
        assertThat(FlsysMain.findProblem(file.resolve("below"))).isPresent();
    }

    @Test
    void a_folder_of_temporary_files_is_made_and_stays_empty(@TempDir Path folder) {
        Path missing = folder.resolve("a/b");
        assertThat(FlsysMain.findProblem(missing)).isEmpty();
        assertThat(missing).isEmptyDirectory();
    }
}
