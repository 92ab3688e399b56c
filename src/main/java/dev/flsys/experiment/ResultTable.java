package dev.flsys.experiment;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flsys.simulation.CsvText;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The table of a result as a file.
 *
 * @param result the result
 * @param metric the only metric of the table; null for all
 */
record ResultTable(ExperimentResult result, @Nullable String metric) {

    private static final MathContext SHOWN = new MathContext(4);
    /** Numbers beyond these exponents are written as powers of ten. */
    private static final int MAX_EXPONENT = 6;

    /**
     * The table as comma-separated values (RFC 4180), with all digits. It has a row for each setting, and columns for
     * the statistics of each metric. The column {@code deleted} exists only if runs were deleted.
     */
    String csv() {
        Set<String> parameters = parameters();
        Set<String> metrics = metrics();
        StringBuilder csv = new StringBuilder();
        List<String> heads = new ArrayList<>(List.of("setting"));
        parameters.forEach(name -> heads.add(CsvText.field(name)));
        heads.add("runs");
        boolean deleted = result.deleted() > 0;
        if (deleted) {
            heads.add("deleted");
        }
        for (String name : metrics) {
            for (String value : List.of("last", "best")) {
                for (String statistic : List.of("mean", "std", "n", "low", "high")) {
                    heads.add(CsvText.field(name + "_" + value + "_" + statistic));
                }
            }
        }
        csv.append(String.join(",", heads)).append("\r\n");
        for (ExperimentResult.Setting row : result.settings()) {
            List<String> fields = new ArrayList<>(List.of(String.valueOf(row.setting())));
            parameters.forEach(name -> fields.add(formatField(row.parameters().get(name))));
            fields.add(String.valueOf(row.runs()));
            if (deleted) {
                fields.add(String.valueOf(row.deleted()));
            }
            for (String name : metrics) {
                ExperimentResult.Metric found = row.metrics().get(name);
                add(fields, found == null ? null : found.last());
                add(fields, found == null ? null : found.best());
            }
            csv.append(String.join(",", fields)).append("\r\n");
        }
        return csv.toString();
    }

    private static void add(List<String> fields, @Nullable Statistic statistic) {
        if (statistic == null) {
            fields.addAll(List.of("", "", "", "", ""));
            return;
        }
        fields.add(formatText(statistic.mean()));
        fields.add(formatText(statistic.std()));
        fields.add(String.valueOf(statistic.n()));
        fields.add(formatText(statistic.low()));
        fields.add(formatText(statistic.high()));
    }

    private static String formatText(@Nullable Double value) {
        return value == null ? "" : value.toString();
    }

    private static String formatField(@Nullable JsonNode value) {
        return value == null ? "" : value.isNumber() ? value.asText() : CsvText.field(value.asText());
    }

    /**
     * A {@code tabular} that needs no package: mean and standard deviation of the last or the best values of the runs,
     * with the best row bold.
     */
    String latex() {
        Set<String> parameters = parameters();
        Set<String> metrics = metrics();
        StringBuilder latex = new StringBuilder("% mean \\pm standard deviation of the ")
                .append(result.by())
                .append(" rounds of completed runs\n");
        if (result.deleted() > 0) {
            latex.append("% the values of ").append(result.deleted()).append(" deleted runs are missing\n");
        }
        latex.append("\\begin{tabular}{")
                .append("l".repeat(Math.max(1, parameters.size())))
                .append("r".repeat(metrics.size() + 1))
                .append("}\n\\hline\n");
        List<String> heads = new ArrayList<>();
        parameters.forEach(name -> heads.add(escapeLatex(name)));
        if (heads.isEmpty()) {
            heads.add("setting");
        }
        heads.add("runs");
        metrics.forEach(name -> heads.add(escapeLatex(name)));
        latex.append(String.join(" & ", heads)).append(" \\\\\n\\hline\n");
        for (ExperimentResult.Setting row : result.settings()) {
            List<String> fields = new ArrayList<>();
            parameters.forEach(name -> {
                JsonNode value = row.parameters().get(name);
                fields.add(value == null ? "" : escapeLatex(value.asText()));
            });
            if (fields.isEmpty()) {
                fields.add(String.valueOf(row.setting()));
            }
            fields.add(String.valueOf(row.runs()));
            for (String name : metrics) {
                fields.add(formatCell(row, name));
            }
            latex.append(String.join(" & ", fields)).append(" \\\\\n");
        }
        return latex.append("\\hline\n\\end{tabular}\n").toString();
    }

    private String formatCell(ExperimentResult.Setting row, String name) {
        ExperimentResult.Metric found = row.metrics().get(name);
        Statistic shown = found == null ? null : result.by().equals("best") ? found.best() : found.last();
        if (shown == null || shown.mean() == null) {
            return "--";
        }
        String text = formatNumber(shown.mean()) + (shown.std() == null ? "" : " \\pm " + formatNumber(shown.std()));
        boolean best =
                result.best() != null && result.best().setting() == row.setting() && name.equals(result.metric());
        return best ? "$\\mathbf{" + text + "}$" : "$" + text + "$";
    }

    private static String formatNumber(double value) {
        BigDecimal rounded = BigDecimal.valueOf(value).round(SHOWN);
        if (rounded.signum() == 0) {
            return "0";
        }
        int exponent = rounded.precision() - rounded.scale() - 1;
        if (Math.abs(exponent) <= MAX_EXPONENT) {
            return rounded.toPlainString();
        }
        return rounded.scaleByPowerOfTen(-exponent).toPlainString() + " \\cdot 10^{" + exponent + "}";
    }

    /** Text in LaTeX: its ten special characters escaped, control characters as blanks. */
    private static String escapeLatex(String text) {
        StringBuilder escaped = new StringBuilder();
        text.codePoints().forEach(each -> {
            switch (each) {
                case '\\' -> escaped.append("\\textbackslash{}");
                case '~' -> escaped.append("\\textasciitilde{}");
                case '^' -> escaped.append("\\textasciicircum{}");
                case '&', '%', '$', '#', '_', '{', '}' -> escaped.append('\\').append((char) each);
                default -> escaped.appendCodePoint(Character.isISOControl(each) ? ' ' : each);
            }
        });
        return escaped.toString();
    }

    private Set<String> parameters() {
        Set<String> names = new LinkedHashSet<>();
        result.settings().forEach(each -> names.addAll(each.parameters().keySet()));
        return names;
    }

    private Set<String> metrics() {
        if (metric != null) {
            return Set.of(metric);
        }
        Set<String> names = new LinkedHashSet<>();
        for (Map<String, ExperimentResult.Metric> each : result.settings().stream()
                .map(ExperimentResult.Setting::metrics)
                .toList()) {
            names.addAll(each.keySet());
        }
        return names;
    }
}
