package io.holdfast.job;

import static io.holdfast.job.Replica.inVault;
import static io.holdfast.job.Replica.ofMachine;
import static io.holdfast.job.Replica.times;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.holdfast.contracts.ErrorCode;
import io.holdfast.contracts.HoldfastException;
import io.holdfast.contracts.PageRequest;
import io.holdfast.contracts.job.CountJobs;
import io.holdfast.contracts.job.Job;
import io.holdfast.contracts.job.JobCounts;
import io.holdfast.contracts.job.JobEndpoints;
import io.holdfast.contracts.job.JobFilter;
import io.holdfast.contracts.job.JobPage;
import io.holdfast.contracts.job.JobStatus;
import io.holdfast.contracts.job.JobSubmission;
import io.holdfast.contracts.job.Lease;
import io.holdfast.contracts.job.ListJobs;
import io.holdfast.contracts.job.Operation;
import io.holdfast.platform.Cursor;
import io.holdfast.platform.Ids;
import io.holdfast.platform.testing.PostgresExtension;
import io.holdfast.platform.testing.TestDatabase;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(PostgresExtension.class)
class JobListIT {
    private static Replica jobs;

    @BeforeAll
    static void start(TestDatabase database) {
        jobs = new Replica(database);
    }

    @AfterAll
    static void stop() {
        jobs.close();
    }

    @Test
    void pages_come_newest_first_and_stay_put_while_jobs_are_added() {
        List<UUID> expected = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            jobs.submit(times(3, () -> inVault(Operation.Discover, "paged"))).forEach(job -> expected.add(0, job.id()));
        }

        List<UUID> seen = new ArrayList<>();
        JobFilter filter = new JobFilter("paged", List.of(), List.of(), null, null, null);
        JobPage page = list(filter, 4, null);
        while (true) {
            page.items().forEach(job -> seen.add(job.id()));
            if (page.nextCursor() == null) {
                break;
            }
            jobs.submit(inVault(Operation.Discover, "paged"));
            page = list(filter, 4, page.nextCursor());
        }

        assertThat(seen).containsExactlyElementsOf(expected);
    }

    @Test
    void filters_narrow_by_status_operation_item_and_time() {
        JobSubmission backup = ofMachine(Operation.Backup, Ids.next(), "lab", Map.of());
        UUID first = jobs.submit(inVault(Operation.Prune, "home")).get(0).id();
        UUID second = jobs.submit(backup).get(0).id();
        Lease lease = jobs.lease("worker", 1, Operation.Prune).get(0);
        jobs.complete(lease, JobStatus.Failed);
        Instant at = jobs.get(second).createdAt();

        assertThat(ids(new JobFilter("home", List.of(JobStatus.Failed), List.of(), null, null, null)))
                .containsExactly(first);
        assertThat(ids(new JobFilter("home", List.of(JobStatus.Failed, JobStatus.Queued), List.of(), null, null, null)))
                .containsExactly(second, first);
        assertThat(ids(new JobFilter(null, List.of(), List.of(Operation.Backup, Operation.Restore), null, null, null)))
                .containsExactly(second);
        assertThat(ids(new JobFilter(null, List.of(), List.of(), backup.item().id(), null, null)))
                .containsExactly(second);
        assertThat(ids(new JobFilter("home", List.of(), List.of(), null, at, null)))
                .as("from includes")
                .containsExactly(second);
        assertThat(ids(new JobFilter("home", List.of(), List.of(), null, null, at)))
                .as("to excludes")
                .containsExactly(first);
        assertThat(ids(new JobFilter("nowhere", List.of(), List.of(), null, null, null)))
                .isEmpty();
    }

    @Test
    void counts_tell_the_outcomes_of_a_vault_since_a_time() {
        Instant before =
                jobs.submit(inVault(Operation.Unregister, "counted")).get(0).createdAt();
        jobs.submit(times(4, () -> inVault(Operation.Unregister, "counted")));
        List<Lease> leases = jobs.lease("worker", 4, Operation.Unregister);
        jobs.complete(leases.get(0), JobStatus.Completed);
        jobs.complete(leases.get(1), JobStatus.CompletedWithWarnings);
        jobs.complete(leases.get(2), JobStatus.Failed);
        jobs.cancel(leases.get(3).job());

        assertThat(jobs.call(JobEndpoints.COUNT, new CountJobs("counted", before)))
                .isEqualTo(new JobCounts(1, 1, 1, 1, 1, 0));
        assertThat(jobs.call(
                        JobEndpoints.COUNT,
                        new CountJobs("counted", Instant.now().plusSeconds(60))))
                .isEqualTo(new JobCounts(0, 0, 0, 0, 0, 0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"garbage", "", "WzFd"})
    void a_cursor_that_is_none_is_refused(String cursor) {
        assertThat(refusal(cursor)).isEqualTo(ErrorCode.InvalidRequest);
    }

    @Test
    void a_cursor_of_another_list_is_refused() {
        assertThat(refusal(Cursor.encode("name", 3))).isEqualTo(ErrorCode.InvalidRequest);
        assertThat(refusal(Cursor.encode("2026-01-01T00:00:00Z", "not an id"))).isEqualTo(ErrorCode.InvalidRequest);
        assertThat(refusal(Cursor.encode("+1000000000-12-31T23:59:59Z", Ids.next())))
                .isEqualTo(ErrorCode.InvalidRequest);
        assertThat(refusal(Cursor.encode("+300000-12-31T23:59:59Z", Ids.next())))
                .isEqualTo(ErrorCode.InvalidRequest);
    }

    private static ErrorCode refusal(String cursor) {
        return catchThrowableOfType(HoldfastException.class, () -> list(JobFilter.all(), 4, cursor))
                .code();
    }

    private static List<UUID> ids(JobFilter filter) {
        return list(filter, 50, null).items().stream().map(Job::id).toList();
    }

    private static JobPage list(JobFilter filter, int limit, @Nullable String cursor) {
        return jobs.call(JobEndpoints.LIST, new ListJobs(filter, new PageRequest(limit, cursor)));
    }
}
