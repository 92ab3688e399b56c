package dev.flsys.history.rounds;

import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** The spelling of names in history files, and the English words for Chinese and German names. */
public final class SeriesKeys {

    /** German words that may be parts of longer ones, as in {@code Testgenauigkeit}. */
    private static final List<String> GERMAN = List.of("genauigkeit", "verlust", "runde");

    /** One group for each of {@link #ENGLISH}. Chinese has no signs between words. */
    private static final Pattern FOREIGN = Pattern.compile("(准确率|准确度|正确率|精度|準確率|正確率|genauigkeit)"
            + "|(损失函数值|损失值|损失|損失值|損失|verlust)"
            + "|((?:通信|全局|联邦)?(?:轮次|轮数|轮|輪次|回合)|(?:kommunikations|(?<!\\p{L}))runde(?!\\p{L}))"
            + "|(训练|訓練|trainings?(?=genau|verlust))"
            + "|(测试|測試|test(?=genau|verlust))"
            + "|(验证|驗證|validierungs?(?=genau|verlust))"
            + "|(全局|全域)"
            + "|(服务器|服务端|伺服器)"
            + "|(客户端|客戶端)");

    private static final List<String> ENGLISH =
            List.of("accuracy", "loss", "round", "train", "test", "val", "global", "server", "client");

    private SeriesKeys() {}

    /** {@code name} in lower case. Words of other languages become English words between {@code _}. */
    static String toEnglish(String name) {
        boolean ascii = true;
        for (int i = 0; ascii && i < name.length(); i++) {
            ascii = name.charAt(i) < 128;
        }
        return ascii && GERMAN.stream().noneMatch(name::contains)
                ? name
                : FOREIGN.matcher(name).replaceAll(word -> "_" + toEnglish(word) + "_");
    }

    private static String toEnglish(MatchResult word) {
        int group = 1;
        while (word.group(group) == null) {
            group++;
        }
        return ENGLISH.get(group - 1);
    }

    /**
     * {@code key} in lower case, with one {@code _} for blanks, {@code - . /} and {@code _}: {@code FL Round} is
     * {@code fl_round}.
     */
    public static String normalise(String key) {
        String name = toEnglish(key.toLowerCase(Locale.ROOT));
        StringBuilder plain = new StringBuilder(name.length());
        boolean gap = false;
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c == ' ' || c == '-' || c == '.' || c == '/' || c == '_') {
                gap = plain.length() > 0;
            } else {
                if (gap) {
                    plain.append('_');
                    gap = false;
                }
                plain.append(c);
            }
        }
        return plain.toString();
    }
}
