package io.holdfast.cli;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** How people read bytes, times and spans. */
public final class Format {
    private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB", "PiB"};
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT);

    public static String bytes(long bytes) {
        double value = bytes;
        int unit = 0;
        while (value >= 1024 && unit < UNITS.length - 1) {
            value /= 1024;
            unit++;
        }
        return unit == 0
                ? bytes + " B"
                : String.format(Locale.ROOT, value < 10 ? "%.2f %s" : "%.1f %s", value, UNITS[unit]);
    }

    /** Local time, to the second, with its zone. */
    public static String time(Instant instant) {
        var zone = ZoneId.systemDefault();
        return time(instant, zone) + " " + zone;
    }

    /** Without the zone, where that is said once for many. */
    static String time(Instant instant, ZoneId zone) {
        return TIME.format(instant.atZone(zone));
    }

    public static String duration(Duration d) {
        if (d.toSeconds() < 1) {
            return d.toMillis() + " ms";
        }
        if (d.toMinutes() < 1) {
            return String.format(Locale.ROOT, "%.1f s", d.toMillis() / 1000.0);
        }
        return d.toHours() < 1
                ? String.format(Locale.ROOT, "%d:%02d", d.toMinutes(), d.toSecondsPart())
                : String.format(Locale.ROOT, "%d:%02d:%02d", d.toHours(), d.toMinutesPart(), d.toSecondsPart());
    }

    private Format() {}
}
