package dev.flsys.access;

import io.netty.util.NetUtil;
import java.net.IDN;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A host of an address (RFC 3986, section 3.2.2) in one spelling. Names are in lower case and ASCII, without a dot at
 * the end. IP addresses are in their canonical form without brackets. Names are not resolved.
 *
 * @param value such as {@code localhost}, {@code 10.0.0.7} or {@code 0:0:0:0:0:0:0:1}
 * @param address the address, if {@code value} is one; null for a name
 */
record HostName(String value, @Nullable InetAddress address) {

    private static final int MAX_LENGTH = 255;

    /** Reads a host; empty if the text is not one. */
    static Optional<HostName> parse(String written) {
        String host = written.strip();
        if (host.isEmpty() || host.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        String bare = bracketed ? host.substring(1, host.length() - 1) : host;
        if ((NetUtil.isValidIpV4Address(bare) && !bracketed) || isIpV6(bare)) {
            return Optional.of(parseLiteral(bare));
        }
        return bracketed ? Optional.empty() : name(bare);
    }

    /** The host of {@code address}. */
    static HostName of(InetAddress address) {
        // The scope of a link-local address is not part of it.
        return new HostName(spelling(address), address);
    }

    /**
     * Whether the host is an address of this machine that no other machine can reach (RFC 6890), or a name of such an
     * address (RFC 6761).
     */
    boolean isLoopback() {
        return address != null
                ? address.isLoopbackAddress()
                : value.equals("localhost") || value.endsWith(".localhost");
    }

    /** Removes the zone ({@code %eth0}), which has a meaning only on the machine that wrote it. */
    private static boolean isIpV6(String text) {
        return text.indexOf('%') < 0 && NetUtil.isValidIpV6Address(text);
    }

    private static HostName parseLiteral(String text) {
        try {
            return of(InetAddress.getByAddress(NetUtil.createByteArrayFromIpAddressString(text)));
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException("The text was checked to be an address", impossible);
        }
    }

    private static String spelling(InetAddress address) {
        String text = address.getHostAddress();
        int scope = address instanceof Inet6Address ? text.indexOf('%') : -1;
        return scope < 0 ? text : text.substring(0, scope);
    }

    private static Optional<HostName> name(String text) {
        try {
            boolean isAscii = text.chars().allMatch(letter -> letter < 0x80);
            String ascii = (isAscii ? text : IDN.toASCII(text, IDN.ALLOW_UNASSIGNED)).toLowerCase(Locale.ROOT);
            String name = ascii.endsWith(".") ? ascii.substring(0, ascii.length() - 1) : ascii;
            boolean plain = !name.isEmpty()
                    && name.charAt(0) != '.'
                    && !name.contains("..")
                    && name.chars().allMatch(HostName::isOfNames);
            return plain ? Optional.of(new HostName(name, null)) : Optional.empty();
        } catch (IllegalArgumentException malformed) {
            return Optional.empty();
        }
    }

    /** The underscore occurs in names of services of Docker and Compose. */
    private static boolean isOfNames(int letter) {
        return (letter >= 'a' && letter <= 'z')
                || (letter >= '0' && letter <= '9')
                || letter == '-'
                || letter == '.'
                || letter == '_';
    }
}
