package io.holdfast.protection;

/** What people ask of a protected item. */
enum ItemCommand {
    Backup,
    SwitchPolicy,
    Resume,
    StopKeep,
    StopKeepByPolicy,
    StopDelete,
    DeletePoint,
    UndeletePoint,
    Undelete,
    Purge,
    Restore
}
