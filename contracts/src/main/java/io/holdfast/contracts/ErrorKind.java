package io.holdfast.contracts;

/**
 * The small family every failure belongs to; it alone decides the HTTP status.
 */
public enum ErrorKind {
    Malformed(400),
    Unauthorized(401),
    Forbidden(403),
    NotFound(404),
    MethodNotAllowed(405),
    Conflict(409),
    Stale(412),
    TooLarge(413),
    UnsupportedMediaType(415),
    Invalid(422),
    TooMany(429),
    Internal(500),
    Unavailable(503);

    private final int httpStatus;

    ErrorKind(int httpStatus) {
        this.httpStatus = httpStatus;
    }

    public int httpStatus() {
        return httpStatus;
    }
}
