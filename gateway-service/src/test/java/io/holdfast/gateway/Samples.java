package io.holdfast.gateway;

import io.holdfast.contracts.DryRun;
import io.holdfast.contracts.JobRefs;
import io.holdfast.contracts.alert.Alert;
import io.holdfast.contracts.alert.AlertCause;
import io.holdfast.contracts.alert.AlertItem;
import io.holdfast.contracts.alert.AlertSeverity;
import io.holdfast.contracts.alert.AlertStatus;
import io.holdfast.contracts.alert.Delivery;
import io.holdfast.contracts.alert.DeliveryStatus;
import io.holdfast.contracts.alert.NotificationChannel;
import io.holdfast.contracts.alert.NotificationMode;
import io.holdfast.contracts.alert.NotificationSettings;
import io.holdfast.contracts.alert.Webhook;
import io.holdfast.contracts.backup.RestorePreview;
import io.holdfast.contracts.discovery.AgentState;
import io.holdfast.contracts.discovery.DeploymentModel;
import io.holdfast.contracts.discovery.Eligibility;
import io.holdfast.contracts.discovery.EligibilityReason;
import io.holdfast.contracts.discovery.FabricKind;
import io.holdfast.contracts.discovery.Machine;
import io.holdfast.contracts.discovery.MachineDisk;
import io.holdfast.contracts.discovery.PowerState;
import io.holdfast.contracts.discovery.Subscription;
import io.holdfast.contracts.job.JobStatus;
import io.holdfast.contracts.job.JobWarning;
import io.holdfast.contracts.protection.Consistency;
import io.holdfast.contracts.protection.PointDisk;
import io.holdfast.contracts.protection.PointKind;
import io.holdfast.contracts.protection.Policy;
import io.holdfast.contracts.protection.ProtectedItem;
import io.holdfast.contracts.protection.ProtectionStatus;
import io.holdfast.contracts.protection.RecoveryPoint;
import io.holdfast.contracts.protection.Retention;
import io.holdfast.contracts.protection.Schedule;
import io.holdfast.contracts.protection.ScheduleKind;
import io.holdfast.contracts.protection.StoreKind;
import io.holdfast.contracts.protection.Vault;
import io.holdfast.contracts.protection.VaultLocation;
import io.holdfast.contracts.protection.VaultType;
import io.holdfast.contracts.protection.Weekday;
import io.holdfast.contracts.registration.RegisteredItem;
import io.holdfast.contracts.registration.RegistrationStatus;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** One of each thing the services answer with; every field filled. */
final class Samples {

    static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    static final UUID JOB = new UUID(1, 1);
    static final UUID MACHINE = new UUID(1, 2);
    static final UUID ITEM = new UUID(1, 3);
    static final UUID POINT = new UUID(1, 4);

    static final JobRefs ONE_JOB = new JobRefs(List.of(JOB));
    static final DryRun DRY_RUN = new DryRun(
            List.of(new DryRun.Loss(POINT, ITEM, "shop/web-01", NOW, NOW, 42)),
            1,
            42,
            true,
            List.of("Deletes one point."));

    static final Subscription SUBSCRIPTION =
            new Subscription("lab", FabricKind.Directory, "local", Map.of("path", "/srv"), NOW, NOW, 7);

    static final Machine SAMPLE_MACHINE = new Machine(
            MACHINE,
            "web01",
            "rack-1",
            "lab",
            "local",
            DeploymentModel.ResourceManager,
            PowerState.Off,
            AgentState.NotReady,
            List.of(new MachineDisk("disk0", 100, 50L), new MachineDisk("disk1", 100, null)),
            false,
            NOW,
            "home",
            ITEM,
            "none to speak of");

    static final Eligibility ELIGIBILITY = new Eligibility(
            SAMPLE_MACHINE,
            "home",
            false,
            List.of(
                    new Eligibility.Check("exists?", true, null, "It does."),
                    new Eligibility.Check("same region?", false, EligibilityReason.OtherRegion, "It is not.")));

    static final Vault VAULT = new Vault(
            "home",
            new UUID(1, 5),
            "local",
            VaultType.RecoveryServices,
            true,
            1 << 20,
            new VaultLocation(StoreKind.Directory, "home"),
            NOW,
            3);

    static final RegisteredItem REGISTERED = new RegisteredItem(
            ITEM,
            "home",
            MACHINE,
            "web01",
            "rack-1",
            "lab",
            "local",
            DeploymentModel.Classic,
            RegistrationStatus.Registered,
            true,
            JOB,
            NOW,
            2);

    static final Policy POLICY = new Policy(
            "nightly",
            "home",
            List.of(new Schedule(ScheduleKind.Weekly, List.of("02:30"), List.of(Weekday.Sunday), "UTC")),
            new Retention(new Retention.Daily(30), new Retention.Weekly(List.of(Weekday.Friday), 8), null, null),
            false,
            1,
            NOW,
            4);

    static final ProtectedItem PROTECTED = new ProtectedItem(
            ITEM,
            "home",
            MACHINE,
            "web01",
            "rack-1",
            "lab",
            ProtectionStatus.Protected,
            "Protected",
            "nightly",
            false,
            false,
            false,
            JobStatus.CompletedWithWarnings,
            NOW,
            NOW,
            "BackupInProgress",
            NOW,
            NOW,
            2,
            100,
            50,
            JOB,
            NOW,
            NOW,
            NOW,
            5);

    static final RecoveryPoint SAMPLE_POINT = new RecoveryPoint(
            POINT,
            ITEM,
            "home",
            NOW,
            Consistency.FileSystem,
            PointKind.Full,
            "First backup",
            100,
            100,
            50,
            25,
            12L,
            List.of(new PointDisk("disk0", 100)),
            List.of(new JobWarning("DiskChanged", "It changed while it was read.")),
            "Daily",
            NOW,
            NOW,
            NOW,
            NOW,
            NOW,
            NOW,
            JOB);

    static final RestorePreview PREVIEW = new RestorePreview(100, 50, 3L, List.of());

    static final Alert ALERT = new Alert(
            new UUID(1, 6),
            "home",
            AlertCause.BackupFailed,
            AlertSeverity.Critical,
            AlertStatus.Acknowledged,
            "Backup of web01 failed",
            "Make room.",
            "VaultFull",
            "lab",
            "nightly",
            NOW,
            NOW,
            2,
            1,
            List.of(new AlertItem(ITEM, "web01", NOW, "No room is left", JOB, NOW)),
            "ada",
            NOW,
            "ordered",
            "ada",
            NOW,
            3);

    static final NotificationSettings NOTIFICATIONS = new NotificationSettings(
            "home",
            NotificationMode.HourlyDigest,
            List.of(AlertSeverity.Critical),
            List.of("ops@example.com"),
            List.of(new Webhook("https://a", null)),
            true,
            4);

    static final Delivery DELIVERY = new Delivery(
            new UUID(1, 7),
            "home",
            NotificationChannel.Mail,
            "ops@example.com",
            DeliveryStatus.Pending,
            "news",
            2,
            NOW,
            "no answer",
            NOW,
            NOW);

    private Samples() {}
}
