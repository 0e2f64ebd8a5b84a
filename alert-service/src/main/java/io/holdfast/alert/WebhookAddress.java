package io.holdfast.alert;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where webhooks may go. Whoever may set one makes this server send requests, so it must not lead to what only this server can reach: itself, its link,
 * and the metadata services of clouds. Names are resolved here, once, and the address that was looked at is the one that is connected to.
 */
final class WebhookAddress {

    private static final int LONGEST = 2000;

    /** Metadata services that have addresses like others. */
    private static final Set<String> METADATA =
            Set.of("169.254.169.254", "100.100.100.200", "fd00:ec2:0:0:0:0:0:254", "192.0.0.192");

    private WebhookAddress() {}

    /** Why the text can be no webhook's address; null when it can. Where a name leads is seen when something is sent. */
    static @Nullable String objection(String url, boolean loopback) {
        try {
            URI uri = new URI(url);
            String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
            if (!scheme.equals("https") && !scheme.equals("http")) {
                return "must begin with https:// or http://";
            }
            if (uri.getHost() == null || uri.getPort() > 65_535 || uri.getPort() == 0) {
                return "must name a host";
            }
            if (uri.getUserInfo() != null || uri.getFragment() != null) {
                return "must have neither a password nor a fragment";
            }
            if (url.length() > LONGEST) {
                return "must have at most " + LONGEST + " characters";
            }
            return isLiteral(uri.getHost()) ? objectionToLiteral(uri.getHost(), loopback) : null;
        } catch (URISyntaxException e) {
            return "is no address";
        }
    }

    /** A URI's host of digits and dots is an IPv4 address: the last part of a name begins with a letter. */
    private static boolean isLiteral(String host) {
        return host.startsWith("[") || host.matches("[0-9.]+");
    }

    private static @Nullable String objectionToLiteral(String host, boolean loopback) {
        try {
            resolve(host, loopback);
            return null;
        } catch (UnknownHostException e) {
            return "cannot be used: " + e.getMessage();
        }
    }

    /** The address to connect to. Blocks. Fails when the host has none, or one that is not for webhooks. */
    static InetAddress resolve(String host, boolean loopback) throws UnknownHostException {
        InetAddress[] all = InetAddress.getAllByName(host.replaceAll("^\\[(.*)]$", "$1"));
        for (InetAddress address : all) {
            if (isForbidden(address, loopback)) {
                throw new UnknownHostException("its address, " + address.getHostAddress() + ", is not for webhooks");
            }
        }
        return all[0];
    }

    static boolean isForbidden(InetAddress address, boolean loopback) {
        return address.isLinkLocalAddress()
                || address.isMulticastAddress()
                || address.isAnyLocalAddress()
                || (address.isLoopbackAddress() && !loopback)
                || METADATA.contains(address.getHostAddress())
                || isEmbedded(address);
    }

    /** IPv4 addresses inside IPv6 ones lead round the rules. */
    private static boolean isEmbedded(InetAddress address) {
        if (!(address instanceof Inet6Address six)) {
            return false;
        }
        byte[] b = address.getAddress();
        boolean nat64 = b[0] == 0 && b[1] == 0x64 && (b[2] & 0xff) == 0xff && (b[3] & 0xff) == 0x9b;
        boolean sixToFour = b[0] == 0x20 && b[1] == 0x02;
        return nat64 || sixToFour || (six.isIPv4CompatibleAddress() && !address.isLoopbackAddress());
    }
}
