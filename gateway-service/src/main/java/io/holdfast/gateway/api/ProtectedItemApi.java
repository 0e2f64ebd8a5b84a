package io.holdfast.gateway.api;

import static io.holdfast.contracts.protection.ProtectionEndpoints.*;

import io.holdfast.contracts.job.JobStatus;
import io.holdfast.contracts.protection.BackupNow;
import io.holdfast.contracts.protection.ListProtectedItems;
import io.holdfast.contracts.protection.PauseItem;
import io.holdfast.contracts.protection.ProtectItems;
import io.holdfast.contracts.protection.ProtectedItemFilter;
import io.holdfast.contracts.protection.ProtectionStatus;
import io.holdfast.contracts.protection.PurgeItem;
import io.holdfast.contracts.protection.ResumeProtection;
import io.holdfast.contracts.protection.StopProtection;
import io.holdfast.contracts.protection.SwitchPolicy;
import io.holdfast.contracts.registration.ItemKey;
import io.holdfast.gateway.http.Answer;
import io.holdfast.gateway.http.ApiHandler;
import io.holdfast.gateway.http.Call;
import io.holdfast.platform.Bus;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Map;

/** Registered items with a policy and recovery points. */
public final class ProtectedItemApi {

    /** A thousand items in one call is a normal request. */
    private static final Duration MANY = Duration.ofSeconds(20);

    private final Bus bus;

    public ProtectedItemApi(Bus bus) {
        this.bus = bus;
    }

    public Map<String, ApiHandler> handlers() {
        return Map.ofEntries(
                Map.entry("listProtectedItems", this::list),
                Map.entry("protectItems", this::protect),
                Map.entry("getProtectedItem", this::get),
                Map.entry("switchPolicy", this::switchPolicy),
                Map.entry("startBackup", this::backup),
                Map.entry("pauseItem", call -> pause(call, true)),
                Map.entry("unpauseItem", call -> pause(call, false)),
                Map.entry("stopProtection", this::stop),
                Map.entry("resumeProtection", this::resume),
                Map.entry("undeleteItem", this::undelete),
                Map.entry("purgeItem", this::purge));
    }

    private Future<Answer> list(Call call) {
        ProtectedItemFilter filter = new ProtectedItemFilter(
                call.required("vault"),
                call.several("status", ProtectionStatus.class),
                call.text("policy"),
                call.several("lastBackupStatus", JobStatus.class),
                call.text("name"),
                call.isSet("deleted"));
        return bus.call(ITEM_LIST, new ListProtectedItems(filter, call.page()), call.caller())
                .map(Answer::ok);
    }

    private Future<Answer> protect(Call call) {
        Bodies.ItemsToProtect body = call.body(Bodies.ItemsToProtect.class);
        ProtectItems protect =
                new ProtectItems(call.required("vault"), body.itemIds(), body.policy(), body.newPolicy());
        return bus.call(PROTECT, protect, call.caller(), MANY).map(accepted -> Answer.accepted(accepted.jobs()));
    }

    private Future<Answer> get(Call call) {
        return bus.call(ITEM_GET, ItemKey.of(call.required("vault"), call.id("item")), call.caller())
                .map(found -> Answer.ok(found, found.version()));
    }

    private Future<Answer> switchPolicy(Call call) {
        SwitchPolicy change = new SwitchPolicy(
                call.required("vault"),
                call.id("item"),
                call.body(Bodies.PolicyChoice.class).policy(),
                call.ifVersion(),
                call.isSet("dryRun"));
        return bus.call(SWITCH_POLICY, change, call.caller(), MANY)
                .map(action -> Answer.dryRunOr(action.dryRun(), action.jobs()));
    }

    private Future<Answer> backup(Call call) {
        BackupNow backup = new BackupNow(
                call.required("vault"),
                call.id("item"),
                call.body(Bodies.BackupOptions.class).retainUntil());
        return bus.call(BACKUP_NOW, backup, call.caller()).map(accepted -> Answer.accepted(accepted.jobs()));
    }

    private Future<Answer> pause(Call call, boolean paused) {
        PauseItem pause = new PauseItem(call.required("vault"), call.id("item"), paused);
        return bus.call(ITEM_PAUSE, pause, call.caller()).map(item -> Answer.ok(item, item.version()));
    }

    private Future<Answer> stop(Call call) {
        Bodies.StopOptions body = call.body(Bodies.StopOptions.class);
        StopProtection stop = new StopProtection(
                call.required("vault"), call.id("item"), body.data(), body.confirmName(), call.isSet("dryRun"));
        return bus.call(STOP, stop, call.caller(), MANY).map(action -> Answer.dryRunOr(action.dryRun(), action.jobs()));
    }

    private Future<Answer> undelete(Call call) {
        return bus.call(UNDELETE, ItemKey.of(call.required("vault"), call.id("item")), call.caller())
                .map(found -> Answer.ok(found, found.version()));
    }

    private Future<Answer> purge(Call call) {
        PurgeItem purge = new PurgeItem(
                call.required("vault"),
                call.id("item"),
                call.body(Bodies.PurgeOptions.class).confirmName());
        return bus.call(PURGE, purge, call.caller()).map(accepted -> Answer.accepted(accepted.jobs()));
    }

    private Future<Answer> resume(Call call) {
        ResumeProtection resume = new ResumeProtection(
                call.required("vault"),
                call.id("item"),
                call.body(Bodies.ResumeOptions.class).policy());
        return bus.call(RESUME, resume, call.caller()).map(action -> Answer.dryRunOr(action.dryRun(), action.jobs()));
    }
}
