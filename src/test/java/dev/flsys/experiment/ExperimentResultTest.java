package dev.flsys.experiment;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.flsys.access.SessionId;
import dev.flsys.flower.progress.Round;
import dev.flsys.simulation.log.SimulationState;
import dev.flsys.simulation.record.SimulationRecord;
import java.util.List;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The statistics of an experiment, compared with those of numpy 1.26 and scipy 1.13. */
class ExperimentResultTest {

    private static final ObjectMapper JSON =
            JsonMapper.builder().findAndAddModules().build();
    private static final Offset<Double> EXACT = within(1e-12);
    private static final List<Double> FIRST = List.of(0.81, 0.84, 0.79);
    private static final List<Double> SECOND = List.of(0.9, 0.91, 0.86, 0.88);

    private final FakeRuns runs = new FakeRuns();
    private Experiment experiment;

    /** Two settings with four repeats: three and four completed, and one that runs. */
    @BeforeEach
    void run() throws Exception {
        ExperimentRequest request = ExperimentRequest.read(
                JSON.readTree("{\"name\":\"n\",\"parameters\":{\"lr\":[0.1,0.2]},\"repeats\":4}"));
        experiment = Experiment.create(
                ExperimentId.next(FakeRuns.START), new SessionId("me"), "n", request.grid(0), FakeRuns.START);
        for (int i = 0; i < FIRST.size(); i++) {
            complete(i, FIRST.get(i));
        }
        for (int i = 0; i < SECOND.size(); i++) {
            complete(4 + i, SECOND.get(i));
        }
        SimulationRecord running = begin(3);
        runs.end(running, SimulationState.RUNNING, null, FakeRuns.round(1, 0.1));
    }

    private static ExperimentResult.Metric metric(ExperimentResult.Setting setting, String name) {
        return requireNonNull(setting.metrics().get(name));
    }

    private SimulationRecord begin(int cell) {
        var id = runs.submit(SimulationRecord.Request.of("me", experiment.grid().parametersOf(cell), null))
                .id();
        experiment = experiment.with(experiment.cells().get(cell).begun(1, id), FakeRuns.START);
        return requireNonNull(runs.records.get(id));
    }

    private void complete(int cell, double last) {
        SimulationRecord run = begin(cell);
        runs.end(
                run,
                SimulationState.COMPLETED,
                null,
                FakeRuns.round(1, 0.5),
                new Round(2, null, 0.95, null, null, null, Map.of("val_loss", 1 - last)),
                FakeRuns.round(3, last));
        experiment = experiment.with(experiment.cells().get(cell).completed(10.0), FakeRuns.START);
    }

    private ExperimentResult result(String metric, String by, String goal, String compare) {
        return ExperimentResult.of(
                experiment,
                new RunResults(runs)::of,
                ResultQuery.of(metric, by, goal, compare, "", experiment.grid().settings()));
    }

    private static void assertStatistic(Statistic found, int n, double mean, double std, double low, double high) {
        assertThat(found.n()).isEqualTo(n);
        assertThat(found.mean()).isCloseTo(mean, EXACT);
        assertThat(found.std()).isCloseTo(std, EXACT);
        // The library finds the quantile of Student's t by iteration.
        assertThat(found.low()).isCloseTo(low, within(1e-9));
        assertThat(found.high()).isCloseTo(high, within(1e-9));
    }

    @Test
    void mean_deviation_and_interval_are_those_of_scipy() {
        List<ExperimentResult.Setting> settings = result("", "", "", "").settings();

        assertThat(settings).extracting(ExperimentResult.Setting::runs).containsExactly(3, 4);
        assertStatistic(
                metric(settings.get(0), "accuracy").last(),
                3,
                0.8133333333333334,
                0.025166114784235794,
                0.7508172385403504,
                0.8758494281263163);
        assertStatistic(
                metric(settings.get(1), "accuracy").last(),
                4,
                0.8875,
                0.02217355782608347,
                0.8522169214106868,
                0.9227830785893131);
        assertStatistic(
                Statistic.of(List.of(0.5, 0.7)), 2, 0.6, 0.14142135623730948, -0.6706204736432092, 1.8706204736432093);
    }

    @Test
    void one_run_has_a_mean_and_no_spread() {
        assertThat(Statistic.of(List.of(0.5))).isEqualTo(new Statistic(1, 0.5, null, null, null));
    }

    @Test
    void numbers_at_the_end_of_the_range_make_no_infinity() {
        Statistic statistic = Statistic.of(List.of(1e308, -1e308, 1e308));

        assertThat(statistic.n()).isEqualTo(3);
        assertThat(statistic.std()).isNull();
    }

    @Test
    void Welchs_test_is_that_of_scipy() {
        Comparison comparison = requireNonNull(result("accuracy", "", "", "0,1").comparison());

        assertThat(comparison.t()).isCloseTo(-4.058050698029223, EXACT);
        assertThat(comparison.p()).isCloseTo(0.014743908486196668, EXACT);
        assertThat(comparison.degreesOfFreedom()).isCloseTo(4.0839702741346215, within(1e-10));
        assertThat(comparison.difference()).isCloseTo(0.8133333333333334 - 0.8875, EXACT);
    }

    @Test
    void settings_without_two_runs_or_without_spread_have_a_reason_and_no_test() {
        assertThat(requireNonNull(result("missing", "", "", "0,1").comparison()).reason())
                .contains("there are 0 and 0");
        Comparison equal = requireNonNull(result("accuracy", "best", "", "0,1").comparison());
        assertThat(equal.reason()).contains("no spread");
        assertThat(equal.p()).isNull();
        assertThat(equal.difference()).isCloseTo(0, EXACT);
    }

    @Test
    void the_best_value_of_a_run_is_the_largest_accuracy_and_the_smallest_loss() {
        ExperimentResult.Setting setting = result("", "", "", "").settings().get(0);

        assertThat(metric(setting, "accuracy").best().mean()).isCloseTo(0.95, EXACT);
        assertThat(metric(setting, "val_loss").best().mean()).isCloseTo(1 - 0.8133333333333334, EXACT);
        assertThat(Goal.of("val_loss")).isEqualTo(Goal.MIN);
        assertThat(Goal.of("eval-acc")).isEqualTo(Goal.MAX);
        assertThat(Goal.of("closseness")).isEqualTo(Goal.MAX);
    }

    @Test
    void the_best_setting_has_the_best_mean() {
        assertThat(requireNonNull(result("", "", "", "").best()).setting()).isEqualTo(1);
        assertThat(requireNonNull(result("val_loss", "", "", "").best()).setting())
                .isEqualTo(1);
        assertThat(requireNonNull(result("accuracy", "", "min", "").best()).setting())
                .isZero();
        assertThat(result("missing", "", "", "").best()).isNull();
    }

    @Test
    void each_round_has_its_statistics_with_the_run_that_is_not_over() {
        List<ExperimentResult.Curve> curves =
                requireNonNull(result("accuracy", "", "", "").rounds());

        assertThat(curves).hasSize(2);
        List<ExperimentResult.Point> first = curves.get(0).rounds();
        assertThat(first).extracting(ExperimentResult.Point::round).containsExactly(1, 2, 3);
        assertThat(first).extracting(point -> point.value().n()).containsExactly(4, 3, 3);
        assertThat(first.get(0).value().mean()).isCloseTo((0.5 * 3 + 0.1) / 4, EXACT);
    }

    @Test
    void a_deleted_run_no_longer_counts_and_the_result_says_so() {
        assertThat(result("", "", "", "").deleted()).isZero();
        assertThat(new ResultTable(result("", "", "", ""), null).csv()).startsWith("setting,lr,runs,accuracy_");
        runs.records.remove(experiment.cells().get(0).run());

        ExperimentResult result = result("", "", "", "");
        assertThat(result.settings()).extracting(ExperimentResult.Setting::runs).containsExactly(2, 4);
        assertThat(result.settings())
                .extracting(ExperimentResult.Setting::deleted)
                .containsExactly(1, 0);
        assertThat(result.deleted()).isEqualTo(1);
        ResultTable table = new ResultTable(result, null);
        assertThat(table.csv()).startsWith("setting,lr,runs,deleted,accuracy_").contains("\r\n0,0.1,2,1,");
        assertThat(table.latex()).contains("% the values of 1 deleted runs are missing\n");

        experiment = experiment.deleted(run -> runs.find(run).isEmpty(), FakeRuns.START);
        assertThat(experiment.counts()).containsEntry(CellState.DELETED, 1).containsEntry(CellState.COMPLETED, 6);
        assertThat(result("", "", "", "").deleted()).isEqualTo(1);
    }

    @Test
    void a_changed_record_is_read_again_and_an_unchanged_one_is_not() {
        RunResults results = new RunResults(runs);
        Cell cell = experiment.cells().get(0);
        RunSeries before = results.of(cell).orElseThrow();

        assertThat(results.of(cell)).containsSame(before);
    }

    @Test
    void an_answer_has_a_bounded_number_of_rounds() throws Exception {
        Round[] many = new Round[60_000];
        for (int i = 0; i < many.length; i++) {
            many[i] = FakeRuns.round(i + 1, 0.5);
        }
        runs.end(
                requireNonNull(runs.records.get(experiment.cells().get(0).run())),
                SimulationState.COMPLETED,
                null,
                many);

        ExperimentResult result = result("accuracy", "", "", "");

        assertThat(result.step()).isEqualTo(2);
        List<ExperimentResult.Point> points =
                requireNonNull(result.rounds()).get(0).rounds();
        assertThat(points).hasSizeLessThan(30_002);
        assertThat(points.get(points.size() - 1).round()).isEqualTo(60_000);
    }

    @Test
    void the_csv_has_a_row_for_each_setting_with_all_digits() {
        String[] lines = new ResultTable(result("accuracy", "", "", ""), "accuracy")
                .csv()
                .split("\r\n");

        assertThat(lines[0])
                .startsWith("setting,lr,runs,accuracy_last_mean,accuracy_last_std,accuracy_last_n,accuracy_last_low");
        assertThat(lines).hasSize(3);
        assertThat(lines[2]).startsWith("1,0.2,4,0.8875,0.0221735578260834");
        assertThat(lines[2].split(",")).hasSize(lines[0].split(",").length);
    }

    @Test
    void texts_in_exports_are_harmless() throws Exception {
        ExperimentRequest request = ExperimentRequest.read(JSON.readTree(
                "{\"name\":\"n\",\"parameters\":{\"mode\":[\"=1+2\",\"a,\\\"b\\\"\",\"50%_{x}\\\\n\",-1]}}"));
        experiment = Experiment.create(
                ExperimentId.next(FakeRuns.START), new SessionId("me"), "n", request.grid(0), FakeRuns.START);
        ResultTable table = new ResultTable(result("", "", "", ""), null);

        assertThat(table.csv()).isEqualTo("""
                setting,mode,runs
                0,'=1+2,0
                1,"a,""b""\",0
                2,50%_{x}\\n,0
                3,-1,0
                """.replace("\n", "\r\n"));
        assertThat(table.latex()).contains("50\\%\\_\\{x\\}\\textbackslash{}n & 0 \\\\");
    }

    @Test
    void the_latex_table_has_mean_and_deviation_and_the_best_row_bold() {
        assertThat(new ResultTable(result("accuracy", "", "", ""), "accuracy").latex())
                .isEqualTo("""
                % mean \\pm standard deviation of the last rounds of completed runs
                \\begin{tabular}{lrr}
                \\hline
                lr & runs & accuracy \\\\
                \\hline
                0.1 & 3 & $0.8133 \\pm 0.02517$ \\\\
                0.2 & 4 & $\\mathbf{0.8875 \\pm 0.02217}$ \\\\
                \\hline
                \\end{tabular}
                """);
    }

    @Test
    void the_latex_table_of_best_values_has_them() {
        assertThat(new ResultTable(result("accuracy", "best", "", ""), "accuracy").latex())
                .startsWith("% mean \\pm standard deviation of the best rounds")
                .contains("0.1 & 3 & $\\mathbf{0.95 \\pm 0}$", "0.2 & 4 & $0.95 \\pm 0$");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "0,0", "0,2", "0,1,1", "a,b", "-1,0", "0,1,", "0,1,x", "99999999999,0"})
    void a_comparison_of_anything_but_two_settings_is_refused(String compare) {
        assertThatThrownBy(() -> result("", "", "", compare))
                .isInstanceOf(ExperimentProblem.class)
                .hasMessageContaining("'compare'");
    }

    @Test
    void the_result_is_JSON_without_unknown_members() throws Exception {
        var json = JSON.valueToTree(result("accuracy", "", "", "0,1"));

        assertThat(json.at("/settings/0/parameters/lr").doubleValue()).isEqualTo(0.1);
        assertThat(json.at("/comparison").has("reason")).isFalse();
        assertThat(json.at("/goal").asText()).isEqualTo("max");
        assertThat(json.at("/step").asInt()).isEqualTo(1);
    }
}
