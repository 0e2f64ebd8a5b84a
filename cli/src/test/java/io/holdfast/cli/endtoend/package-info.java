/** Suites over the whole system, through HTTP: the main job, bad input, killed processes, a cluster that loses members. */
@NullMarked
package io.holdfast.cli.endtoend;

import org.jspecify.annotations.NullMarked;
