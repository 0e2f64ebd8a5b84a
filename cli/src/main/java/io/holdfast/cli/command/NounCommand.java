package io.holdfast.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.holdfast.cli.ApiClient;
import io.holdfast.cli.CliException;
import io.holdfast.cli.ExitCode;
import io.holdfast.cli.Holdfast;
import io.holdfast.cli.JobWatcher;
import io.holdfast.cli.Names;
import io.holdfast.cli.ProgressView;
import io.holdfast.cli.Session;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** A noun of the command line; its verbs are methods. */
@Command(mixinStandardHelpOptions = true, synopsisSubcommandLabel = "COMMAND")
abstract class NounCommand implements Runnable {
    static final String VAULT = "The vault (default: the only one)";
    static final String WAIT = "Wait until the jobs have ended";
    static final String DRY_RUN = "Only say what would happen";
    static final String ITEM = "Id, name or cloud-service/name";
    static final String JOB = "Id";
    static final String FROM = "Not before, for example 2027-01-01T00:00:00Z";
    static final String TO = "Before";
    static final String LIMIT = "At most so many (default ${DEFAULT-VALUE})";

    @ParentCommand
    @SuppressWarnings("NullAway.Init")
    private Holdfast holdfast;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    /** A noun without a verb shows its verbs. */
    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "Say what to do.");
    }

    Session session() {
        return holdfast.session();
    }

    ApiClient api() {
        return session().api();
    }

    Names names() {
        return new Names(api());
    }

    /** Waits for the jobs of a 202 answer when asked to; prints them either way. */
    int jobs(JsonNode accepted, @Nullable String vault, boolean wait) {
        var ids = StreamSupport.stream(accepted.path("jobs").spliterator(), false)
                .map(JsonNode::asText)
                .toList();
        if (!wait) {
            session().say(describe(ids), accepted);
            return ExitCode.OK;
        }
        var out = session().isTable() ? session().out() : session().err();
        List<JsonNode> ended;
        try (var view = ProgressView.on(out)) {
            ended = new JobWatcher(api(), view).await(vault, ids);
        }
        if (!session().isTable()) {
            session().print(ended, JobCommand.table());
        }
        return ended.stream().allMatch(JobWatcher::succeeded) ? ExitCode.OK : ExitCode.FAILED;
    }

    private static String describe(List<String> ids) {
        return switch (ids.size()) {
            case 0 -> "Nothing to do.";
            case 1 -> "Job " + ids.get(0) + " accepted. Watch it: holdfast job watch " + ids.get(0);
            default -> ids.size() + " jobs accepted. Watch them: holdfast job list";
        };
    }

    /** Those that are named on the command line, none when all are meant: it has to be one or the other. */
    static List<String> named(@Nullable List<String> given, boolean all) {
        var named = given == null ? List.<String>of() : given;
        if (named.isEmpty() != all) {
            throw new CliException(
                    ExitCode.USAGE,
                    all ? "Name what you mean or say --all, not both" : "Name what you mean, or say --all");
        }
        return named;
    }

    /** A machine as people tell it apart from others of its name. */
    static String title(JsonNode item) {
        return item.path("cloudService").asText() + "/" + item.path("name").asText();
    }

    /** A request body from {@code name, value} pairs; null values are left out. */
    static Map<String, Object> body(@Nullable Object... namesAndValues) {
        var body = new LinkedHashMap<String, Object>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            var value = namesAndValues[i + 1];
            if (value != null) {
                body.put(String.valueOf(namesAndValues[i]), value);
            }
        }
        return body;
    }

    static String path(String... segments) {
        return ApiClient.path(segments);
    }
}
