package dev.flsys.platform.logging;

import io.quarkus.logging.LoggingFilter;
import java.util.logging.Filter;
import java.util.logging.LogRecord;
import org.jboss.logmanager.ExtLogRecord;

/**
 * Makes the text of a client safe for the console. A message that has several lines is indented from the second line
 * on, so no text can look like a record of its own. Other control characters, such as those that colour a terminal, are
 * shown as question marks. Accepts every record.
 */
@LoggingFilter(name = "flsys-lines")
public final class IndentedLines implements Filter {

    private static final String INDENT = "    ";

    @Override
    public boolean isLoggable(LogRecord logged) {
        String message = logged instanceof ExtLogRecord record ? record.getFormattedMessage() : logged.getMessage();
        if (message != null && hasControl(message)) {
            String shown = shown(message);
            if (logged instanceof ExtLogRecord record) {
                record.setMessage(shown, ExtLogRecord.FormatStyle.NO_FORMAT);
            } else {
                logged.setMessage(shown);
            }
            logged.setParameters(null);
        }
        return true;
    }

    private static boolean hasControl(String message) {
        for (int i = 0; i < message.length(); i++) {
            if (Character.isISOControl(message.charAt(i)) || isSeparator(message.charAt(i))) {
                return true;
            }
        }
        return false;
    }

    /** Whether some programs begin a new line after {@code each}. */
    private static boolean isSeparator(char each) {
        return each == '\u2028' || each == '\u2029';
    }

    static String shown(String message) {
        StringBuilder shown = new StringBuilder(message.length() + INDENT.length());
        for (int i = 0; i < message.length(); i++) {
            char each = message.charAt(i);
            boolean partOfEnd = each == '\r' && i + 1 < message.length() && message.charAt(i + 1) == '\n';
            if (each == '\n') {
                shown.append('\n').append(INDENT);
            } else if (!partOfEnd) {
                boolean control = Character.isISOControl(each) && each != '\t';
                shown.append(control || isSeparator(each) ? '?' : each);
            }
        }
        return shown.toString();
    }
}
