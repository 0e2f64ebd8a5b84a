package io.holdfast.gateway.api;

import io.holdfast.gateway.http.ApiHandler;
import io.holdfast.platform.Bus;
import io.holdfast.platform.ServiceContext;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The table of operations: the contract's {@code operationId} and who handles it. Streams have their own.
 */
public final class Operations {

    public static Map<String, ApiHandler> of(ServiceContext service, AccessApi access) {
        Bus bus = service.bus();
        Map<String, ApiHandler> table = new HashMap<>();
        List.of(
                        new SubscriptionApi(bus).handlers(),
                        new MachineApi(bus).handlers(),
                        new VaultApi(bus).handlers(),
                        new PolicyApi(bus).handlers(),
                        new RegisteredItemApi(bus).handlers(),
                        new ProtectedItemApi(bus).handlers(),
                        new RecoveryPointApi(bus).handlers(),
                        new JobApi(bus).handlers(),
                        new AlertApi(bus).handlers(),
                        new NotificationApi(bus).handlers(),
                        new DashboardApi(bus, service.clock()).handlers(),
                        access.handlers())
                .forEach(table::putAll);
        return table;
    }

    private Operations() {}
}
