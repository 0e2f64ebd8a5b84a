package io.holdfast.platform;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.holdfast.contracts.ErrorCode;
import io.holdfast.contracts.Failure;
import io.holdfast.contracts.HoldfastException;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;

/**
 * The one place where failures are put on the bus and taken off it.
 */
final class Failures {

    /** Marks a bus failure whose text is a {@link Failure} as JSON. */
    static final int TYPED = 1;

    /** What the caller may know: intended failures as they are, a database that is away as such, anything else as Internal. */
    static Failure of(Throwable t) {
        if (t instanceof HoldfastException intended) {
            return intended.failure();
        }
        if (Database.isAway(t)) {
            return Failure.of(ErrorCode.ServiceUnavailable, "The database cannot be reached");
        }
        return Failure.of(ErrorCode.Internal, "An unexpected error; the log has it under the trace id");
    }

    static boolean isUnexpected(Throwable t) {
        return !(t instanceof HoldfastException) && !Database.isAway(t);
    }

    static String toText(Failure failure) {
        try {
            return Json.mapper().writeValueAsString(failure);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    static Throwable received(String address, Throwable t) {
        if (!(t instanceof ReplyException reply)) {
            return t;
        }
        if (reply.failureType() == ReplyFailure.RECIPIENT_FAILURE && reply.failureCode() == TYPED) {
            try {
                return new HoldfastException(Json.mapper().readValue(reply.getMessage(), Failure.class));
            } catch (JsonProcessingException unknownCode) {
                return new HoldfastException(
                        ErrorCode.Internal, "A service failed in a way this version does not know", unknownCode);
            }
        }
        if (reply.failureType() == ReplyFailure.TIMEOUT || reply.failureType() == ReplyFailure.NO_HANDLERS) {
            return new HoldfastException(
                    ErrorCode.ServiceUnavailable, "No answer from " + serviceOf(address) + " in time", reply);
        }
        return new HoldfastException(ErrorCode.Internal, "The bus failed at " + address, reply);
    }

    /** Addresses begin with the name of the service that answers them. */
    private static String serviceOf(String address) {
        int dot = address.indexOf('.');
        return (dot < 0 ? address : address.substring(0, dot)) + "-service";
    }

    private Failures() {}
}
