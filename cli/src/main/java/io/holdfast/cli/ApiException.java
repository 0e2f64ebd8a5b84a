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
        if (!detail.isEmpty() && !repeats(detail, problem.path("errors"))) {
            text.append("\n  ").append(detail);
        }
        for (var error : problem.path("errors")) {
            text.append("\n  - ").append(line(error));
        }
        if (status == 401) {
            text.append("\n  → Name the file of your token: --token-file FILE, or export HOLDFAST_TOKEN_FILE");
        } else {
            problem.path("recommendations")
                    .forEach(recommendation -> text.append("\n  → ").append(recommendation.asText()));
        }
        var trace = problem.path("traceId").asText("");
        if (status >= 500 && !trace.isEmpty()) {
            text.append("\n  trace ").append(trace);
        }
        return text.toString();
    }

    private static String line(JsonNode error) {
        var pointer = error.path("pointer").asText("");
        var message = error.path("message").asText();
        return pointer.isEmpty() ? message : pointer + ": " + message;
    }

    /** Whether the detail says no more than the errors, which say where, too. */
    private static boolean repeats(String detail, JsonNode errors) {
        for (var error : errors) {
            if (detail.endsWith(error.path("message").asText()) || detail.startsWith(line(error))) {
                return true;
            }
        }
        return false;
    }
}
