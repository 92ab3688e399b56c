package dev.flsys.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.flsys.problem.Problem;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The grid of a request, and the requests that are refused. */
class ExperimentRequestTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static JsonNode json(String text) throws Exception {
        return JSON.readTree(text.replace('\'', '"'));
    }

    private static Grid grid(String body) throws Exception {
        return ExperimentRequest.read(json(body)).grid(0);
    }

    @Test
    void the_grid_has_each_combination_and_counts_the_seed_up() throws Exception {
        Grid grid = grid("{'name':'n','parameters':{'lr':[0.01,0.1],'rounds':10,'mode':['a','b','c']},'repeats':3,"
                + "'seed':'seed'}");

        assertThat(grid.runs()).isEqualTo(18);
        assertThat(IntStream.range(0, 18)
                        .mapToObj(cell -> grid.parametersOf(cell).toString())
                        .collect(Collectors.toSet()))
                .hasSize(18);
        assertThat(grid.parametersOf(0)).hasToString("{'lr':0.01,'rounds':10,'mode':'a','seed':0}".replace('\'', '"'));
        assertThat(grid.parametersOf(2)).hasToString("{'lr':0.01,'rounds':10,'mode':'a','seed':2}".replace('\'', '"'));
        assertThat(grid.parametersOf(3)).hasToString("{'lr':0.01,'rounds':10,'mode':'b','seed':0}".replace('\'', '"'));
        assertThat(grid.parametersOf(17)).hasToString("{'lr':0.1,'rounds':10,'mode':'c','seed':2}".replace('\'', '"'));
        assertThat(grid.variedIn(5)).isEqualTo(json("{'lr':0.1,'mode':'c'}"));
    }

    @Test
    void the_first_seed_is_that_of_the_request() throws Exception {
        Grid grid = grid("{'name':'n','parameters':{'seed':40,'lr':[1,2]},'repeats':2,'seed':'seed'}");

        assertThat(grid.settings()).isEqualTo(2);
        assertThat(grid.parametersOf(3)).hasToString("{'lr':2,'seed':41}".replace('\'', '"'));
    }

    @Test
    void a_grid_without_lists_has_one_setting() throws Exception {
        Grid grid = grid("{'name':'n','parameters':{},'repeats':4}");

        assertThat(grid.runs()).isEqualTo(4);
        assertThat(grid.parametersOf(3)).isEmpty();
    }

    @Test
    void a_thousand_runs_are_accepted() throws Exception {
        assertThat(grid("{'name':'n','parameters':{'a':[1,2,3,4],'b':[1,2,3,4,5]},'repeats':50}")
                        .runs())
                .isEqualTo(1_000);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            [] | The body is an object
            {'parameters':{}} | 'name'
            {'name':'','parameters':{}} | 'name'
            {'name':'   ','parameters':{}} | 'name'
            {'name':null,'parameters':{}} | 'name'
            {'name':7,'parameters':{}} | 'name'
            {'name':'a\\u0007b','parameters':{}} | control character
            {'name':'a\\nb','parameters':{}} | control character
            {'name':'n'} | 'parameters' is an object
            {'name':'n','parameters':[]} | 'parameters' is an object
            {'name':'n','parameters':{},'repeat':3} | Did you mean repeats?
            {'name':'n','parameters':{},'repeats':0} | from 1 to 1000
            {'name':'n','parameters':{},'repeats':1.5} | from 1 to 1000
            {'name':'n','parameters':{},'repeats':4294967297} | from 1 to 1000
            {'name':'n','parameters':{},'repeats':'3'} | from 1 to 1000
            {'name':'n','parameters':{'a':[]}} | The list of a is empty
            {'name':'n','parameters':{'a':[[1]]}} | itself a list
            {'name':'n','parameters':{'a':[{}]}} | itself a list
            {'name':'n','parameters':{'a':{'b':1}}} | itself a list
            {'name':'n','parameters':{'a':[1,null]}} | is null
            {'name':'n','parameters':{'a':[1,2,1.0]}} | has 1.0 twice
            {'name':'n','parameters':{'a':[0.1,0.10]}} | has 0.1 twice
            {'name':'n','parameters':{'a':['x','x']}} | has x twice
            {'name':'n','parameters':{'a':[1,'1']}} | has 1 twice
            {'name':'n','parameters':{'a':[true,true]}} | has true twice
            {'name':'n','parameters':{'a':[1e400]}} | not a finite number
            {'name':'n','parameters':{'a-b':[1]}} | Write a_b
            {'name':'n','parameters':{'help':[1]}} | would not start
            {'name':'n','parameters':{},'seed':7} | name of a parameter
            {'name':'n','parameters':{},'seed':'a b'} | name of a parameter
            {'name':'n','parameters':{'s':[1,2]},'seed':'s'} | counted up
            {'name':'n','parameters':{'s':'x'},'seed':'s'} | counted up
            {'name':'n','parameters':{'s':1.5},'seed':'s'} | counted up
            {'name':'n','parameters':{'s':1e18},'seed':'s'} | counted up
            {'name':'n','parameters':{'a':[1,2,3],'b':[1,2]},'repeats':167} | has 1002 runs (3 x 2 x 167 repeats)
            """)
    void a_body_that_makes_no_grid_is_refused_with_the_reason(String body, String reason) {
        assertThatThrownBy(() -> grid(body)).isInstanceOfSatisfying(Problem.class, refused -> {
            assertThat(refused.status()).isEqualTo(400);
            assertThat(refused.detail()).contains(reason);
        });
    }

    @Test
    void a_product_beyond_all_numbers_is_refused() {
        String list = IntStream.range(0, 1_000).mapToObj(String::valueOf).collect(Collectors.joining(",", "[", "]"));
        String parameters =
                IntStream.range(0, 10).mapToObj(i -> "'p" + i + "':" + list).collect(Collectors.joining(",", "{", "}"));

        assertThatThrownBy(() -> grid("{'name':'n','parameters':" + parameters + "}"))
                .hasMessageContaining("has 1" + "0".repeat(30) + " runs");
    }

    @Test
    void a_long_name_and_long_parameters_are_refused() {
        assertThatThrownBy(() -> grid("{'name':'" + "n".repeat(10_000) + "','parameters':{}}"))
                .hasMessageContaining("200 characters");
        String text = "x".repeat(4_000);
        String parameters = IntStream.range(0, 20)
                .mapToObj(i -> "'p" + i + "':'" + text + "'")
                .collect(Collectors.joining(",", "{", "}"));
        assertThatThrownBy(() -> grid("{'name':'n','parameters':" + parameters + "}"))
                .hasMessageContaining("65536 characters");
    }
}
