package dev.flsys.flower.options;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HiddenOutputTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "python server.py > server.log 2>&1 &\nsleep 3\nwait",
                "python3 -u server.py &> server.log",
                "nohup python server.py >& server.log &",
                "CUDA_VISIBLE_DEVICES=0 .venv/bin/python server.py --rounds 3 >> server.log 2>&1",
                "flwr run . --stream 2> server.log",
                "(python server.py > server.log 2>&1) &",
                "flower-simulation --app . --num-supernodes 2 &>> server.log; echo done",
                "for i in 1 2; do python client.py --id $i > \"server.log\" 2>&1 & done",
            })
    void a_script_whose_programs_write_to_files_only_gets_a_warning(String text) {
        assertThat(HiddenOutput.findWarning("run.sh", text)).hasValueSatisfying(warning -> assertThat(warning)
                .startsWith("run.sh sends the output of its programs to files such as server.log, so")
                .endsWith("Write 2>&1 | tee server.log in place of the redirection."));
    }

    @ParameterizedTest
    @ValueSource(strings = {"exec > run.log 2>&1\npython server.py", "  exec &>run.log\npython server.py &\nwait"})
    void a_script_that_redirects_itself_gets_a_warning(String text) {
        assertThat(HiddenOutput.findWarning("run.sh", text)).hasValueSatisfying(warning -> assertThat(warning)
                .contains("sends its output to run.log")
                .contains("begins with exec"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "python server.py",
                "python server.py 2>&1 | tee server.log",
                "python server.py |& tee server.log",
                "python server.py 2>&1 >/tmp/out.txt",
                "python server.py > server.log",
                "python server.py >&2",
                "python server.py &\nfor i in 1 2; do python client.py > client_$i.log 2>&1 & done\nwait",
                "python server.py & python client.py > client.log 2>&1",
                "python client.py > client.log 2>&1 & python server.py",
                "python server.py > server.log 2>&1 &\ntail -f server.log --pid=$!",
                "python server.py &> server.log; cat server.log",
                "exec > >(tee run.log) 2>&1\npython server.py",
                "exec python server.py",
                "echo start > run.log 2>&1\nmake train",
                "python -c 'print(1 > 0)' --out=2>",
                "",
            })
    void a_script_that_shows_output_gets_no_warning(String text) {
        assertThat(HiddenOutput.findWarning("run.sh", text)).isEmpty();
    }

    @Test
    void the_remedy_of_dropped_output_needs_no_file() {
        assertThat(HiddenOutput.findWarning("run.sh", "python server.py > /dev/null 2>&1 &"))
                .hasValueSatisfying(warning -> assertThat(warning).endsWith("shown. Remove the redirection."));
    }

    @Test
    void a_long_line_is_searched_in_linear_time() {
        assertThat(HiddenOutput.findWarning("run.sh", "python " + ">$".repeat(200_000)))
                .isEmpty();
    }
}
