/**
 * The chassis every service stands on: bus, configuration, database, job worker, health, metrics, logging.
 */
@NullMarked
package io.holdfast.platform;

import org.jspecify.annotations.NullMarked;
