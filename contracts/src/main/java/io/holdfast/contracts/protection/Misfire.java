package io.holdfast.contracts.protection;

/**
 * What becomes of runs that were missed.
 */
public enum Misfire {
    /** The newest of them happens, once, however late. What holds when nothing is said. */
    FireOnce,
    /** None happens that would start later than the schedule's deadline. */
    Skip
}
