package io.holdfast.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.holdfast.contracts.Dashboard;
import io.holdfast.contracts.DryRun;
import io.holdfast.contracts.FieldError;
import io.holdfast.contracts.JobRefs;
import io.holdfast.contracts.alert.Alert;
import io.holdfast.contracts.alert.AlertChanged;
import io.holdfast.contracts.alert.AlertCounts;
import io.holdfast.contracts.alert.AlertItem;
import io.holdfast.contracts.alert.AlertItemPage;
import io.holdfast.contracts.alert.AlertPage;
import io.holdfast.contracts.alert.Delivery;
import io.holdfast.contracts.alert.DeliveryPage;
import io.holdfast.contracts.alert.NotificationSettings;
import io.holdfast.contracts.alert.NotificationTest;
import io.holdfast.contracts.alert.Webhook;
import io.holdfast.contracts.backup.RestorePreview;
import io.holdfast.contracts.backup.RestoreTarget;
import io.holdfast.contracts.discovery.Eligibility;
import io.holdfast.contracts.discovery.Machine;
import io.holdfast.contracts.discovery.MachineDisk;
import io.holdfast.contracts.discovery.MachinePage;
import io.holdfast.contracts.discovery.NewSubscription;
import io.holdfast.contracts.discovery.RegistrationFilter;
import io.holdfast.contracts.discovery.Subscription;
import io.holdfast.contracts.discovery.SubscriptionCheck;
import io.holdfast.contracts.discovery.SubscriptionPage;
import io.holdfast.contracts.job.EventLog;
import io.holdfast.contracts.job.Job;
import io.holdfast.contracts.job.JobCounts;
import io.holdfast.contracts.job.JobError;
import io.holdfast.contracts.job.JobEvent;
import io.holdfast.contracts.job.JobItem;
import io.holdfast.contracts.job.JobPage;
import io.holdfast.contracts.job.JobProgress;
import io.holdfast.contracts.job.JobWarning;
import io.holdfast.contracts.job.Progress;
import io.holdfast.contracts.job.StreamSnapshot;
import io.holdfast.contracts.job.SubTask;
import io.holdfast.contracts.protection.DayBased;
import io.holdfast.contracts.protection.ItemChanged;
import io.holdfast.contracts.protection.NewPolicy;
import io.holdfast.contracts.protection.NewVault;
import io.holdfast.contracts.protection.PointDisk;
import io.holdfast.contracts.protection.Policy;
import io.holdfast.contracts.protection.PolicyChange;
import io.holdfast.contracts.protection.PolicyPage;
import io.holdfast.contracts.protection.PolicyPreview;
import io.holdfast.contracts.protection.ProtectedItem;
import io.holdfast.contracts.protection.ProtectedItemPage;
import io.holdfast.contracts.protection.RecoveryPoint;
import io.holdfast.contracts.protection.RecoveryPointPage;
import io.holdfast.contracts.protection.Retention;
import io.holdfast.contracts.protection.Schedule;
import io.holdfast.contracts.protection.SkippedRun;
import io.holdfast.contracts.protection.Vault;
import io.holdfast.contracts.protection.VaultLocation;
import io.holdfast.contracts.protection.VaultPage;
import io.holdfast.contracts.protection.WeekBased;
import io.holdfast.contracts.registration.RegisteredItem;
import io.holdfast.contracts.registration.RegisteredItemPage;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.RecordComponent;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * The contract's schemas are the records of {@code contracts}, field by field: the same names, required where not nullable, the same words.
 */
class SchemaRecordsTest {

    /** Schemas whose name is not the record's. */
    private static final Map<String, Class<?>> RENAMED = Map.of(
            "Finding", SubscriptionCheck.Finding.class,
            "Check", Eligibility.Check.class,
            "DailyRetention", Retention.Daily.class,
            "WeeklyRetention", Retention.Weekly.class,
            "MonthlyRetention", Retention.Monthly.class,
            "YearlyRetention", Retention.Yearly.class,
            "JobLog", EventLog.class,
            "StorageUse", Dashboard.Storage.class,
            "NotificationOutcome", NotificationTest.Outcome.class);

    /** Lists that may be left out of a request. */
    private static final Set<String> OPTIONAL = Set.of("Schedule.days", "DayBased.days", "DayBased.lastDay");

    private static final Class<?>[] SAME = {
        Alert.class,
        AlertChanged.class,
        AlertCounts.class,
        AlertItem.class,
        AlertItemPage.class,
        AlertPage.class,
        Delivery.class,
        DeliveryPage.class,
        NotificationSettings.class,
        NotificationTest.class,
        Webhook.class,
        Dashboard.class,
        DryRun.class,
        FieldError.class,
        JobRefs.class,
        RestorePreview.class,
        RestoreTarget.class,
        Eligibility.class,
        Machine.class,
        MachineDisk.class,
        MachinePage.class,
        NewSubscription.class,
        Subscription.class,
        SubscriptionCheck.class,
        SubscriptionPage.class,
        Job.class,
        JobCounts.class,
        JobError.class,
        JobEvent.class,
        JobItem.class,
        JobPage.class,
        JobProgress.class,
        JobWarning.class,
        Progress.class,
        StreamSnapshot.class,
        SubTask.class,
        DayBased.class,
        ItemChanged.class,
        NewPolicy.class,
        NewVault.class,
        PointDisk.class,
        Policy.class,
        PolicyChange.class,
        PolicyPage.class,
        ProtectedItem.class,
        ProtectedItemPage.class,
        RecoveryPoint.class,
        RecoveryPointPage.class,
        Retention.class,
        Schedule.class,
        SkippedRun.class,
        Vault.class,
        VaultLocation.class,
        VaultPage.class,
        WeekBased.class,
        RegisteredItem.class,
        RegisteredItemPage.class,
        PolicyPreview.class
    };

    private final JsonObject schemas = read();

    @TestFactory
    Stream<DynamicTest> schemasAreTheRecords() {
        Map<String, Class<?>> all = new LinkedHashMap<>(RENAMED);
        for (Class<?> type : SAME) {
            all.put(type.getSimpleName(), type);
        }
        return all.entrySet().stream()
                .map(entry -> DynamicTest.dynamicTest(entry.getKey(), () -> same(entry.getKey(), entry.getValue())));
    }

    private void same(String name, Class<?> type) {
        JsonObject schema = schemas.getJsonObject(name);
        Set<String> fields = new TreeSet<>();
        Set<String> required = new TreeSet<>();
        for (RecordComponent component : type.getRecordComponents()) {
            String field = field(component);
            fields.add(field);
            boolean nullable = component.getAnnotatedType().isAnnotationPresent(Nullable.class);
            if (!nullable && !OPTIONAL.contains(name + "." + field)) {
                required.add(field);
            }
        }
        assertThat(schema.getJsonObject("properties").fieldNames()).containsExactlyInAnyOrderElementsOf(fields);
        assertThat(new TreeSet<>(schema.getJsonArray("required", new JsonArray()).stream()
                        .map(Object::toString)
                        .toList()))
                .isEqualTo(required);
    }

    private static String field(RecordComponent component) {
        JsonProperty renamed = component.getAccessor().getAnnotation(JsonProperty.class);
        return renamed == null ? component.getName() : renamed.value();
    }

    @TestFactory
    Stream<DynamicTest> wordsAreTheEnumsConstants() {
        Set<Class<?>> enums = new LinkedHashSet<>(Set.of(RegistrationFilter.class));
        for (Class<?> type : SAME) {
            for (RecordComponent component : type.getRecordComponents()) {
                if (component.getType().isEnum()) {
                    enums.add(component.getType());
                }
            }
        }
        return enums.stream()
                .map(type -> DynamicTest.dynamicTest(type.getSimpleName(), () -> {
                    Set<String> words = new TreeSet<>();
                    for (Object constant : type.getEnumConstants()) {
                        JsonProperty word =
                                type.getField(((Enum<?>) constant).name()).getAnnotation(JsonProperty.class);
                        words.add(word == null ? ((Enum<?>) constant).name() : word.value());
                    }
                    assertThat(schemas.getJsonObject(type.getSimpleName()).getJsonArray("enum").stream()
                                    .map(Object::toString))
                            .containsExactlyInAnyOrderElementsOf(words);
                }));
    }

    private static JsonObject read() {
        try (InputStream in = SchemaRecordsTest.class.getResourceAsStream("/openapi.yaml")) {
            return new JsonObject(Json.encode(new ObjectMapper(new YAMLFactory()).readValue(in, Map.class)))
                    .getJsonObject("components")
                    .getJsonObject("schemas");
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
