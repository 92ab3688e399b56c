package dev.flsys.platform.proposal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StartScriptsTest {

    private static final String DEFINES = "def simulate():\n    fl.simulation.start_simulation(x)\n";

    @Test
    void the_program_that_imports_a_simulation_comes_before_the_file_that_defines_it() {
        StartScripts scripts = new StartScripts();
        scripts.python("python sim.py", "sim", DEFINES);
        scripts.python(
                "python main.py", "main", "\tfrom sim import simulate\nif __name__ == '__main__':\n    simulate()");

        assertThat(scripts.simulations()).containsExactly("python main.py", "python sim.py");
    }

    @Test
    void a_call_at_the_top_of_a_file_makes_a_program() {
        StartScripts scripts = new StartScripts();
        scripts.python("python sim.py", "sim", DEFINES);
        scripts.python("python top.py", "top", "history = fl.simulation.start_simulation(x)\n");

        assertThat(scripts.simulations()).containsExactly("python top.py", "python sim.py");
    }

    @Test
    void a_long_dotted_name_is_read_without_recursion() {
        StartScripts scripts = new StartScripts();
        scripts.python("python sim.py", "sim", "a.".repeat(200_000) + "b\n" + DEFINES);

        assertThat(scripts.simulations()).containsExactly("python sim.py");
    }
}
