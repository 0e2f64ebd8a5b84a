/** The data mover: runs Backup, Restore and DeleteBackupData. See the module's README for its rooms. */
@NullMarked
package io.holdfast.backup;

import org.jspecify.annotations.NullMarked;
