/**
 * For the tests of every service: a real database, a local Vert.x with real services in it, fakes of the rest.
 */
@NullMarked
package io.holdfast.platform.testing;

import org.jspecify.annotations.NullMarked;
