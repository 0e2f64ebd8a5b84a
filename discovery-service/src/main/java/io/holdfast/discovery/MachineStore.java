package io.holdfast.discovery;

import io.holdfast.contracts.PageRequest;
import io.holdfast.contracts.discovery.AgentState;
import io.holdfast.contracts.discovery.DeploymentModel;
import io.holdfast.contracts.discovery.Machine;
import io.holdfast.contracts.discovery.MachineDisk;
import io.holdfast.contracts.discovery.MachineFilter;
import io.holdfast.contracts.discovery.MachinePage;
import io.holdfast.contracts.discovery.PowerState;
import io.holdfast.contracts.discovery.RegistrationFilter;
import io.holdfast.contracts.discovery.Subscription;
import io.holdfast.contracts.protection.Vault;
import io.holdfast.fabric.DiscoveredMachine;
import io.holdfast.platform.Cursor;
import io.holdfast.platform.Database;
import io.holdfast.platform.Json;
import io.holdfast.platform.Where;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.OffsetDateTime;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** The rows of machines: as walks take them down, as lists show them. */
final class MachineStore {
    private final Database database;

    MachineStore(Database database) {
        this.database = database;
    }

    Future<MachinePage> list(MachineFilter filter, @Nullable Vault vault, PageRequest page) {
        var where = new Where();
        if (vault != null) {
            where.and("region = ?", vault.region()).and("(vault is null or vault = ?)", vault.name());
        }
        if (filter.registration() != null) {
            where.and(filter.registration() == RegistrationFilter.Registered ? "vault is not null" : "vault is null");
        }
        if (filter.subscription() != null) {
            where.and("subscription = ?", filter.subscription());
        }
        if (filter.cloudService() != null) {
            where.and("cloud_service = ?", filter.cloudService());
        }
        if (filter.name() != null) {
            where.and("strpos(lower(name), lower(?)) > 0", filter.name());
        }
        if (page.cursor() != null) {
            var after = Cursor.decode(page.cursor(), 3);
            where.and(
                    "(name, cloud_service, id) > (?, ?, ?)",
                    after.getString(0),
                    after.getString(1),
                    Cursor.uuid(after, 2));
        }
        var sql = "select * from machine %s order by name, cloud_service, id limit %s"
                .formatted(where.sql(), where.value(page.limit() + 1));
        return database.pool().preparedQuery(sql).execute(where.values()).map(rows -> page(all(rows), page.limit()));
    }

    /** In the order asked for; unknown ids are left out. */
    Future<List<Machine>> machines(List<UUID> ids) {
        return database.pool()
                .preparedQuery("""
                        select machine.* from machine join unnest($1::uuid[]) with ordinality as asked (id, place) using (id)
                        order by place
                        """)
                .execute(Tuple.of((Object) ids.toArray(UUID[]::new)))
                .map(MachineStore::all);
    }

    Future<Optional<Machine>> machine(UUID id) {
        return machines(List.of(id)).map(found -> found.stream().findFirst());
    }

    /** The database's time, which all sightings are stamped with. */
    Future<OffsetDateTime> now() {
        return database.pool().query("select now() as now").execute().map(rows -> rows.iterator()
                .next()
                .getOffsetDateTime("now"));
    }

    /** What became of a batch of sightings: machines that are new, and machines that were known. */
    record Recorded(Set<UUID> added, Set<UUID> known) {
        boolean contains(UUID machine) {
            return added.contains(machine) || known.contains(machine);
        }
    }

    /**
     * Takes down what a subscription shows, with claims as they are. A machine that another subscription has is left alone and not in the
     * answer, unless it is missing there and free: then it has moved. Written in the order of ids, against deadlocks with claims and
     * other walks.
     */
    Future<Recorded> record(Subscription subscription, List<DiscoveredMachine> batch) {
        var sorted = batch.stream()
                .sorted(Comparator.comparing(machine -> machine.id().toString()))
                .toList();
        return database.transaction(connection -> connection
                .preparedQuery("""
                        insert into machine (id, name, cloud_service, deployment_model, power_state, agent_state, disks, problem,
                                             subscription, region, last_seen_at)
                        select id, name, cloud_service, deployment_model, power_state, agent_state, disks::jsonb, problem,
                               $9, $10, now()
                        from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[])
                             as seen (id, name, cloud_service, deployment_model, power_state, agent_state, disks, problem)
                        on conflict (id) do update set
                            name = excluded.name,
                            cloud_service = excluded.cloud_service,
                            deployment_model = excluded.deployment_model,
                            power_state = excluded.power_state,
                            agent_state = excluded.agent_state,
                            disks = excluded.disks,
                            problem = excluded.problem,
                            subscription = excluded.subscription,
                            region = excluded.region,
                            missing = false,
                            last_seen_at = excluded.last_seen_at
                        where machine.subscription = excluded.subscription or (machine.missing and machine.vault is null)
                        returning id, (xmax = 0) as added
                        """)
                .execute(Tuple.from(List.of(
                        sorted.stream().map(DiscoveredMachine::id).toArray(UUID[]::new),
                        texts(sorted, DiscoveredMachine::name),
                        texts(sorted, DiscoveredMachine::cloudService),
                        texts(sorted, machine -> machine.deploymentModel().name()),
                        texts(sorted, machine -> machine.powerState().name()),
                        texts(sorted, machine -> machine.agentState().name()),
                        texts(sorted, machine -> new JsonArray(machine.disks().stream()
                                        .map(disk -> new JsonObject(Json.toMap(disk)))
                                        .toList())
                                .encode()),
                        texts(sorted, DiscoveredMachine::problem),
                        subscription.name(),
                        subscription.region())))
                .map(MachineStore::recorded));
    }

    private static String[] texts(List<DiscoveredMachine> batch, Function<DiscoveredMachine, @Nullable String> field) {
        return batch.stream().map(field).toArray(String[]::new);
    }

    private static Recorded recorded(RowSet<Row> rows) {
        var recorded = new Recorded(new HashSet<>(), new HashSet<>());
        rows.forEach(row -> (row.getBoolean("added") ? recorded.added : recorded.known).add(row.getUUID("id")));
        return recorded;
    }

    /** Marks the machines of a subscription that no walk has seen since; answers how many. */
    Future<Integer> markMissing(String subscription, OffsetDateTime since) {
        return database.transaction(connection -> connection
                .preparedQuery("""
                        update machine set missing = true
                        where subscription = $1 and last_seen_at < $2 and not missing
                        """)
                .execute(Tuple.of(subscription, since))
                .map(RowSet::rowCount));
    }

    Future<Integer> count(String subscription) {
        return database.pool()
                .preparedQuery("select count(*)::int as machines from machine where subscription = $1 and not missing")
                .execute(Tuple.of(subscription))
                .map(rows -> rows.iterator().next().getInteger("machines"));
    }

    private static MachinePage page(List<Machine> found, int limit) {
        if (found.size() <= limit) {
            return new MachinePage(found, null);
        }
        var last = found.get(limit - 1);
        return new MachinePage(found.subList(0, limit), Cursor.encode(last.name(), last.cloudService(), last.id()));
    }

    static List<Machine> all(RowSet<Row> rows) {
        return StreamSupport.stream(rows.spliterator(), false)
                .map(MachineStore::machine)
                .toList();
    }

    private static Machine machine(Row row) {
        return new Machine(
                row.getUUID("id"),
                row.getString("name"),
                row.getString("cloud_service"),
                row.getString("subscription"),
                row.getString("region"),
                DeploymentModel.valueOf(row.getString("deployment_model")),
                PowerState.valueOf(row.getString("power_state")),
                AgentState.valueOf(row.getString("agent_state")),
                disks(row.getJsonArray("disks")),
                row.getBoolean("missing"),
                row.getOffsetDateTime("last_seen_at").toInstant(),
                row.getString("vault"),
                row.getUUID("item"),
                row.getString("problem"));
    }

    private static List<MachineDisk> disks(JsonArray disks) {
        return disks.stream()
                .map(JsonObject.class::cast)
                .map(disk -> new MachineDisk(
                        disk.getString("name"), disk.getLong("sizeBytes"), disk.getLong("allocatedBytes")))
                .collect(Collectors.toUnmodifiableList());
    }
}
