package io.holdfast.contracts;

/**
 * One typed request/reply address on the bus. The address ends in its version.
 * Failures arrive as {@link HoldfastException}; a service that is away as {@link ErrorCode#ServiceUnavailable}.
 */
public record Endpoint<Q, R>(String address, Class<Q> request, Class<R> reply, boolean idempotent) {

    /** An endpoint that may be called again with the same request and has the same effect; callers retry it once. */
    public static <Q, R> Endpoint<Q, R> idempotent(String address, Class<Q> request, Class<R> reply) {
        return new Endpoint<>(address, request, reply, true);
    }

    /** An endpoint whose second call could have a second effect; callers never retry it. */
    public static <Q, R> Endpoint<Q, R> once(String address, Class<Q> request, Class<R> reply) {
        return new Endpoint<>(address, request, reply, false);
    }
}
