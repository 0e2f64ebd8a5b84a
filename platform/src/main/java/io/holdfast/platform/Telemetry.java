package io.holdfast.platform;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.vertx.core.VertxBuilder;
import io.vertx.tracing.opentelemetry.OpenTelemetryTracingFactory;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Spans of requests, bus messages and queries, sent to an OpenTelemetry collector where one is configured. A collector that is away costs spans, nothing else.
 */
final class Telemetry implements AutoCloseable {

    private static final long FLUSH_SECONDS = 2;

    private final @Nullable OpenTelemetrySdk sdk;

    private Telemetry(@Nullable OpenTelemetrySdk sdk) {
        this.sdk = sdk;
    }

    static Telemetry of(TelemetryConfig config, String service) {
        if (config.endpoint() == null || config.endpoint().isEmpty()) {
            return new Telemetry(null);
        }
        OtlpHttpSpanExporter exporter = OtlpHttpSpanExporter.builder()
                .setEndpoint(config.endpoint().replaceFirst("/$", "") + "/v1/traces")
                .build();
        SdkTracerProvider tracers = SdkTracerProvider.builder()
                .setResource(Resource.getDefault()
                        .merge(Resource.create(Attributes.builder()
                                .put("service.namespace", "holdfast")
                                .put("service.name", service)
                                .build())))
                .addSpanProcessor(BatchSpanProcessor.builder(exporter).build())
                .build();
        return new Telemetry(OpenTelemetrySdk.builder()
                .setTracerProvider(tracers)
                .setPropagators(ContextPropagators.create(W3CTraceContextPropagator.getInstance()))
                .build());
    }

    VertxBuilder traced(VertxBuilder builder) {
        return sdk == null ? builder : builder.withTracer(new OpenTelemetryTracingFactory(sdk));
    }

    /** Sends what is left. */
    @Override
    public void close() {
        if (sdk != null) {
            sdk.shutdown().join(FLUSH_SECONDS, TimeUnit.SECONDS);
        }
    }
}
