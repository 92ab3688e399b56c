package dev.flsys.platform.logging;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.logging.Level;
import org.jboss.logmanager.ExtLogRecord;
import org.junit.jupiter.api.Test;

class IndentedLinesTest {

    private static String logged(String format, Object... parameters) {
        ExtLogRecord record = new ExtLogRecord(
                Level.WARNING, format, ExtLogRecord.FormatStyle.PRINTF, IndentedLinesTest.class.getName());
        record.setParameters(parameters);
        assertThat(new IndentedLines().isLoggable(record)).isTrue();
        return record.getFormattedMessage();
    }

    @Test
    void a_forged_record_is_a_continuation() {
        assertThat(logged("%s was refused", "a\r\n2026-11-28 10:00:00,000 INFO  [dev.flsys] (main) All is well"))
                .isEqualTo("a\n    2026-11-28 10:00:00,000 INFO  [dev.flsys] (main) All is well was refused");
    }

    @Test
    void characters_that_control_a_terminal_are_question_marks() {
        assertThat(logged("%s", "\u001b[31mred\u001b[0m \r back \u2028 \u0085 \u0000"))
                .isEqualTo("?[31mred?[0m ? back ? ? ?");
    }

    @Test
    void other_text_remains_the_same() {
        assertThat(logged("%s of %d %%", "Zürich, 猫\t", 3)).isEqualTo("Zürich, 猫\t of 3 %");
    }
}
