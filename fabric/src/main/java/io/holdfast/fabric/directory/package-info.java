/** Machines as folders of raw disk images under one root: cloud-service/machine/machine.yaml. */
@NullMarked
package io.holdfast.fabric.directory;

import org.jspecify.annotations.NullMarked;
