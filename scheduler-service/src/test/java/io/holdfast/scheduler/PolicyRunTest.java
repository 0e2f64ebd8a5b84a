package io.holdfast.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.contracts.protection.Misfire;
import io.holdfast.contracts.protection.PolicySchedule;
import io.holdfast.contracts.protection.Schedule;
import io.holdfast.contracts.protection.ScheduleKind;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PolicyRunTest {

    private static final Duration LEASE = Duration.ofMinutes(1);
    private static final UUID ITEM = UUID.randomUUID();

    @Test
    void aNewPolicyWaitsForItsFirstTime() {
        PolicyRun run = PolicyRun.of(policy(daily("22:00"), "2026-03-01T12:00:00Z"));
        assertThat(run.nextAt()).isEqualTo("2026-03-01T22:00:00Z");
        assertThat(run.wakeAt()).isEqualTo("2026-03-01T22:00:00Z");
        assertThat(run.occurrence()).isNull();
    }

    @Test
    void theRunThatIsDueBeginsAndItsRowIsLeased() {
        PolicyRun begun = begin(PolicyRun.of(policy(daily("22:00"), "2026-03-01T12:00:00Z")), "2026-03-01T22:00:01Z");
        assertThat(begun.occurrence()).isEqualTo("2026-03-01T22:00:00Z");
        assertThat(begun.nextAt()).isEqualTo("2026-03-02T22:00:00Z");
        assertThat(begun.wakeAt()).isEqualTo("2026-03-01T22:01:01Z");
        assertThat(begun.token()).isEqualTo(1);
        assertThat(begun.ended().wakeAt()).isEqualTo("2026-03-02T22:00:00Z");
    }

    @Test
    void ofRunsThatWereMissedTheNewestHappens() {
        PolicyRun begun = begin(PolicyRun.of(policy(daily("22:00"), "2026-03-01T12:00:00Z")), "2026-03-09T10:00:00Z");
        assertThat(begun.occurrence()).isEqualTo("2026-03-08T22:00:00Z");
        assertThat(begun.nextAt()).isEqualTo("2026-03-09T22:00:00Z");
    }

    @Test
    void whoeverTakesOverGoesOnAfterTheLastItem() {
        PolicyRun left = begin(PolicyRun.of(policy(daily("22:00"), "2026-03-01T12:00:00Z")), "2026-03-01T22:00:00Z")
                .doneUpTo(ITEM, Instant.parse("2026-03-01T22:01:00Z"));
        PolicyRun taken = begin(left, "2026-03-01T22:01:00Z");
        assertThat(taken.occurrence()).isEqualTo("2026-03-01T22:00:00Z");
        assertThat(taken.cursor()).isEqualTo(ITEM);
        assertThat(taken.nextAt()).isEqualTo("2026-03-02T22:00:00Z");
        assertThat(taken.token()).isEqualTo(2);
    }

    @Test
    void aRunThatWasInterruptedUntilTheNextOneGivesWayToIt() {
        PolicyRun left = begin(PolicyRun.of(policy(daily("22:00"), "2026-03-01T12:00:00Z")), "2026-03-01T22:00:00Z")
                .doneUpTo(ITEM, Instant.parse("2026-03-01T22:01:00Z"));
        PolicyRun taken = begin(left, "2026-03-02T23:00:00Z");
        assertThat(taken.occurrence()).isEqualTo("2026-03-02T22:00:00Z");
        assertThat(taken.cursor()).isNull();
    }

    @Test
    void whatWasDueBeforeTheScheduleChangedStillIs() {
        PolicyRun run = PolicyRun.of(policy(daily("22:00"), "2026-03-01T12:00:00Z"))
                .follow(changed(daily("08:00"), "2026-03-01T22:30:00Z", false));
        PolicyRun begun = begin(run, "2026-03-01T22:31:00Z");
        assertThat(begun.occurrence()).isEqualTo("2026-03-01T22:00:00Z");
        assertThat(begun.nextAt()).isEqualTo("2026-03-02T08:00:00Z");
    }

    @Test
    void aChangedScheduleHoldsFromItsChangeOn() {
        PolicyRun run = PolicyRun.of(policy(daily("22:00"), "2026-03-01T12:00:00Z"))
                .follow(changed(daily("11:00", "13:00"), "2026-03-01T12:30:00Z", false));
        assertThat(run.nextAt()).isEqualTo("2026-03-01T13:00:00Z");
        assertThat(run.wakeAt()).isEqualTo("2026-03-01T13:00:00Z");
    }

    @Test
    void aChangeOfScheduleDoesNotDisturbTheRunUnderWay() {
        PolicyRun run = begin(PolicyRun.of(policy(daily("22:00"), "2026-03-01T12:00:00Z")), "2026-03-01T22:00:00Z")
                .follow(changed(daily("23:00"), "2026-03-01T22:00:30Z", false));
        assertThat(run.occurrence()).isEqualTo("2026-03-01T22:00:00Z");
        assertThat(run.wakeAt()).isEqualTo("2026-03-01T22:01:00Z");
        assertThat(run.nextAt()).isEqualTo("2026-03-01T23:00:00Z");
    }

    @Test
    void runsThatFellIntoAPauseDoNotHappen() {
        PolicyRun run = PolicyRun.of(policy(daily("22:00"), "2026-03-01T12:00:00Z"))
                .follow(changed(daily("22:00"), "2026-03-01T12:00:00Z", true))
                .follow(new PolicySchedule(
                        "main",
                        "Nightly",
                        List.of(daily("22:00")),
                        false,
                        Instant.parse("2026-03-05T09:00:00Z"),
                        Instant.EPOCH,
                        3));
        assertThat(run.nextAt()).isEqualTo("2026-03-05T22:00:00Z");
        assertThat(run.occurrence()).isNull();
    }

    @Test
    void aRunThatComesTooLateIsLeftOutAndTheNextOneAwaited() {
        Schedule skip = with(daily("22:00"), null, Misfire.Skip, Duration.ofHours(1));
        PolicyRun waiting = PolicyRun.of(policy(skip, "2026-03-01T12:00:00Z"));
        assertThat(begin(waiting, "2026-03-01T23:00:00Z").occurrence()).isEqualTo("2026-03-01T22:00:00Z");
        PolicyRun missed = begin(waiting, "2026-03-01T23:00:01Z");
        assertThat(missed.occurrence()).isNull();
        assertThat(missed.wakeAt()).isEqualTo("2026-03-02T22:00:00Z");
    }

    @Test
    void jitterPutsOffTheStartAndNotTheNominalTimeAlikeForEveryReplica() {
        PolicySchedule policy =
                policy(with(daily("22:00"), Duration.ofMinutes(30), null, null), "2026-03-01T12:00:00Z");
        PolicyRun run = PolicyRun.of(policy);
        assertThat(run.nextAt()).isEqualTo("2026-03-01T22:00:00Z");
        assertThat(run.wakeAt())
                .isBetween("2026-03-01T22:00:00Z", "2026-03-01T22:29:59.999Z")
                .isEqualTo(PolicyRun.of(policy).wakeAt());
        assertThat(begin(run, run.wakeAt().toString()).occurrence()).isEqualTo("2026-03-01T22:00:00Z");
        assertThat(begin(run, run.wakeAt().toString()).ended().wakeAt().minus(Duration.ofDays(1)))
                .as("another share for each run")
                .isNotEqualTo(run.wakeAt());
    }

    @Test
    void severalSchedulesRunInTurn() {
        PolicyRun run = PolicyRun.of(policy("2026-03-01T12:00:00Z", daily("22:00"), daily("06:30")));
        assertThat(run.nextAt()).isEqualTo("2026-03-01T22:00:00Z");
        PolicyRun begun = begin(run, "2026-03-01T22:00:00Z");
        assertThat(begun.nextAt()).isEqualTo("2026-03-02T06:30:00Z");
        assertThat(begin(begun.ended(), "2026-03-02T06:30:00Z").occurrence()).isEqualTo("2026-03-02T06:30:00Z");
    }

    @Test
    void ofRunsThatWereMissedTheNewestHappensThatMayStartSoLate() {
        Schedule skip = with(daily("06:30"), null, Misfire.Skip, Duration.ofMinutes(10));
        PolicyRun waiting = PolicyRun.of(policy("2026-03-01T12:00:00Z", skip, daily("22:00")));
        PolicyRun begun = begin(waiting, "2026-03-04T07:00:00Z");
        assertThat(begun.occurrence()).as("06:30 comes too late").isEqualTo("2026-03-03T22:00:00Z");
        assertThat(begun.nextAt()).isEqualTo("2026-03-04T22:00:00Z");
    }

    @Test
    void aYearOfRunsThatComeTooLateIsLeftOutAtOnce() {
        Schedule.Hourly every = new Schedule.Hourly(1, "00:00", 23);
        Schedule hourly = new Schedule(
                ScheduleKind.Hourly, List.of(), List.of(), "UTC", every, null, Misfire.Skip, Duration.ofMinutes(10));
        PolicyRun missed = begin(PolicyRun.of(policy(hourly, "2026-03-01T12:00:00Z")), "2027-03-01T12:30:00Z");
        assertThat(missed.occurrence()).isNull();
        assertThat(missed.nextAt()).isEqualTo("2027-03-01T13:00:00Z");
    }

    private static PolicySchedule policy(String since, Schedule... schedules) {
        return new PolicySchedule("main", "Nightly", List.of(schedules), false, Instant.parse(since), Instant.EPOCH, 1);
    }

    private static PolicyRun begin(PolicyRun run, String now) {
        return run.begin(Instant.parse(now), LEASE);
    }

    private static PolicySchedule policy(Schedule schedule, String since) {
        return new PolicySchedule("main", "Nightly", List.of(schedule), false, Instant.parse(since), Instant.EPOCH, 1);
    }

    private static PolicySchedule changed(Schedule schedule, String since, boolean paused) {
        return new PolicySchedule("main", "Nightly", List.of(schedule), paused, Instant.parse(since), Instant.EPOCH, 2);
    }

    private static Schedule daily(String... times) {
        return new Schedule(ScheduleKind.Daily, List.of(times), List.of(), "UTC");
    }

    private static Schedule with(
            Schedule it, @Nullable Duration jitter, @Nullable Misfire misfire, @Nullable Duration deadline) {
        return new Schedule(it.kind(), it.times(), it.days(), it.timeZone(), null, jitter, misfire, deadline);
    }
}
