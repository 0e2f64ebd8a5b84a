package io.holdfast.alert;

import java.util.regex.Pattern;

/**
 * Plain addresses only: nothing that could be a second address, a name, or a header of its own.
 */
final class MailAddress {
    private static final Pattern PLAIN =
            Pattern.compile("[A-Za-z0-9._%+=~/#$&'*?^{|}!-]{1,64}@[A-Za-z0-9]([A-Za-z0-9.-]{0,250}[A-Za-z0-9])?");

    static boolean isValid(String address) {
        return PLAIN.matcher(address).matches();
    }

    private MailAddress() {}
}
