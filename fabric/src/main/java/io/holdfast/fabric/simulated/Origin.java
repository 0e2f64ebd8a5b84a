package io.holdfast.fabric.simulated;

import io.holdfast.contracts.ErrorCode;
import io.holdfast.contracts.HoldfastException;
import io.holdfast.contracts.discovery.DeploymentModel;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A simulated machine's configuration text: enough to compute every byte of the point again. {@code contents} is {@link SimulatedSettings#contents}. */
record Origin(String contents, int machine, long millis, DeploymentModel deploymentModel) {
    private static final Pattern TEXT = Pattern.compile(
            "simulated contents=(?<contents>\\S+) machine=(?<machine>\\d{1,9}) millis=(?<millis>-?\\d{1,18}) model=(?<model>\\w+)");

    String text() {
        return "simulated contents=" + contents + " machine=" + machine + " millis=" + millis + " model="
                + deploymentModel;
    }

    static Origin parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            throw new HoldfastException(
                    ErrorCode.TargetUnavailable,
                    "A simulated fleet keeps no bytes: it can only restore its own machines");
        }
        return new Origin(
                matcher.group("contents"),
                Integer.parseInt(matcher.group("machine")),
                Long.parseLong(matcher.group("millis")),
                DeploymentModel.valueOf(matcher.group("model")));
    }
}
