package io.holdfast.fabric.directory;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import io.holdfast.contracts.ErrorCode;
import io.holdfast.contracts.HoldfastException;
import io.holdfast.contracts.discovery.DeploymentModel;
import io.holdfast.contracts.discovery.PowerState;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;

/** Reads and writes machine.yaml. Everything wrong is one {@code InvalidMachineManifest} that names the place. */
final class ManifestFormat {
    /** Larger files are not read at all. */
    static final int MAX_BYTES = 64 * 1024;

    private static final int MAX_DISKS = 64;
    private static final Duration DEFAULT_DEADLINE = Duration.ofSeconds(10);
    private static final Pattern DISK_NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
    private static final Pattern UUID_TEXT = Pattern.compile("\\p{XDigit}{8}(-\\p{XDigit}{4}){3}-\\p{XDigit}{12}");
    private static final Pattern ID_LINE = Pattern.compile("(?m)^id:\\s*[\"']?(" + UUID_TEXT + ")[\"']?\\s*(#.*)?$");

    private static final YAMLFactory YAML = YAMLFactory.builder()
            .loaderOptions(limits())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(YAMLParser.Feature.PARSE_BOOLEAN_LIKE_WORDS_AS_STRINGS) // `powerState: Off`
            .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
            .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
            .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
            .build();
    private static final ObjectMapper MAPPER =
            new ObjectMapper(YAML).enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private ManifestFormat() {}

    private static LoaderOptions limits() {
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(MAX_BYTES);
        options.setNestingDepthLimit(8);
        options.setMaxAliasesForCollections(0);
        return options;
    }

    static Manifest parse(String text) {
        try {
            refuseAnchors(text);
            JsonNode root = MAPPER.readTree(text);
            if (!(root instanceof ObjectNode object)) {
                throw invalid("must be a mapping with at least `disks`");
            }
            return manifest(object);
        } catch (JsonProcessingException e) {
            JsonLocation at = e.getLocation();
            throw invalid((at == null ? "" : "line " + at.getLineNr() + ": ") + "is not valid YAML");
        } catch (IOException e) {
            throw invalid("is not valid YAML");
        }
    }

    /** The id of a file that may be broken otherwise, so that the machine keeps its identity. */
    static Optional<UUID> salvageId(String text) {
        Matcher line = ID_LINE.matcher(text);
        return line.find() ? Optional.of(UUID.fromString(line.group(1))) : Optional.empty();
    }

    static boolean isDiskName(String name) {
        return DISK_NAME.matcher(name).matches();
    }

    static String write(Manifest manifest) {
        ObjectNode root = MAPPER.createObjectNode();
        putIfSaid(root, "id", manifest.id());
        putIfSaid(root, "name", manifest.name());
        root.put(
                "deploymentModel",
                manifest.deploymentModel() == DeploymentModel.Classic ? "classic" : "resource-manager");
        root.put("powerState", manifest.powerState().name());
        ArrayNode disks = root.putArray("disks");
        manifest.disks()
                .forEach(disk -> disks.addObject().put("name", disk.name()).put("file", disk.file()));
        writeHook(root, "freeze", manifest.freeze());
        if (manifest.applicationConsistent() && root.get("freeze") instanceof ObjectNode freeze) {
            freeze.put("applicationConsistent", true);
        }
        writeHook(root, "thaw", manifest.thaw());
        putIfSaid(root, "restoredByJob", manifest.restoredByJob());
        try {
            return MAPPER.writeValueAsString(root);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void putIfSaid(ObjectNode root, String key, @Nullable Object value) {
        if (value != null) {
            root.put(key, value.toString());
        }
    }

    private static void writeHook(ObjectNode root, String key, Manifest.@Nullable Hook hook) {
        if (hook != null) {
            ObjectNode node = root.putObject(key);
            hook.command().forEach(node.putArray("command")::add);
            node.put("deadlineSeconds", hook.deadline().toSeconds());
        }
    }

    // Jackson does not expand aliases, it would silently take them for text
    private static void refuseAnchors(String text) throws IOException {
        try (YAMLParser parser = YAML.createParser(text)) {
            while (parser.nextToken() != null) {
                if (parser.getObjectId() != null || parser.isCurrentAlias()) {
                    throw invalid("line " + parser.currentTokenLocation().getLineNr()
                            + ": anchors and aliases are not allowed");
                }
            }
        }
    }

    private static Manifest manifest(ObjectNode root) {
        known(root, "", "id", "name", "deploymentModel", "powerState", "disks", "freeze", "thaw", "restoredByJob");
        Manifest.Hook freeze = hook(root, "freeze");
        Manifest.Hook thaw = hook(root, "thaw");
        if ((freeze == null) != (thaw == null)) {
            throw invalid("freeze and thaw must be given together");
        }
        String name = text(root, "name", "");
        if (name != null
                && (name.isBlank() || name.length() > 255 || name.chars().anyMatch(Character::isISOControl))) {
            throw invalid("name: must have 1 to 255 characters");
        }
        return new Manifest(
                uuid(root, "id"),
                name,
                deploymentModel(root),
                powerState(root),
                disks(root.get("disks")),
                freeze,
                thaw,
                applicationConsistent(root.get("freeze")),
                uuid(root, "restoredByJob"));
    }

    private static List<Manifest.Disk> disks(@Nullable JsonNode node) {
        if (!(node instanceof ArrayNode list) || list.isEmpty() || list.size() > MAX_DISKS) {
            throw invalid("disks: must be a list of 1 to " + MAX_DISKS + " disks");
        }
        List<Manifest.Disk> disks = new ArrayList<>();
        Set<String> names = new HashSet<>();
        Set<String> files = new HashSet<>();
        for (int i = 0; i < list.size(); i++) {
            String at = "disks[" + i + "]";
            if (!(list.get(i) instanceof ObjectNode disk)) {
                throw invalid(at + ": must be a mapping with name and file");
            }
            known(disk, at + ".", "name", "file");
            String name = text(disk, "name", at + ".");
            String file = text(disk, "file", at + ".");
            if (name == null || !isDiskName(name) || !names.add(name)) {
                throw invalid(at + ".name: must be a name of its own: letters, digits, `.`, `_`, `-`, at most 64");
            }
            if (file == null || !ImageFile.isInnerPath(file)) {
                throw invalid(at + ".file: must name a file inside the machine's folder");
            }
            if (!files.add(file)) {
                throw invalid(at + ".file: is another disk's already");
            }
            disks.add(new Manifest.Disk(name, file));
        }
        return List.copyOf(disks);
    }

    private static Manifest.@Nullable Hook hook(ObjectNode root, String key) {
        JsonNode node = root.get(key);
        if (node == null) {
            return null;
        }
        if (!(node instanceof ObjectNode hook)) {
            throw invalid(key + ": must be a mapping with a command");
        }
        if (key.equals("freeze")) {
            known(hook, key + ".", "command", "deadlineSeconds", "applicationConsistent");
        } else {
            known(hook, key + ".", "command", "deadlineSeconds");
        }
        return new Manifest.Hook(command(hook.get("command"), key), deadline(hook.get("deadlineSeconds"), key));
    }

    private static List<String> command(@Nullable JsonNode node, String key) {
        List<String> words = new ArrayList<>();
        if (node instanceof ArrayNode list) {
            list.forEach(
                    word -> words.add(word.isTextual() && word.textValue().indexOf('\0') < 0 ? word.textValue() : ""));
        }
        if (words.isEmpty() || words.size() > 100 || words.get(0).isBlank()) {
            throw invalid(key + ".command: must be a list of texts: the program and its arguments");
        }
        return List.copyOf(words);
    }

    private static Duration deadline(@Nullable JsonNode node, String key) {
        if (node == null) {
            return DEFAULT_DEADLINE;
        }
        if (!node.isInt() || node.intValue() < 1 || node.intValue() > 300) {
            throw invalid(key + ".deadlineSeconds: must be a whole number from 1 to 300");
        }
        return Duration.ofSeconds(node.intValue());
    }

    private static boolean applicationConsistent(@Nullable JsonNode freeze) {
        JsonNode node = freeze == null ? null : freeze.get("applicationConsistent");
        if (node != null && !node.isBoolean()) {
            throw invalid("freeze.applicationConsistent: must be true or false");
        }
        return node != null && node.booleanValue();
    }

    private static DeploymentModel deploymentModel(ObjectNode root) {
        String word = text(root, "deploymentModel", "");
        if (word == null || word.equals("classic")) {
            return DeploymentModel.Classic;
        }
        if (word.equals("resource-manager")) {
            return DeploymentModel.ResourceManager;
        }
        throw invalid("deploymentModel: must be classic or resource-manager");
    }

    private static PowerState powerState(ObjectNode root) {
        String word = text(root, "powerState", "");
        if (word == null) {
            return PowerState.Off;
        }
        return Arrays.stream(PowerState.values())
                .filter(state -> state.name().toLowerCase(Locale.ROOT).equals(word.toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> invalid("powerState: must be Running, Off, Paused or Unknown"));
    }

    private static @Nullable UUID uuid(ObjectNode root, String key) {
        String text = text(root, key, "");
        if (text == null) {
            return null;
        }
        if (!UUID_TEXT.matcher(text).matches()) {
            throw invalid(key + ": must be a UUID");
        }
        return UUID.fromString(text);
    }

    private static @Nullable String text(ObjectNode node, String key, String at) {
        JsonNode value = node.get(key);
        if (value == null) {
            return null;
        }
        if (!value.isTextual()) {
            throw invalid(at + key + ": must be text (put it in quotes)");
        }
        return value.textValue();
    }

    private static void known(ObjectNode node, String at, String... keys) {
        node.fieldNames().forEachRemaining(key -> {
            if (!List.of(keys).contains(key)) {
                String shown = key.length() > 64 ? key.substring(0, 64) + "…" : key;
                throw invalid(at + shown + ": is not known; known are " + String.join(", ", keys));
            }
        });
    }

    private static HoldfastException invalid(String what) {
        return new HoldfastException(ErrorCode.InvalidMachineManifest, "machine.yaml: " + what);
    }
}
