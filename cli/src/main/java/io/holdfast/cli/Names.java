package io.holdfast.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Finds the one thing a name on the command line stands for. Ids pass as they are; {@code name} and {@code cloud-service/name} are
 * looked up; a name that fits several things is refused with the candidates.
 */
public final class Names {
    private final ApiClient api;

    public Names(ApiClient api) {
        this.api = api;
    }

    /** The vault named, or the only one there is. */
    public String vault(@Nullable String given) {
        if (given != null) {
            return given;
        }
        var vaults = api.upTo(ApiClient.path("vaults"), 20);
        return switch (vaults.size()) {
            case 0 ->
                throw new CliException(
                        ExitCode.NOT_FOUND,
                        "There is no vault yet. Create one: holdfast vault create NAME --region REGION");
            case 1 -> vaults.get(0).path("name").asText();
            default ->
                throw new CliException(
                        ExitCode.USAGE,
                        "Which vault? Name one with --vault: "
                                + vaults.stream()
                                        .map(v -> v.path("name").asText())
                                        .collect(Collectors.joining(", ")));
        };
    }

    public String machine(@Nullable String vault, String given) {
        return find(
                "machine",
                vault == null ? ApiClient.path("machines") : ApiClient.path("vaults", vault, "machines"),
                given);
    }

    public String registeredItem(String vault, String given) {
        return find("registered item", ApiClient.path("vaults", vault, "registered-items"), given);
    }

    public String protectedItem(String vault, String given) {
        var list = ApiClient.path("vaults", vault, "protected-items");
        return search("protected item", list, given)
                .orElseThrow(() -> search("deleted item", ApiClient.query(list, "deleted", "true"), given)
                        .map(id -> deleted(api.get(ApiClient.path("vaults", vault, "protected-items", id))))
                        .orElseGet(() -> none("protected item", given)));
    }

    /** One whose data was deleted and can be brought back. */
    public String deletedItem(String vault, String given) {
        var list = ApiClient.query(ApiClient.path("vaults", vault, "protected-items"), "deleted", "true");
        return find("deleted item", list, given);
    }

    /** A point by id, or {@code latest}. */
    public String point(String vault, String item, String given) {
        if (!given.equals("latest")) {
            return id("recovery point", given);
        }
        var newest = api.upTo(ApiClient.path("vaults", vault, "protected-items", item, "recovery-points"), 1);
        if (newest.isEmpty()) {
            throw new CliException(
                    ExitCode.NOT_FOUND, "This item has no recovery point yet. Make one: holdfast backup start");
        }
        return newest.get(0).path("id").asText();
    }

    /** A job has no name. */
    public static String job(String given) {
        return id("job", given);
    }

    /** Nor has an alert. */
    public static String alert(String given) {
        return id("alert", given);
    }

    private static String id(String kind, String given) {
        if (!isId(given)) {
            throw new CliException(
                    ExitCode.NOT_FOUND,
                    given + " is not the id of " + ("aeiou".indexOf(kind.charAt(0)) < 0 ? "a " : "an ") + kind);
        }
        return given;
    }

    private static CliException deleted(JsonNode item) {
        var name = item.path("cloudService").asText() + "/" + item.path("name").asText();
        return new CliException(
                ExitCode.REFUSED,
                name + " is deleted, and gone for good from "
                        + Format.time(Instant.parse(item.path("purgeAt").asText()))
                        + " on\n  → Undelete it first: holdfast item undelete " + name);
    }

    private static CliException none(String kind, String given) {
        return new CliException(ExitCode.NOT_FOUND, "No " + kind + " is called " + given);
    }

    private String find(String kind, String list, String given) {
        return search(kind, list, given).orElseThrow(() -> none(kind, given));
    }

    private Optional<String> search(String kind, String list, String given) {
        if (isId(given)) {
            return Optional.of(given);
        }
        var slash = given.indexOf('/');
        var cloudService = slash < 0 ? null : given.substring(0, slash);
        var name = given.substring(slash + 1);
        var found = api.all(ApiClient.query(list, "name", name)).stream()
                .filter(row -> row.path("name").asText().equals(name))
                .filter(row -> cloudService == null
                        || row.path("cloudService").asText().equals(cloudService))
                .toList();
        return only(kind, given, found).map(row -> row.path("id").asText());
    }

    private static Optional<JsonNode> only(String kind, String given, List<JsonNode> found) {
        if (found.size() > 1) {
            var candidates = found.stream()
                    .map(row -> "  " + row.path("cloudService").asText() + "/"
                            + row.path("name").asText() + "  "
                            + row.path("id").asText())
                    .collect(Collectors.joining("\n"));
            throw new CliException(
                    ExitCode.NOT_FOUND,
                    "More than one " + kind + " is called " + given + ". Say which:\n" + candidates);
        }
        return found.stream().findFirst();
    }

    private static boolean isId(String given) {
        try {
            return UUID.fromString(given).toString().equalsIgnoreCase(given);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
