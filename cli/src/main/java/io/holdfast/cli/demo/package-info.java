/** The main job end to end, through HTTP, on real disk images. */
@NullMarked
package io.holdfast.cli.demo;

import org.jspecify.annotations.NullMarked;
