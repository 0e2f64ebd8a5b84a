package io.holdfast.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.holdfast.cli.CliException;
import io.holdfast.cli.ExitCode;
import io.holdfast.contracts.protection.Weekday;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Schedules as people type and read them: {@code daily 06:00,18:00}, {@code weekly Sun 22:00}, {@code hourly every 4h from 08:00 for 12h}.
 */
final class ScheduleText {

    static final String FORM = "'daily HH:mm[,…]', 'weekly Sun[,…] HH:mm[,…]' or 'hourly every 4h from HH:mm for 12h'";

    private static final Pattern DAILY = Pattern.compile("daily +(?:at +)?([0-9:,]+)", Pattern.CASE_INSENSITIVE);
    private static final Pattern WEEKLY =
            Pattern.compile("weekly +(?:on +)?([a-z,]+) +(?:at +)?([0-9:,]+)", Pattern.CASE_INSENSITIVE);
    private static final Pattern HOURLY = Pattern.compile(
            "hourly +every +([0-9]{1,2}) ?h +from +([0-9:]+) +for +([0-9]{1,2}) ?h", Pattern.CASE_INSENSITIVE);
    private static final int SHORTEST_DAY = 3;

    private ScheduleText() {}

    static Map<String, Object> parse(String text, String zone) {
        String trimmed = text.trim();
        Matcher daily = DAILY.matcher(trimmed);
        Matcher weekly = WEEKLY.matcher(trimmed);
        Matcher hourly = HOURLY.matcher(trimmed);
        if (daily.matches()) {
            return schedule("Daily", list(daily.group(1)), List.of(), zone);
        }
        if (weekly.matches()) {
            List<String> days =
                    list(weekly.group(1)).stream().map(ScheduleText::weekday).toList();
            return schedule("Weekly", list(weekly.group(2)), days, zone);
        }
        if (hourly.matches()) {
            Map<String, Object> schedule = schedule("Hourly", List.of(), List.of(), zone);
            schedule.put(
                    "hourly",
                    Map.of(
                            "every", Integer.valueOf(hourly.group(1)),
                            "from", hourly.group(2),
                            "hours", Integer.valueOf(hourly.group(3))));
            return schedule;
        }
        throw new CliException(ExitCode.USAGE, "'" + text + "' is not a schedule. Write " + FORM);
    }

    /** All of a policy, with their one time zone. */
    static String words(JsonNode schedules) {
        String all = StreamSupport.stream(schedules.spliterator(), false)
                .map(ScheduleText::one)
                .collect(Collectors.joining("; "));
        return all + " " + schedules.path(0).path("timeZone").asText();
    }

    private static String one(JsonNode schedule) {
        JsonNode hourly = schedule.path("hourly");
        if (hourly.isObject()) {
            return "hourly every " + hourly.path("every").asInt() + "h from "
                    + hourly.path("from").asText() + " for "
                    + hourly.path("hours").asInt() + "h";
        }
        String days = texts(schedule.path("days"))
                .map(day -> day.substring(0, SHORTEST_DAY))
                .collect(Collectors.joining(","));
        return schedule.path("kind").asText().toLowerCase(Locale.ROOT) + " " + (days.isEmpty() ? "" : days + " ")
                + texts(schedule.path("times")).collect(Collectors.joining(","));
    }

    private static Stream<String> texts(JsonNode values) {
        return StreamSupport.stream(values.spliterator(), false).map(JsonNode::asText);
    }

    private static Map<String, Object> schedule(String kind, List<String> times, List<String> days, String zone) {
        Map<String, Object> schedule = new LinkedHashMap<>();
        schedule.put("kind", kind);
        schedule.put("times", times);
        schedule.put("days", days);
        schedule.put("timeZone", zone);
        return schedule;
    }

    private static List<String> list(String text) {
        return List.of(text.split(","));
    }

    private static String weekday(String text) {
        return Stream.of(Weekday.values())
                .map(Weekday::name)
                .filter(day -> text.length() >= SHORTEST_DAY
                        && day.toLowerCase(Locale.ROOT).startsWith(text.toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> new CliException(
                        ExitCode.USAGE, "'" + text + "' is not a weekday. Write Mon, Tue, Wed, Thu, Fri, Sat or Sun"));
    }
}
