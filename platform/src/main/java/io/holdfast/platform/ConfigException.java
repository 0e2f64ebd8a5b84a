package io.holdfast.platform;

/**
 * A setting that cannot be used; the message names its path. Stops the process before it has done anything.
 */
@SuppressWarnings("serial")
public final class ConfigException extends RuntimeException {

    private final String path;
    private final String reason;

    public ConfigException(String path, String reason) {
        super(path + ": " + reason);
        this.path = path;
        this.reason = reason;
    }

    ConfigException under(String parent) {
        return new ConfigException(parent + "." + path, reason);
    }
}
