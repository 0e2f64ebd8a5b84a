package io.holdfast.protection;

import static io.holdfast.contracts.protection.ProtectionStatus.BackupsSuspended;
import static io.holdfast.contracts.protection.ProtectionStatus.ConfiguringProtection;
import static io.holdfast.contracts.protection.ProtectionStatus.InitialBackupPending;
import static io.holdfast.contracts.protection.ProtectionStatus.Protected;
import static io.holdfast.contracts.protection.ProtectionStatus.ProtectionError;
import static io.holdfast.contracts.protection.ProtectionStatus.ProtectionStopped;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.contracts.HoldfastException;
import io.holdfast.contracts.protection.ProtectionStatus;
import io.holdfast.contracts.protection.StopData;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ItemRulesTest {

    /** What each command is answered in each state when no job runs. */
    @ParameterizedTest
    @CsvSource(useHeadersInDisplayName = true, textBlock = """
            command,          ConfiguringProtection, InitialBackupPending, Protected,        ProtectionStopped, BackupsSuspended, ProtectionError
            Backup,           ItemBusy,              ok,                   ok,               NotProtected,      NotProtected,     NotProtected
            SwitchPolicy,     ItemBusy,              ok,                   ok,               NotProtected,      NotProtected,     ok
            Resume,           ItemBusy,              ProtectionActive,     ProtectionActive, ok,                ok,               ok
            StopKeep,         ItemBusy,              ok,                   ok,               NotProtected,      ok,               ok
            StopKeepByPolicy, ItemBusy,              ok,                   ok,               NotProtected,      NotProtected,     ok
            StopDelete,       ItemBusy,              ok,                   ok,               ok,                ok,               ok
            DeletePoint,      ok,                    ok,                   ok,               ok,                ok,               ok
            Restore,          ok,                    ok,                   ok,               ok,                ok,               ok
            """)
    void statesDecide(
            ItemCommand command,
            String configuring,
            String pending,
            String active,
            String stopped,
            String suspended,
            String error) {
        assertThat(answer(command, ConfiguringProtection)).isEqualTo(configuring);
        assertThat(answer(command, InitialBackupPending)).isEqualTo(pending);
        assertThat(answer(command, Protected)).isEqualTo(active);
        assertThat(answer(command, ProtectionStopped)).isEqualTo(stopped);
        assertThat(answer(command, BackupsSuspended)).isEqualTo(suspended);
        assertThat(answer(command, ProtectionError)).isEqualTo(error);
    }

    /** What each command is answered for a protected item while a job runs. */
    @ParameterizedTest
    @CsvSource(useHeadersInDisplayName = true, textBlock = """
            command,          Configuring, Stopping, BackingUp,        Restoring, DeletingPoint, DeletingData
            Backup,           ok,          ItemBusy, ok,               ok,        ok,            ItemBusy
            SwitchPolicy,     ok,          ItemBusy, ok,               ok,        ok,            ItemBusy
            StopKeep,         ok,          ItemBusy, BackupInProgress, ok,        ok,            ItemBusy
            StopKeepByPolicy, ok,          ItemBusy, BackupInProgress, ok,        ok,            ItemBusy
            StopDelete,       ok,          ItemBusy, BackupInProgress, ItemBusy,  ItemBusy,      ItemBusy
            DeletePoint,      ok,          ok,       ok,               ItemBusy,  ok,            ItemBusy
            Restore,          ok,          ok,       ok,               ok,        ok,            ItemBusy
            """)
    void jobsExclude(
            ItemCommand command,
            String configuring,
            String stopping,
            String backup,
            String restore,
            String point,
            String data) {
        assertThat(answer(command, Protected, Busy.Configuring)).isEqualTo(configuring);
        assertThat(answer(command, Protected, Busy.Stopping)).isEqualTo(stopping);
        assertThat(answer(command, Protected, Busy.BackingUp)).isEqualTo(backup);
        assertThat(answer(command, Protected, Busy.Restoring)).isEqualTo(restore);
        assertThat(answer(command, Protected, Busy.DeletingPoint)).isEqualTo(point);
        assertThat(answer(command, Protected, Busy.DeletingData)).isEqualTo(data);
    }

    @ParameterizedTest
    @EnumSource(ProtectionStatus.class)
    void configuringMovesOnlyTheItemsThatWaitForIt(ProtectionStatus status) {
        boolean waits = status == ConfiguringProtection;
        assertThat(ItemRules.configured(status, false)).isEqualTo(waits ? InitialBackupPending : status);
        assertThat(ItemRules.configured(status, true)).isEqualTo(waits ? Protected : status);
        assertThat(ItemRules.configureFailed(status)).isEqualTo(waits ? ProtectionError : status);
    }

    @ParameterizedTest
    @EnumSource(ProtectionStatus.class)
    void theFirstPointProtectsAndNoneWakesAStoppedItem(ProtectionStatus status) {
        assertThat(ItemRules.committed(status)).isEqualTo(status == InitialBackupPending ? Protected : status);
    }

    @Test
    void stoppingEndsWhereItsDataGoes() {
        assertThat(ItemRules.stopped(StopData.Keep)).isEqualTo(ProtectionStopped);
        assertThat(ItemRules.stopped(StopData.KeepByPolicy)).isEqualTo(BackupsSuspended);
    }

    private static String answer(ItemCommand command, ProtectionStatus status, Busy... busy) {
        Set<Busy> jobs = EnumSet.noneOf(Busy.class);
        jobs.addAll(Set.of(busy));
        try {
            ItemRules.check(command, status, jobs);
            return "ok";
        } catch (HoldfastException refused) {
            return refused.code().name();
        }
    }
}
