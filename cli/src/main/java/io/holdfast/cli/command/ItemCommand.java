package io.holdfast.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.holdfast.cli.ApiClient;
import io.holdfast.cli.ApiException;
import io.holdfast.cli.CliException;
import io.holdfast.cli.ExitCode;
import io.holdfast.cli.Format;
import io.holdfast.cli.Names;
import io.holdfast.cli.Table;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Registered and protected items. */
@Command(name = "item", description = "Items: machines registered with a vault, and their protection.")
public final class ItemCommand extends NounCommand {

    private static final Set<String> RUNNING =
            Set.of("ConfiguringProtection", "InitialBackupPending", "Protected", "ProtectionError");

    @Command(description = "Register machines with a vault, one job each.", mixinStandardHelpOptions = true)
    int register(
            @Parameters(paramLabel = "MACHINE", arity = "0..*", description = "Ids, names or cloud-service/names")
                    @Nullable
                    List<String> machines,
            @Option(names = "--all", description = "All candidates of the vault") boolean all,
            @Option(
                            names = {"-v", "--vault"},
                            description = VAULT)
                    @Nullable
                    String vault,
            @Option(names = "--wait", description = WAIT) boolean wait) {
        var named = named(machines, all);
        var names = names();
        var name = names.vault(vault);
        var ids = all
                ? api().all(ApiClient.query(path("vaults", name, "machines"), "registration", "NotRegistered")).stream()
                        .filter(machine -> !machine.path("missing").asBoolean() && !machine.hasNonNull("problem"))
                        .map(machine -> machine.path("id").asText())
                        .toList()
                : named.stream().map(machine -> names.machine(name, machine)).toList();
        return jobs(api().post(path("vaults", name, "registered-items"), body("machineIds", ids)), name, wait);
    }

    @Command(description = "Unregister an item that is not protected.", mixinStandardHelpOptions = true)
    int unregister(
            @Parameters(paramLabel = "ITEM", description = ITEM) String item,
            @Option(
                            names = {"-v", "--vault"},
                            description = VAULT)
                    @Nullable
                    String vault,
            @Option(names = "--wait", description = WAIT) boolean wait) {
        var name = names().vault(vault);
        var id = names().registeredItem(name, item);
        try {
            return jobs(api().delete(path("vaults", name, "registered-items", id)), name, wait);
        } catch (ApiException e) {
            throw e.code().equals("ItemProtected") ? stillThere(name, id, e) : e;
        }
    }

    /** Deleted data counts as protection until it is gone, which does not go without saying. */
    private CliException stillThere(String vault, String id, ApiException refusal) {
        var item = api().get(path("vaults", vault, "protected-items", id));
        return item.hasNonNull("purgeAt")
                ? new CliException(
                        ExitCode.REFUSED,
                        title(item) + " has deleted data, which can be brought back until "
                                + Format.time(Instant.parse(item.path("purgeAt").asText()))
                                + "\n  → Wait until then, or purge it: holdfast item purge " + title(item)
                                + " --confirm-name "
                                + item.path("name").asText())
                : refusal;
    }

    @Command(
            description = "List items: the protected ones, or with --registered all registered ones.",
            mixinStandardHelpOptions = true)
    int list(
            @Option(
                            names = {"-v", "--vault"},
                            description = VAULT)
                    @Nullable
                    String vault,
            @Option(names = "--registered", description = "Registered items instead") boolean registered,
            @Option(names = "--unprotected", description = "Registered items without protection") boolean unprotected,
            @Option(names = "--status", description = "Comma-separated, for example Protected,ProtectionStopped")
                    @Nullable
                    String status,
            @Option(names = "--policy", description = "With this policy only") @Nullable String policy,
            @Option(names = "--deleted", description = "Those whose data was deleted and can be brought back")
                    boolean deleted,
            @Option(names = "--limit", defaultValue = "200", description = LIMIT) int limit) {
        var name = names().vault(vault);
        if (registered || unprotected) {
            var query = ApiClient.query(
                    path("vaults", name, "registered-items"),
                    "status",
                    status,
                    "protected",
                    unprotected ? "false" : null);
            session().print(api().upTo(query, limit), registeredTable());
        } else {
            var query = ApiClient.query(
                    path("vaults", name, "protected-items"),
                    "status",
                    status,
                    "policy",
                    policy,
                    "deleted",
                    deleted ? "true" : null);
            var table = deleted ? protectedTable().time("PURGED AT", "purgeAt") : protectedTable();
            session().print(api().upTo(query, limit), table);
        }
        return 0;
    }

    @Command(description = "Show a protected item.", mixinStandardHelpOptions = true)
    int show(
            @Parameters(paramLabel = "ITEM", description = ITEM) String item,
            @Option(
                            names = {"-v", "--vault"},
                            description = VAULT)
                    @Nullable
                    String vault) {
        var name = names().vault(vault);
        session()
                .printOne(
                        api().get(path("vaults", name, "protected-items", names().protectedItem(name, item))),
                        protectedTable()
                                .bytes("SIZE", "logicalBytes")
                                .column("LEFT OUT", ItemCommand::leftOut)
                                .text("ACTIVE JOB", "activeJob")
                                .text("ID", "id"));
        return 0;
    }

    @Command(description = "Protect registered items with a policy, one job each.", mixinStandardHelpOptions = true)
    int protect(
            @Parameters(paramLabel = "ITEM", arity = "0..*", description = ITEM) @Nullable List<String> items,
            @Option(names = "--all", description = "All registered, unprotected items") boolean all,
            @Option(names = "--policy", defaultValue = "DefaultPolicy", description = "Default ${DEFAULT-VALUE}")
                    String policy,
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
                ? api()
                        .all(ApiClient.query(
                                path("vaults", name, "registered-items"), "status", "Registered", "protected", "false"))
                        .stream()
                        .map(item -> item.path("id").asText())
                        .toList()
                : named.stream().map(item -> names.registeredItem(name, item)).toList();
        return jobs(
                api().post(path("vaults", name, "protected-items"), body("itemIds", ids, "policy", policy)),
                name,
                wait);
    }

    @Command(name = "switch", description = "Give an item another policy.", mixinStandardHelpOptions = true)
    int switchPolicy(
            @Parameters(paramLabel = "ITEM", description = ITEM) String item,
            @Option(names = "--policy", required = true, description = "The new policy") String policy,
            @Option(
                            names = {"-v", "--vault"},
                            description = VAULT)
                    @Nullable
                    String vault,
            @Option(names = "--dry-run", description = DRY_RUN) boolean dryRun,
            @Option(names = "--wait", description = WAIT) boolean wait) {
        var name = names().vault(vault);
        var address = ApiClient.query(itemPath(names(), name, item), "dryRun", dryRun ? "true" : null);
        var answer = api().patch(address, body("policy", policy));
        if (dryRun) {
            DryRuns.print(answer, session());
            return ExitCode.OK;
        }
        return jobs(answer, name, wait);
    }

    @Command(
            description = "Stop protection: keep the data, let it expire by the policy, or delete it.",
            mixinStandardHelpOptions = true)
    int stop(
            @Parameters(paramLabel = "ITEM", description = ITEM) String item,
            @Option(names = "--data", defaultValue = "keep", description = "keep (default), keepByPolicy or delete")
                    String data,
            @Option(names = "--confirm-name", description = "The item's name; needed to delete") @Nullable
                    String confirmName,
            @Option(
                            names = {"-v", "--vault"},
                            description = VAULT)
                    @Nullable
                    String vault,
            @Option(names = "--dry-run", description = DRY_RUN) boolean dryRun,
            @Option(names = "--wait", description = WAIT) boolean wait) {
        var name = names().vault(vault);
        var answer = api().post(
                        ApiClient.query(itemPath(names(), name, item) + "/stop", "dryRun", dryRun ? "true" : null),
                        body("data", data, "confirmName", confirmName));
        if (dryRun) {
            DryRuns.print(answer, session());
            return ExitCode.OK;
        }
        return jobs(answer, name, wait);
    }

    @Command(description = "Leave an item out of its policy's runs.", mixinStandardHelpOptions = true)
    int pause(
            @Parameters(paramLabel = "ITEM", description = ITEM) String item,
            @Option(
                            names = {"-v", "--vault"},
                            description = VAULT)
                    @Nullable
                    String vault) {
        var name = names().vault(vault);
        var paused = api().put(itemPath(names(), name, item) + "/pause");
        session().say(title(paused) + " is paused.", paused);
        return ExitCode.OK;
    }

    @Command(
            description = "Resume a paused item, or protection that was stopped (by a job).",
            mixinStandardHelpOptions = true)
    int resume(
            @Parameters(paramLabel = "ITEM", description = ITEM) String item,
            @Option(names = "--policy", description = "Another policy (default: the one it had)") @Nullable
                    String policy,
            @Option(
                            names = {"-v", "--vault"},
                            description = VAULT)
                    @Nullable
                    String vault,
            @Option(names = "--wait", description = WAIT) boolean wait) {
        var name = names().vault(vault);
        var address = itemPath(names(), name, item);
        var before = api().get(address);
        if (policy == null
                && RUNNING.contains(before.path("status").asText())
                && !before.path("paused").asBoolean()) {
            session()
                    .say(
                            title(before) + " is neither paused nor stopped: nothing to resume." + butPolicy(before),
                            before);
            return ExitCode.OK;
        }
        if (policy == null && before.path("paused").asBoolean()) {
            var resumed = api().delete(address + "/pause");
            session().say(title(resumed) + " takes part in its policy's runs again." + butPolicy(resumed), resumed);
            return ExitCode.OK;
        }
        return jobs(api().post(address + "/resume", body("policy", policy)), name, wait);
    }

    @Command(
            description = "Bring back the data of an item that was deleted; the item is stopped then.",
            mixinStandardHelpOptions = true)
    int undelete(
            @Parameters(paramLabel = "ITEM", description = ITEM) String item,
            @Option(
                            names = {"-v", "--vault"},
                            description = VAULT)
                    @Nullable
                    String vault) {
        var name = names().vault(vault);
        var id = names().deletedItem(name, item);
        session().printOne(api().post(path("vaults", name, "protected-items", id, "undelete")), protectedTable());
        return ExitCode.OK;
    }

    @Command(
            description = "Purge the data of a deleted item before its time. That can't be undone.",
            mixinStandardHelpOptions = true)
    int purge(
            @Parameters(paramLabel = "ITEM", description = ITEM) String item,
            @Option(names = "--confirm-name", required = true, description = "The item's name") String confirmName,
            @Option(
                            names = {"-v", "--vault"},
                            description = VAULT)
                    @Nullable
                    String vault,
            @Option(names = "--wait", description = WAIT) boolean wait) {
        var name = names().vault(vault);
        var id = names().deletedItem(name, item);
        var address = path("vaults", name, "protected-items", id, "purge");
        return jobs(api().post(address, body("confirmName", confirmName)), name, wait);
    }

    private static String itemPath(Names names, String vault, String item) {
        return path("vaults", vault, "protected-items", names.protectedItem(vault, item));
    }

    private static Table registeredTable() {
        return new Table()
                .text("NAME", "name")
                .text("CLOUD SERVICE", "cloudService")
                .text("STATUS", "status")
                .text("PROTECTED", "protected")
                .text("SUBSCRIPTION", "subscription")
                .text("ID", "id");
    }

    /** Says so where the policy is paused, or an edit of it has not reached the item yet. */
    private static String policy(JsonNode item) {
        var remarks = new ArrayList<String>();
        if (item.path("policyPaused").asBoolean()) {
            remarks.add("paused");
        }
        if (item.path("policyPending").asBoolean()) {
            remarks.add("edit pending");
        }
        return item.path("policy").asText("") + (remarks.isEmpty() ? "" : " (" + String.join(", ", remarks) + ")");
    }

    /** Whoever resumes an item wants backups of it, and a paused policy makes none. */
    private static String butPolicy(JsonNode item) {
        var policy = item.path("policy").asText();
        return item.path("policyPaused").asBoolean()
                ? "\nIts policy is paused, though. Resume it: holdfast policy resume " + policy
                : "";
    }

    private static String leftOut(JsonNode item) {
        var run = item.path("lastSkippedAt");
        return run.isTextual()
                ? "run of " + Format.time(Instant.parse(run.asText())) + ": "
                        + item.path("lastSkippedReason").asText()
                : "";
    }

    private static Table protectedTable() {
        return new Table()
                .text("NAME", "name")
                .text("CLOUD SERVICE", "cloudService")
                .text("STATUS", "statusText")
                .column("POLICY", ItemCommand::policy)
                .number("POINTS", "recoveryPoints")
                .time("NEWEST POINT", "latestRecoveryPoint")
                .text("LAST BACKUP", "lastBackupStatus")
                .flag("PAUSED", "paused")
                .bytes("STORED", "storedBytes");
    }
}
