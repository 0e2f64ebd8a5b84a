/** What browsers see besides the API: the console's files, and pages that explain the API. */
@NullMarked
package io.holdfast.gateway.web;

import org.jspecify.annotations.NullMarked;
