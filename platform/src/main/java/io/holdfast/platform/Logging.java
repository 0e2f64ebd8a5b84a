package io.holdfast.platform;

import org.slf4j.bridge.SLF4JBridgeHandler;

/**
 * Everything logs through SLF4J, as {@code logback.xml} says: {@code HOLDFAST_LOG_FORMAT=json} for one JSON object a line,
 * {@code HOLDFAST_LOG_LEVEL} for more or less of our own.
 */
public final class Logging {

    /** First thing in a process that starts services. */
    public static void start() {
        System.setProperty("hazelcast.logging.type", "slf4j");
        System.setProperty("vertx.logger-delegate-factory-class-name", "io.vertx.core.logging.SLF4JLogDelegateFactory");
        SLF4JBridgeHandler.removeHandlersForRootLogger();
        SLF4JBridgeHandler.install();
    }

    private Logging() {}
}
