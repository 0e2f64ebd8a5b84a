package io.holdfast.cli.command;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Backup now. */
@Command(name = "backup", description = "Backups on demand.")
public final class BackupCommand extends NounCommand {

    @Command(description = "Back up now.", mixinStandardHelpOptions = true)
    int start(
            @Parameters(paramLabel = "ITEM", arity = "0..*", description = ITEM) @Nullable List<String> items,
            @Option(names = "--all", description = "Every protected item of the vault") boolean all,
            @Option(
                            names = "--retain-until",
                            paramLabel = "INSTANT",
                            description = "Keep the point until then, for example 2027-01-01T00:00:00Z")
                    @Nullable
                    String retainUntil,
            @Option(
                            names = {"-v", "--vault"},
                            description = VAULT)
                    @Nullable
                    String vault,
            @Option(names = "--wait", description = WAIT) boolean wait) {
        var named = named(items, all);
        var names = names();
        var name = names.vault(vault);
        var ids = all
                ? api().all(path("vaults", name, "protected-items")).stream()
                        .map(i -> i.path("id").asText())
                        .toList()
                : named.stream().map(item -> names.protectedItem(name, item)).toList();
        var jobs = JsonNodeFactory.instance.objectNode();
        var list = jobs.putArray("jobs");
        for (var id : ids) {
            api().post(path("vaults", name, "protected-items", id, "backups"), body("retainUntil", retainUntil))
                    .path("jobs")
                    .forEach(list::add);
        }
        return jobs(jobs, name, wait);
    }
}
