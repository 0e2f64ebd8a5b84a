package io.holdfast.gateway.http;

import io.holdfast.contracts.DryRun;
import io.holdfast.contracts.JobRefs;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What an operation answers when it succeeds. {@code body} is a record of the contract; null for none.
 */
public record Answer(
        int status, Map<String, String> headers, @Nullable Object body) {

    public static Answer ok(Object body) {
        return new Answer(200, Map.of(), body);
    }

    /** The body's version as {@code ETag}. */
    public static Answer ok(Object body, long version) {
        return ok(body).with("ETag", etag(version));
    }

    /** {@code segments}: the new resource's path below the base, not yet encoded. */
    public static Answer created(Object body, long version, String... segments) {
        return new Answer(201, Map.of(), body).with("ETag", etag(version)).with("Location", path(segments));
    }

    public static Answer created(Object body) {
        return new Answer(201, Map.of(), body);
    }

    public static Answer accepted(List<UUID> jobs) {
        return accepted(new JobRefs(jobs), jobs);
    }

    public static Answer accepted(Object body, List<UUID> jobs) {
        Answer answer = new Answer(202, Map.of(), body);
        return jobs.size() == 1
                ? answer.with("Location", path("jobs", jobs.get(0).toString()))
                : answer;
    }

    /** What a dry run answered if it was one, else the jobs. */
    public static Answer dryRunOr(@Nullable DryRun dryRun, List<UUID> jobs) {
        return dryRun == null ? accepted(jobs) : ok(dryRun);
    }

    public static Answer noContent() {
        return new Answer(204, Map.of(), null);
    }

    public Answer with(String header, String value) {
        Map<String, String> more = new TreeMap<>(headers);
        more.put(header, value);
        return new Answer(status, more, body);
    }

    private static String etag(long version) {
        return "\"" + version + "\"";
    }

    private static String path(String... segments) {
        StringBuilder path = new StringBuilder(Contract.BASE);
        for (String segment : segments) {
            path.append('/')
                    .append(URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20"));
        }
        return path.toString();
    }
}
