package dev.flsys.tracking.tensorboard;

import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Map;

/**
 * The protobuf messages of an event file. Sources of the field numbers: {@code event.proto}, {@code summary.proto} and
 * {@code tensor.proto} in {@code tensorboard/compat/proto}, and {@code tensorboard/plugins/hparams/plugin_data.proto}.
 */
final class Messages {

    private static final String FILE_VERSION = "brain.Event:2";
    private static final int DATA_TYPE_FLOAT = 1;
    private static final int DATA_TYPE_STRING = 7;

    /** Writes the fields of a message. */
    private interface Fields {
        void write(CodedOutputStream out) throws IOException;
    }

    private Messages() {}

    private static byte[] message(Fields fields) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes, 256);
        try {
            fields.write(out);
            out.flush();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }

    /** {@code Event} with the version of the format, the first one of each file. */
    static byte[] version(Instant time) {
        return message(event -> {
            event.writeDouble(1, seconds(time));
            event.writeString(3, FILE_VERSION);
        });
    }

    /** {@code Event} with a {@code Summary} of scalars by tag, all of one step. */
    static byte[] scalars(Instant time, long step, Map<String, Double> values) {
        byte[] summary = message(out -> {
            for (Map.Entry<String, Double> each : values.entrySet()) {
                out.writeByteArray(1, message(value -> {
                    value.writeString(1, each.getKey());
                    value.writeFloat(2, each.getValue().floatValue());
                }));
            }
        });
        return event(time, step, summary);
    }

    /** {@code Event} with a text for the plugin "text", which shows it as Markdown. */
    static byte[] text(Instant time, String tag, String text) {
        byte[] tensor = message(out -> {
            out.writeEnum(1, DATA_TYPE_STRING);
            out.writeByteArray(2, message(shape -> shape.writeByteArray(2, message(size -> size.writeInt64(1, 1)))));
            out.writeString(8, text);
        });
        return event(time, 0, summary(tag, metadata("text", new byte[0]), tensor));
    }

    /** {@code SessionStartInfo} of the plugin "hparams". */
    static byte[] sessionStart(Instant time, String group, Map<String, Object> parameters) {
        byte[] start = message(out -> {
            for (Map.Entry<String, Object> each : parameters.entrySet()) {
                out.writeByteArray(1, message(entry -> {
                    entry.writeString(1, each.getKey());
                    entry.writeByteArray(2, value(each.getValue()));
                }));
            }
            out.writeString(4, group);
            out.writeDouble(5, seconds(time));
        });
        return hparams(time, "_hparams_/session_start_info", 3, start);
    }

    /** {@code SessionEndInfo} of the plugin "hparams". */
    static byte[] sessionEnd(Instant time, boolean success) {
        byte[] end = message(out -> {
            out.writeEnum(1, success ? 1 : 2);
            out.writeDouble(2, seconds(time));
        });
        return hparams(time, "_hparams_/session_end_info", 4, end);
    }

    /** The plugin takes its data from the metadata, and needs a tensor without content beside it. */
    private static byte[] hparams(Instant time, String tag, int field, byte[] info) {
        byte[] data = message(out -> out.writeByteArray(field, info));
        byte[] empty = message(out -> {
            out.writeEnum(1, DATA_TYPE_FLOAT);
            out.writeByteArray(2, message(shape -> shape.writeByteArray(2, message(size -> size.writeInt64(1, 0)))));
        });
        return event(time, 0, summary(tag, metadata("hparams", data), empty));
    }

    /** {@code google.protobuf.Value} of a number, truth value or text. */
    private static byte[] value(Object value) {
        return message(out -> {
            if (value instanceof Boolean truth) {
                out.writeBool(4, truth);
            } else if (value instanceof Number number) {
                out.writeDouble(2, number.doubleValue());
            } else {
                out.writeString(3, String.valueOf(value));
            }
        });
    }

    /** {@code SummaryMetadata} with the data of a plugin. */
    private static byte[] metadata(String plugin, byte[] content) {
        return message(out -> out.writeByteArray(1, message(data -> {
            data.writeString(1, plugin);
            data.writeByteArray(2, content);
        })));
    }

    private static byte[] summary(String tag, byte[] metadata, byte[] tensor) {
        return message(summary -> summary.writeByteArray(1, message(value -> {
            value.writeString(1, tag);
            value.writeByteArray(8, tensor);
            value.writeByteArray(9, metadata);
        })));
    }

    private static byte[] event(Instant time, long step, byte[] summary) {
        return message(event -> {
            event.writeDouble(1, seconds(time));
            event.writeInt64(2, step);
            event.writeByteArray(5, summary);
        });
    }

    private static double seconds(Instant time) {
        return time.getEpochSecond() + time.getNano() / 1e9;
    }
}
