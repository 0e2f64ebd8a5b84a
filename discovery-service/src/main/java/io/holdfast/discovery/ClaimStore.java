package io.holdfast.discovery;

import io.holdfast.contracts.ErrorCode;
import io.holdfast.contracts.FieldError;
import io.holdfast.contracts.HoldfastException;
import io.holdfast.contracts.discovery.ClaimMachines.Claim;
import io.holdfast.contracts.discovery.Machine;
import io.holdfast.contracts.protection.Vault;
import io.holdfast.platform.Database;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Which vault each machine belongs to: the one place that decides it. */
final class ClaimStore {
    private final Database database;

    ClaimStore(Database database) {
        this.database = database;
    }

    /**
     * Ties all the machines to the vault, or fails naming each that it can't have. Rows are locked in the order of their ids, so that
     * two claims of the same machines wait for each other and never deadlock.
     */
    Future<List<Machine>> claim(Vault vault, List<Claim> claims) {
        return database.transaction(connection -> find(connection, claims, "for update")
                .map(found -> admitted(vault, claims, found))
                .compose(admitted -> tie(connection, vault, claims)));
    }

    /** The machines, if all of them are tied to the vault by these very items already. */
    Future<Optional<List<Machine>>> held(String vault, List<Claim> claims) {
        return find(database.pool(), claims, "").map(found -> {
            var all = claims.stream()
                    .allMatch(claim -> found.containsKey(claim.machine())
                            && vault.equals(found.get(claim.machine()).vault())
                            && claim.item().equals(found.get(claim.machine()).item()));
            return all ? Optional.of(inOrder(claims, found)) : Optional.empty();
        });
    }

    /** Answers or fails as {@link #claim} would at this moment. */
    Future<List<Machine>> check(Vault vault, List<Claim> claims) {
        return find(database.pool(), claims, "").map(found -> admitted(vault, claims, found));
    }

    /** Unties the machines that are still held by the given items. */
    Future<Void> release(List<Claim> claims) {
        return database.pool()
                .preparedQuery("""
                        with held as (
                            select machine.id
                            from machine join unnest($1::uuid[], $2::uuid[]) as claim (machine, item)
                              on machine.id = claim.machine and machine.item = claim.item
                            order by machine.id
                            for update of machine)
                        update machine set vault = null, item = null from held where machine.id = held.id
                        """)
                .execute(Tuple.of(machines(claims), (Object) items(claims)))
                .mapEmpty();
    }

    private static Future<Map<UUID, Machine>> find(SqlClient connection, List<Claim> claims, String lock) {
        return connection
                .preparedQuery("select * from machine where id = any($1::uuid[]) order by id " + lock)
                .execute(Tuple.of((Object) machines(claims)))
                .map(ClaimStore::byId);
    }

    /** The machines in the order of the claims, or the refusal of all that are bad. */
    private static List<Machine> admitted(Vault vault, List<Claim> claims, Map<UUID, Machine> found) {
        var refusals = new ArrayList<FieldError>();
        var named = new HashSet<UUID>();
        for (int i = 0; i < claims.size(); i++) {
            var claim = claims.get(i);
            var machine = found.get(claim.machine());
            var pointer = "/machineIds/" + i;
            if (machine == null) {
                refusals.add(new FieldError(
                        pointer,
                        ErrorCode.MachineNotFound.name(),
                        "There is no machine %s in the inventory.".formatted(claim.machine())));
            } else if (!named.add(machine.id())) {
                refusals.add(new FieldError(
                        pointer,
                        ErrorCode.InvalidField.name(),
                        "The machine %s is named twice.".formatted(machine.id())));
            } else {
                Admission.refusal(machine, claim.item(), vault, pointer).ifPresent(refusals::add);
            }
        }
        if (!refusals.isEmpty()) {
            throw HoldfastException.refusal(refusals);
        }
        return inOrder(claims, found);
    }

    private static Future<List<Machine>> tie(SqlClient connection, Vault vault, List<Claim> claims) {
        return connection
                .preparedQuery("""
                        update machine set vault = $1, item = claim.item
                        from unnest($2::uuid[], $3::uuid[]) as claim (machine, item)
                        where machine.id = claim.machine
                        returning machine.*
                        """)
                .execute(Tuple.of(vault.name(), machines(claims), items(claims)))
                .map(rows -> inOrder(claims, byId(rows)));
    }

    private static List<Machine> inOrder(List<Claim> claims, Map<UUID, Machine> found) {
        return claims.stream()
                .map(claim -> Objects.requireNonNull(found.get(claim.machine())))
                .toList();
    }

    private static Map<UUID, Machine> byId(RowSet<Row> rows) {
        return MachineStore.all(rows).stream().collect(Collectors.toMap(Machine::id, Function.identity()));
    }

    private static UUID[] machines(List<Claim> claims) {
        return claims.stream().map(Claim::machine).toArray(UUID[]::new);
    }

    private static UUID[] items(List<Claim> claims) {
        return claims.stream().map(Claim::item).toArray(UUID[]::new);
    }
}
