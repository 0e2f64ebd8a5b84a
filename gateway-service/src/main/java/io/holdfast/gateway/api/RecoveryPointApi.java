package io.holdfast.gateway.api;

import static io.holdfast.contracts.protection.ProtectionEndpoints.*;

import io.holdfast.contracts.protection.ListPoints;
import io.holdfast.contracts.protection.PointKey;
import io.holdfast.contracts.protection.RetainPoint;
import io.holdfast.contracts.protection.StartRestore;
import io.holdfast.gateway.http.Answer;
import io.holdfast.gateway.http.ApiHandler;
import io.holdfast.gateway.http.Call;
import io.holdfast.platform.Bus;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Map;

/** Restorable states of a machine. */
public final class RecoveryPointApi {
    /** A dry run compares a vault's points. */
    private static final Duration MANY = Duration.ofSeconds(20);

    private final Bus bus;

    public RecoveryPointApi(Bus bus) {
        this.bus = bus;
    }

    public Map<String, ApiHandler> handlers() {
        return Map.of(
                "listRecoveryPoints", this::list,
                "getRecoveryPoint", this::get,
                "retainRecoveryPoint", this::retain,
                "deleteRecoveryPoint", this::delete,
                "undeleteRecoveryPoint", this::undelete,
                "startRestore", this::restore,
                "previewRestore", this::preview);
    }

    private Future<Answer> list(Call call) {
        ListPoints list = new ListPoints(
                call.required("vault"),
                call.id("item"),
                call.instant("from"),
                call.instant("to"),
                call.isSet("deleted"),
                call.page());
        return bus.call(POINT_LIST, list, call.caller()).map(Answer::ok);
    }

    private Future<Answer> get(Call call) {
        return bus.call(POINT_GET, key(call), call.caller()).map(Answer::ok);
    }

    private Future<Answer> retain(Call call) {
        RetainPoint retain = new RetainPoint(
                call.required("vault"),
                call.id("item"),
                call.id("point"),
                call.body(Bodies.PointRetention.class).retainUntil());
        return bus.call(POINT_RETAIN, retain, call.caller()).map(Answer::ok);
    }

    private Future<Answer> delete(Call call) {
        return bus.call(POINT_DELETE, key(call), call.caller(), MANY)
                .map(action -> Answer.dryRunOr(action.dryRun(), action.jobs()));
    }

    private Future<Answer> undelete(Call call) {
        return bus.call(POINT_UNDELETE, key(call), call.caller()).map(Answer::ok);
    }

    private Future<Answer> restore(Call call) {
        return bus.call(RESTORE, start(call), call.caller()).map(accepted -> Answer.accepted(accepted.jobs()));
    }

    private Future<Answer> preview(Call call) {
        return bus.call(RESTORE_PREVIEW, start(call), call.caller()).map(Answer::ok);
    }

    private static PointKey key(Call call) {
        return new PointKey(call.required("vault"), call.id("item"), call.id("point"), call.isSet("dryRun"));
    }

    private static StartRestore start(Call call) {
        return new StartRestore(
                call.required("vault"),
                call.id("item"),
                call.id("point"),
                call.body(Bodies.RestoreOptions.class).target());
    }
}
