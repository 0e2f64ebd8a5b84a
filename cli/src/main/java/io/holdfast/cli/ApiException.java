package io.holdfast.cli;

import com.fasterxml.jackson.databind.JsonNode;

/** The server's refusal, told as the problem document tells it. */
@SuppressWarnings("serial")
public final class ApiException extends CliException {
    private final int status;
    private final String code;

    ApiException(int status, JsonNode problem) {
        super(exitCode(status), render(status, problem));
        this.status = status;
        this.code = problem.path("code").asText("");
    }

    public int status() {
        return status;
    }

    /** The problem's stable code, for example {@code DiscoveryInProgress}; empty when the answer had none. */
    public String code() {
        return code;
    }

    private static int exitCode(int status) {
        return switch (status) {
            case 401, 403 -> ExitCode.NOT_ALLOWED;
            case 404 -> ExitCode.NOT_FOUND;
            case 429, 500, 502, 503, 504 -> ExitCode.UNAVAILABLE;
            default -> ExitCode.REFUSED;
        };
    }

    private static String render(int status, JsonNode problem) {
        var text = new StringBuilder(problem.path("title").asText("The server answered " + status));
        var code = problem.path("code").asText("");
        if (!code.isEmpty()) {
            text.append(" [").append(code).append(']');
        }
        var detail = problem.path("detail").asText("");
        if (!detail.isEmpty()) {
            text.append("\n  ").append(detail);
        }
        for (var error : problem.path("errors")) {
            text.append("\n  - ")
                    .append(error.path("pointer").asText())
                    .append(": ")
                    .append(error.path("message").asText());
        }
        for (var recommendation : problem.path("recommendations")) {
            text.append("\n  → ").append(recommendation.asText());
        }
        var trace = problem.path("traceId").asText("");
        if (status >= 500 && !trace.isEmpty()) {
            text.append("\n  trace ").append(trace);
        }
        return text.toString();
    }
}
