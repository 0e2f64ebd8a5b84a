package io.holdfast.alert;

import io.holdfast.contracts.alert.AlertCause;
import io.holdfast.platform.Database;
import io.holdfast.platform.Ids;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * From what is found out about items to the rows of alerts, in the caller's transaction. Whoever changes an alert has locked it, several in the order of
 * their ids; the unique key decides who opens one.
 */
final class ConditionStore {

    private record Key(String vault, AlertCause cause, String group) {
        static Key of(Condition condition) {
            return new Key(
                    condition.vault(), condition.cause(), condition.group().key());
        }
    }

    private record Entry(UUID alert, UUID item) {}

    private record Before(Instant evidence, boolean active) {}

    /** {@code times}: how often more it happened; {@code items}: how many more it concerns. */
    private record Growth(UUID alert, String vault, long times, long items) {
        Growth plus(Growth other) {
            return new Growth(alert, vault, times + other.times, items + other.items);
        }
    }

    private final Database database;
    private final NewsStore news;
    private final EndingStore endings;

    ConditionStore(Database database, NewsStore news) {
        this.database = database;
        this.news = news;
        this.endings = new EndingStore(news);
    }

    /** What there is about each of the items. */
    Future<Map<UUID, WatchRules.Known>> known(List<UUID> items) {
        String sql = """
                select item, max(evidence_at) filter (where cause = 'BackupFailed') as failed_at,
                       coalesce(bool_or(cause = 'SourceGone' and ended_at is null), false) as gone
                from alert_items
                where item = any($1) and cause in ('BackupFailed', 'SourceGone')
                group by item
                """;
        return database.pool()
                .preparedQuery(sql)
                .execute(Tuple.tuple().addArrayOfUUID(Sql.uuids(items)))
                .map(rows -> {
                    Map<UUID, WatchRules.Known> known = new HashMap<>();
                    rows.forEach(row -> known.put(
                            row.getUUID("item"),
                            new WatchRules.Known(Sql.instantOrNull(row, "failed_at"), row.getBoolean("gone"))));
                    return known;
                });
    }

    /** The items that unresolved alerts have concerned since before then. */
    Future<List<UUID>> concerned(Instant before) {
        return database.pool()
                .preparedQuery("select distinct item from alert_items where ended_at is null and evidence_at < $1")
                .execute(Tuple.of(Sql.time(before)))
                .map(rows -> Sql.list(rows, row -> row.getUUID("item")));
    }

    /** Answers the alerts that are not what they were. */
    Future<Set<UUID>> apply(SqlClient client, Findings findings, Instant now) {
        Set<UUID> changed = new HashSet<>();
        return worthTelling(client, findings.conditions())
                .compose(conditions -> raise(client, conditions, now, changed)
                        .compose(alerts ->
                                endings.end(client, all(findings.endings(), conditions, alerts, now), now, changed)))
                .map(x -> changed);
    }

    /** What is over, and what the conditions replace: an item is in one alert of a cause. */
    private static List<EndingStore.Over> all(
            List<Ending> endings, List<Condition> conditions, Map<Key, UUID> alerts, Instant now) {
        List<EndingStore.Over> all = new ArrayList<>();
        endings.forEach(ending -> all.add(new EndingStore.Over(ending, null)));
        conditions.forEach(it -> all.add(new EndingStore.Over(
                Ending.of(it.item(), it.cause(), now.isAfter(it.evidence()) ? now : it.evidence()),
                alerts.get(Key.of(it)))));
        return all;
    }

    /** Without what somebody has resolved and nothing new has been seen of. */
    private static Future<List<Condition>> worthTelling(SqlClient client, List<Condition> conditions) {
        String sql = """
                select distinct k.place from unnest($1::uuid[], $2::text[], $3::timestamptz[]) with ordinality as k (item, cause, evidence, place)
                join alert_items i on i.item = k.item and i.cause = k.cause and i.dismissed and i.evidence_at >= k.evidence
                """;
        if (conditions.isEmpty()) {
            return Future.succeededFuture(conditions);
        }
        return client.preparedQuery(sql)
                .execute(Tuple.tuple()
                        .addArrayOfUUID(Sql.ids(conditions, Condition::item))
                        .addArrayOfString(Sql.texts(conditions, c -> c.cause().name()))
                        .addArrayOfOffsetDateTime(Sql.times(conditions, Condition::evidence)))
                .map(rows -> {
                    List<Condition> left = new ArrayList<>(conditions);
                    Sql.list(rows, row -> conditions.get(row.getLong("place").intValue() - 1))
                            .forEach(left::remove);
                    return left;
                });
    }

    /** Answers the alert of each group. */
    private Future<Map<Key, UUID>> raise(SqlClient client, List<Condition> conditions, Instant now, Set<UUID> changed) {
        if (conditions.isEmpty()) {
            return Future.succeededFuture(Map.of());
        }
        Map<String, Condition> groups = new TreeMap<>();
        conditions.forEach(c -> groups.putIfAbsent(
                c.vault() + '\n' + c.cause() + '\n' + c.group().key(), c));
        List<Condition> firsts = List.copyOf(groups.values());
        Set<UUID> opened = new HashSet<>();
        return open(client, firsts, now, opened)
                .compose(alerts -> addItems(client, conditions, alerts, opened, now, changed)
                        .map(x -> alerts));
    }

    /** Opens and locks; an alert that is resolved at this moment is opened anew. */
    private static Future<Map<Key, UUID>> open(
            SqlClient client, List<Condition> firsts, Instant now, Set<UUID> opened) {
        String insert = """
                insert into alerts (id, vault, cause, severity, group_key, code, subscription, policy, first_seen_at, last_seen_at)
                select g.id, g.vault, g.cause, g.severity, g.group_key, g.code, g.subscription, g.policy, $9, $9
                from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[])
                     as g (id, vault, cause, severity, group_key, code, subscription, policy)
                on conflict do nothing
                returning id
                """;
        String lock = """
                select a.id, a.vault, a.cause, a.group_key from alerts a
                join unnest($1::text[], $2::text[], $3::text[]) as g (vault, cause, group_key) using (vault, cause, group_key)
                where a.status <> 'Resolved'
                order by a.id
                for update of a
                """;
        @Nullable String[] vaults = Sql.texts(firsts, Condition::vault);
        @Nullable String[] causes = Sql.texts(firsts, c -> c.cause().name());
        @Nullable String[] keys = Sql.texts(firsts, c -> c.group().key());
        return client.preparedQuery(insert)
                .execute(Tuple.tuple()
                        .addArrayOfUUID(Sql.ids(firsts, c -> Ids.next()))
                        .addArrayOfString(vaults)
                        .addArrayOfString(causes)
                        .addArrayOfString(
                                Sql.texts(firsts, c -> c.cause().severity().name()))
                        .addArrayOfString(keys)
                        .addArrayOfString(Sql.texts(firsts, c -> c.group().code()))
                        .addArrayOfString(Sql.texts(firsts, c -> c.group().subscription()))
                        .addArrayOfString(Sql.texts(firsts, c -> c.group().policy()))
                        .addOffsetDateTime(Sql.time(now)))
                .compose(inserted -> {
                    opened.addAll(Sql.list(inserted, row -> row.getUUID("id")));
                    return client.preparedQuery(lock)
                            .execute(Tuple.tuple()
                                    .addArrayOfString(vaults)
                                    .addArrayOfString(causes)
                                    .addArrayOfString(keys));
                })
                .compose(rows -> {
                    Map<Key, UUID> alerts = new HashMap<>();
                    rows.forEach(row -> alerts.put(key(row), row.getUUID("id")));
                    return alerts.size() == firsts.size()
                            ? Future.succeededFuture(alerts)
                            : open(client, firsts, now, opened);
                });
    }

    private static Key key(Row row) {
        return new Key(row.getString("vault"), AlertCause.valueOf(row.getString("cause")), row.getString("group_key"));
    }

    private Future<Void> addItems(
            SqlClient client,
            List<Condition> conditions,
            Map<Key, UUID> alerts,
            Set<UUID> opened,
            Instant now,
            Set<UUID> changed) {
        String sql = """
                insert into alert_items (alert, item, cause, name, since, evidence_at, detail, job)
                select * from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::timestamptz[], $6::timestamptz[], $7::text[], $8::uuid[])
                on conflict (alert, item) do update
                set name = excluded.name, evidence_at = greatest(alert_items.evidence_at, excluded.evidence_at), detail = excluded.detail,
                    job = excluded.job, ended_at = null,
                    since = case when alert_items.ended_at is null then alert_items.since else excluded.since end
                where alert_items.ended_at is not null or alert_items.evidence_at < excluded.evidence_at
                   or alert_items.detail <> excluded.detail
                """;
        Map<Entry, Condition> newest = new HashMap<>();
        conditions.forEach(c -> newest.merge(
                new Entry(Objects.requireNonNull(alerts.get(Key.of(c))), c.item()),
                c,
                (one, two) -> one.evidence().isAfter(two.evidence()) ? one : two));
        List<Entry> entries = List.copyOf(newest.keySet());
        List<Condition> its = entries.stream().map(newest::get).toList();
        return before(client, entries).compose(before -> client.preparedQuery(sql)
                .execute(Tuple.tuple()
                        .addArrayOfUUID(Sql.ids(entries, Entry::alert))
                        .addArrayOfUUID(Sql.ids(entries, Entry::item))
                        .addArrayOfString(Sql.texts(its, c -> c.cause().name()))
                        .addArrayOfString(Sql.texts(its, Condition::name))
                        .addArrayOfOffsetDateTime(Sql.times(its, Condition::since))
                        .addArrayOfOffsetDateTime(Sql.times(its, Condition::evidence))
                        .addArrayOfString(Sql.texts(its, Condition::detail))
                        .addArrayOfUUID(Sql.ids(its, Condition::job)))
                .compose(x -> count(client, newest, before, opened, now, changed)));
    }

    private static Future<Map<Entry, Before>> before(SqlClient client, List<Entry> entries) {
        String sql = """
                select i.alert, i.item, i.evidence_at, i.ended_at is null as active
                from alert_items i join unnest($1::uuid[], $2::uuid[]) as e (alert, item) using (alert, item)
                """;
        return client.preparedQuery(sql)
                .execute(Tuple.tuple()
                        .addArrayOfUUID(Sql.ids(entries, Entry::alert))
                        .addArrayOfUUID(Sql.ids(entries, Entry::item)))
                .map(rows -> {
                    Map<Entry, Before> before = new HashMap<>();
                    rows.forEach(row -> before.put(
                            new Entry(row.getUUID("alert"), row.getUUID("item")),
                            new Before(Sql.instant(row, "evidence_at"), row.getBoolean("active"))));
                    return before;
                });
    }

    /** What is new about each alert: the items it did not concern before are news, the same trouble of an item once more only counts. */
    private Future<Void> count(
            SqlClient client,
            Map<Entry, Condition> entries,
            Map<Entry, Before> before,
            Set<UUID> opened,
            Instant now,
            Set<UUID> changed) {
        String sql = """
                update alerts a
                set last_seen_at = $4, count = count + g.times, item_count = item_count + g.items,
                    version = version + case when g.times > 0 then 1 else 0 end
                from unnest($1::uuid[], $2::bigint[], $3::bigint[]) as g (id, times, items)
                where a.id = g.id
                """;
        List<Growth> growths = growths(entries, before);
        List<NewsStore.News> told = new ArrayList<>();
        for (Growth it : growths) {
            boolean isNew = opened.contains(it.alert());
            if (isNew || it.items() > 0) {
                NewsKind kind = isNew ? NewsKind.Opened : NewsKind.Grew;
                told.add(new NewsStore.News(it.vault(), it.alert(), kind, it.items()));
            }
            if (it.times() > 0) {
                changed.add(it.alert());
            }
        }
        return client.preparedQuery(sql)
                .execute(Tuple.tuple()
                        .addArrayOfUUID(Sql.ids(growths, Growth::alert))
                        .addArrayOfLong(growths.stream().map(Growth::times).toArray(Long[]::new))
                        .addArrayOfLong(growths.stream().map(Growth::items).toArray(Long[]::new))
                        .addOffsetDateTime(Sql.time(now)))
                .compose(x -> news.add(client, told, now));
    }

    /** Of each alert, in the order of their ids. */
    private static List<Growth> growths(Map<Entry, Condition> entries, Map<Entry, Before> before) {
        Map<UUID, Growth> growths = new TreeMap<>();
        entries.forEach((entry, condition) -> {
            Before was = before.get(entry);
            boolean joins = was == null || !was.active();
            boolean counts = was == null || joins || was.evidence().isBefore(condition.evidence());
            growths.merge(
                    entry.alert(),
                    new Growth(entry.alert(), condition.vault(), counts ? 1 : 0, joins ? 1 : 0),
                    Growth::plus);
        });
        return List.copyOf(growths.values());
    }
}
