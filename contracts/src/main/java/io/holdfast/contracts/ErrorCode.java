package io.holdfast.contracts;

/**
 * Every failure a client or an operator can meet. The names are stable: clients switch on them, docs and alerts name them.
 */
public enum ErrorCode {
    // any request
    InvalidRequest(
            ErrorKind.Malformed, "Request is not valid", "Correct the fields named in errors and send it again."),
    Unauthorized(ErrorKind.Unauthorized, "Not signed in", "Send a valid token: Authorization: Bearer …"),
    Forbidden(ErrorKind.Forbidden, "Not allowed", "Ask an administrator for the right to do this."),
    NotFound(ErrorKind.NotFound, "No such resource", "Check the address."),
    MethodNotAllowed(
            ErrorKind.MethodNotAllowed, "Method not allowed here", "Use one of the methods in the Allow header."),
    PayloadTooLarge(ErrorKind.TooLarge, "Request body is too large", "Split the request."),
    UnsupportedMediaType(ErrorKind.UnsupportedMediaType, "Body is not JSON", "Send Content-Type: application/json."),
    InvalidField(
            ErrorKind.Invalid, "A field's value is refused", "Correct the fields named in errors and send it again."),
    IdempotencyKeyReused(
            ErrorKind.Conflict, "Idempotency key was used for another request", "Use a new key for a new request."),
    VersionMismatch(ErrorKind.Stale, "Resource has changed since it was read", "Read it again and repeat the change."),
    TooManyRequests(ErrorKind.TooMany, "Too many requests", "Wait as long as Retry-After says."),
    Internal(
            ErrorKind.Internal,
            "Something went wrong on our side",
            "Try again; if it stays, look up traceId in the logs."),
    ServiceUnavailable(ErrorKind.Unavailable, "A service is away", "Wait as long as Retry-After says and try again."),

    // subscriptions and machines
    SubscriptionNotFound(ErrorKind.NotFound, "No such subscription", "List the subscriptions and check the name."),
    SubscriptionExists(ErrorKind.Conflict, "A subscription of this name exists", "Choose another name."),
    SubscriptionInUse(ErrorKind.Conflict, "Machines of this subscription are registered", "Unregister them first."),
    InvalidFabricSettings(
            ErrorKind.Invalid,
            "Connection settings are not valid",
            "Correct the settings; `subscription check` tests them."),
    FabricUnavailable(
            ErrorKind.Unavailable,
            "The place where the machines live cannot be reached",
            "Check the connection with `subscription check`."),
    MachineNotFound(ErrorKind.NotFound, "No such machine", "Run Discover; check that the machine exists."),
    DiscoveryInProgress(
            ErrorKind.Conflict,
            "A discovery of this vault is running",
            "Watch the running job; start another when it has ended."),
    PruneInProgress(
            ErrorKind.Conflict,
            "A prune of this vault is running",
            "Watch the running job; start another when it has ended."),
    VerifyInProgress(
            ErrorKind.Conflict,
            "A verification of this vault is running",
            "Watch the running job; start another when it has ended."),
    OtherRegion(ErrorKind.Conflict, "Machine is in another region", "Use a vault of the machine's region."),
    OtherVault(ErrorKind.Conflict, "Machine belongs to another vault", "Unregister it there first."),
    DeploymentModelNotSupported(
            ErrorKind.Invalid, "A backup vault takes classic machines only", "Use a vault of type recovery-services."),
    MachineMissing(
            ErrorKind.Conflict,
            "Machine was not there at the last discovery",
            "Check that it exists, then run Discover."),
    InvalidMachineManifest(ErrorKind.Invalid, "machine.yaml is not valid", "Correct the file as the message says."),

    // registered items
    ItemNotFound(ErrorKind.NotFound, "No such item", "List the items of the vault."),
    AlreadyRegistered(ErrorKind.Conflict, "Machine is registered already", "Nothing to do."),
    ItemProtected(
            ErrorKind.Conflict,
            "Item is protected",
            "Stop its protection and delete its data first. What is deleted already can be purged."),
    ItemBusy(ErrorKind.Conflict, "Another operation on this item is running", "Wait for the running job to end."),

    // vaults, policies, protected items
    VaultNotFound(ErrorKind.NotFound, "No such vault", "List the vaults and check the name."),
    VaultExists(ErrorKind.Conflict, "A vault of this name exists", "Choose another name."),
    VaultNotEmpty(ErrorKind.Conflict, "Vault is in use", "Remove what errors names first."),
    PolicyNotFound(ErrorKind.NotFound, "No such policy", "List the policies of the vault."),
    PolicyExists(ErrorKind.Conflict, "A policy of this name exists", "Choose another name."),
    PolicyInUse(
            ErrorKind.Conflict,
            "This policy is needed",
            "Change it instead, or move its items to another policy first."),
    ItemNotRegistered(ErrorKind.Conflict, "Item is not registered yet", "Wait until its Register job has completed."),
    AlreadyProtected(ErrorKind.Conflict, "Item is protected already", "Switch its policy instead."),
    NotProtected(ErrorKind.Conflict, "Item has no policy", "Protect it, or resume its protection, first."),
    ProtectionActive(ErrorKind.Conflict, "Protection is not stopped", "Stop it first."),
    ConfirmationMismatch(
            ErrorKind.Invalid, "confirmName is not the item's name", "Type the item's exact name to delete its data."),
    RecoveryPointNotFound(ErrorKind.NotFound, "No such recovery point", "List the recovery points of the item."),
    RecoveryPointPinned(
            ErrorKind.Conflict,
            "This recovery point may not be deleted",
            "The last point of a protected item is kept."),
    SoftDeleted(ErrorKind.Conflict, "It is deleted", "Undelete it, or purge it for good."),
    NotDeleted(ErrorKind.Conflict, "It is not deleted", "Nothing to do."),
    BackupInProgress(ErrorKind.Conflict, "A backup of this machine is running", "Watch the running job."),

    // jobs
    JobNotFound(ErrorKind.NotFound, "No such job", "List the jobs of the vault."),
    JobNotCancellable(ErrorKind.Conflict, "Job has ended", "Nothing to cancel."),
    JobConflict(ErrorKind.Conflict, "A job that excludes this one is running", "Wait for it to end."),
    LeaseLost(ErrorKind.Conflict, "The lease on this job has passed to another worker", "Stop working on it."),
    AttemptsExhausted(
            ErrorKind.Internal,
            "The job was interrupted too often",
            "Look at its log; start it again when the cause is gone."),

    // alerts
    AlertNotFound(ErrorKind.NotFound, "No such alert", "List the alerts of the vault."),
    AlertResolved(ErrorKind.Conflict, "Alert is resolved", "Nothing to do."),

    // moving data
    MachineUnreadable(
            ErrorKind.Internal, "Machine cannot be read", "Look at the message; check the machine on its host."),
    DiskMissing(
            ErrorKind.Internal,
            "A disk of the machine is missing",
            "Restore the disk image or correct machine.yaml, then run Discover."),
    DiskUnreadable(
            ErrorKind.Internal,
            "A disk of the machine cannot be read",
            "Check permissions and the health of the storage."),
    DiskShrank(
            ErrorKind.Internal, "A disk became smaller while it was read", "Back up again when the disk is at rest."),
    FreezeFailed(
            ErrorKind.Internal,
            "The machine could not be frozen",
            "Check its freeze command or agent; allow crash-consistent backups."),
    VaultFull(
            ErrorKind.Internal,
            "The vault's storage is full",
            "Make room, then start the backup again; nothing was lost."),
    VaultUnavailable(
            ErrorKind.Unavailable, "The vault's storage cannot be reached", "Check the store's path and permissions."),
    VaultDamaged(
            ErrorKind.Internal, "The vault's data is damaged", "Back up again to heal it; restore from another point."),
    WrongKey(
            ErrorKind.Internal,
            "The master key does not open this vault",
            "Put back the key the vault was created with."),
    TargetExists(ErrorKind.Conflict, "The restore target exists already", "Choose another name."),
    TargetFull(
            ErrorKind.Internal,
            "The restore target is full",
            "Make room or choose another target; nothing of the old state was touched."),
    TargetUnavailable(
            ErrorKind.Invalid, "The restore target cannot be used", "Choose a target the configuration allows."),
    MachineRunning(ErrorKind.Conflict, "Machine is running", "Switch it off to restore over it."),
    SourceGone(ErrorKind.Conflict, "The machine does not exist any more", "Restore to a new machine instead.");

    private final ErrorKind kind;
    private final String title;
    private final String recommendation;

    ErrorCode(ErrorKind kind, String title, String recommendation) {
        this.kind = kind;
        this.title = title;
        this.recommendation = recommendation;
    }

    public ErrorKind kind() {
        return kind;
    }

    public String title() {
        return title;
    }

    /** What the reader can do about it. */
    public String recommendation() {
        return recommendation;
    }
}
