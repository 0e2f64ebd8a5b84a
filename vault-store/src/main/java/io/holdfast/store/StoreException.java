package io.holdfast.store;

import org.jspecify.annotations.Nullable;

/** Everything that can go wrong in the store, each with a stable code and a hint for whoever has to put it right. */
public abstract sealed class StoreException extends RuntimeException {
    private final String code;
    private final String whatToDo;

    private StoreException(String code, String message, String whatToDo, @Nullable Throwable cause) {
        super(message, cause);
        this.code = code;
        this.whatToDo = whatToDo;
    }

    /** Stable, PascalCase; safe to show, to log and to test for. */
    public String code() {
        return code;
    }

    /** One sentence for a human being. */
    public String whatToDo() {
        return whatToDo;
    }

    /** The master key given is not the one that this vault was made with, or none was given. */
    public static final class WrongKey extends StoreException {
        public WrongKey(String message) {
            super("WrongKey", message, "Give the master key file that this vault was created with.", null);
        }
    }

    /** Stored bytes are not what was written. */
    public static final class Damaged extends StoreException {
        private final String object;
        private final String what;

        public Damaged(String object, String what) {
            this(object, what, null);
        }

        public Damaged(String object, String what, @Nullable Throwable cause) {
            super(
                    "Damaged",
                    object + " is damaged: " + what,
                    "Check the storage, run Verify to see which recovery points are hurt, and back up again:"
                            + " content that is seen again is stored again.",
                    cause);
            this.object = object;
            this.what = what;
        }

        /** The key of the object that is damaged. */
        public String object() {
            return object;
        }

        public String what() {
            return what;
        }
    }

    /** An object, a point or a disk that was asked for does not exist. */
    public static final class NotFound extends StoreException {
        public NotFound(String what) {
            super(
                    "NotFound",
                    what + " does not exist",
                    "Refresh the list of recovery points; it may have been deleted.",
                    null);
        }
    }

    /** Written by a later version of this software. */
    public static final class NewerFormat extends StoreException {
        public NewerFormat(String object, int format) {
            super(
                    "NewerFormat",
                    object + " has format " + format + ", newer than this software reads",
                    "Upgrade Holdfast before you use this vault.",
                    null);
        }
    }

    /** There is no vault at this place. */
    public static final class NotAVault extends StoreException {
        public NotAVault(String where) {
            super("NotAVault", where + " holds no vault", "Check the location, or create the vault first.", null);
        }
    }

    /** There is a vault at this place already. */
    public static final class VaultExists extends StoreException {
        public VaultExists(String where) {
            super(
                    "VaultExists",
                    where + " holds a vault already",
                    "Open that vault, or choose an empty location.",
                    null);
        }
    }

    public static final class NoSpace extends StoreException {
        public NoSpace(String message, @Nullable Throwable cause) {
            super("NoSpace", message, "Free or add space at the vault's location, then run the job again.", cause);
        }
    }

    public static final class ReadOnly extends StoreException {
        public ReadOnly(String message, @Nullable Throwable cause) {
            super("ReadOnly", message, "Give this process the right to write at the vault's location.", cause);
        }
    }

    /** The storage knows who asks, or does not, and refuses. */
    public static final class AccessDenied extends StoreException {
        public AccessDenied(String message, @Nullable Throwable cause) {
            super(
                    "AccessDenied",
                    message,
                    "Check the credentials, this machine's clock, and that they may list the bucket and read, write and delete"
                            + " objects below the vault's prefix.",
                    cause);
        }
    }

    /** There is not even the bucket that a vault would lie in. */
    public static final class NoBucket extends StoreException {
        public NoBucket(String where, @Nullable Throwable cause) {
            super(
                    "NoBucket",
                    "there is no such bucket: " + where,
                    "Create the bucket, or correct its name, the endpoint or the region.",
                    cause);
        }
    }

    /** The storage failed. Whether the operation took place is unknown; repeating it is safe. */
    public static final class Io extends StoreException {
        public Io(String message, @Nullable Throwable cause) {
            super("Io", message, "Check that the vault's location is reachable and healthy, then try again.", cause);
        }
    }
}
