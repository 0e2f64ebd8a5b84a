package io.holdfast.cli.endtoend;

import static io.holdfast.cli.endtoend.Machines.MIB;
import static io.holdfast.cli.endtoend.Machines.sha256;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The main job by clicking, in a real browser. Leaves a picture of each page in {@code target/screenshots}. */
@Tag("browser")
@ExtendWith(Server.Extension.class)
class BrowserIT {
    private static final String ITEM = "hf-item";

    private final Server server;

    @TempDir
    Path folder;

    BrowserIT(Server server) {
        this.server = server;
    }

    @Test
    void machines_are_registered_protected_backed_up_and_restored_by_clicking_while_jobs_are_shown_live() {
        Machines machines = new Machines(folder.resolve("machines"));
        Path web = machines.machine("shop/web-01", 96);
        machines.machine("shop/db-01", 128);
        machines.machine("office/web-01", 64);
        machines.machine("office/files-01", 256);

        try (Console console = new Console(server.origin())) {
            console.signIn(server.adminToken());
            setUp(console, machines);
            register(console);
            protect(console);
            String item = backUp(console);

            Machines.write(web, MIB, 3 * MIB, 7);
            console.click("#backup");
            console.see(ITEM + " tbody tr", 2);
            console.screenshot("item");
            restore(console);
            assertThat(sha256(machines.folder("shop/web-01-restored/root.raw"))).isEqualTo(sha256(web));

            job(console);
            dashboard(console);
            assertThat(console.sameDocument())
                    .as("everything was shown live: no page was loaded again")
                    .isTrue();
            assertThat(console.complaints()).isEmpty();
            assertThat(server.api().get("/vaults/home/protected-items/" + item).getInteger("recoveryPoints"))
                    .isEqualTo(2);
        }
    }

    @Test
    void a_failed_backup_appears_as_an_alert_which_is_acknowledged_and_resolved_by_clicking() throws IOException {
        Machines machines = new Machines(folder.resolve("alerting"));
        Path image = machines.machine("shop/web-01", 2);
        Api api = server.api();
        api.subscribe("alerting", "attic", machines.root());
        api.scheduledVault("alerting", "attic");
        api.discover("alerting");
        String item = api.protect("alerting", Api.ids(api.list("/vaults/alerting/machines")))
                .get(0)
                .getString("id");
        try (Console console = new Console(server.origin())) {
            console.signIn(server.adminToken());
            console.click("aside option[value=alerting]");
            console.open("alerts");
            console.see("hf-alerts .empty", "All is well");

            Files.delete(image);
            api.ended(api.startBackup("alerting", item));
            console.see("hf-alerts tbody tr", "Backup of shop/web-01 failed");
            console.see("nav .count.bad", "1");
            console.screenshot("alerts");
            console.click("hf-alerts button.acknowledge");
            console.see("hf-alerts tbody tr .pill.quiet", "Acknowledged");
            console.seeNo("nav .count.bad");
            console.click("hf-alerts tbody tr td.name a");
            console.see("hf-alert tbody tr", "web-01");
            console.screenshot("alert");
            console.click("hf-alert button.resolve");
            console.see("hf-alert .facts .pill.good", "Resolved");
            assertThat(console.sameDocument()).isTrue();
            assertThat(console.complaints()).isEmpty();
        }
    }

    @Test
    void a_new_policy_with_several_schedules_is_made_by_clicking() {
        Machines machines = new Machines(folder.resolve("several"));
        machines.machine("shop/web-01", 2);
        Api api = server.api();
        api.subscribe("several", "loft", machines.root());
        api.vault("several", "loft");
        api.discover("several");
        JsonArray ids = new JsonArray(Api.ids(api.list("/vaults/several/machines")));
        api.completed(api.start("/vaults/several/registered-items", new JsonObject().put("machineIds", ids)));
        try (Console console = new Console(server.origin())) {
            console.signIn(server.adminToken());
            console.click("aside option[value=several]");
            console.open("items");
            console.see("hf-items .pill.good", 1);
            console.click("hf-items thead input[type=checkbox]");
            console.click("#protect");
            console.click("#protect-dialog label.choice:last-of-type input");
            console.type("#protect-dialog input[name=name]", "often");
            console.click("#protect-dialog .schedule option[value=Weekly]");
            console.see("#protect-dialog form", "Keep for (weeks)");
            console.type(".schedule .times", "10:00, 18:30");
            console.click(".schedule .days input[value=Monday]");
            console.click("#add-schedule");
            console.see("#protect-dialog form", "Keep for (days)");
            console.click(".schedule:nth-of-type(2) option[value=Hourly]");
            console.type("#protect-dialog input[name=zone]", "Europe/Berlin");
            console.click("#add-schedule");
            console.see(".schedule", 3);
            console.click(".schedule:nth-of-type(3) > button");
            console.see(".schedule", 2);
            console.screenshot("policy");
            console.click("#protect-confirm");
            console.see("hf-items button.backup:enabled", 1);
            console.see("hf-items td[data-label=Policy]", "often");
            assertThat(console.complaints()).isEmpty();
        }
        JsonObject policy = api.get("/vaults/several/policies/often");
        assertThat(policy.getJsonArray("schedules")).isEqualTo(new JsonArray("""
                [{"kind":"Weekly","times":["10:00","18:30"],"days":["Monday","Sunday"],"timeZone":"Europe/Berlin"},
                 {"kind":"Hourly","times":[],"days":[],"timeZone":"Europe/Berlin","hourly":{"every":4,"from":"08:00","hours":12}}]
                """));
        assertThat(policy.getJsonObject("retention")).isEqualTo(new JsonObject("{\"daily\":{\"days\":30}}"));
    }

    @Test
    void what_is_refused_is_said_on_the_page() {
        try (Console console = new Console(server.origin())) {
            console.type("input[name=token]", "wrong");
            console.click("form button.primary");
            console.see(".notice.bad", "token");
            console.signIn(server.adminToken());
            console.open("setup");
            console.type("#vault-form input[name=name]", "no spaces allowed!");
            console.type("#vault-form input[name=region]", "here");
            console.click("#vault-form button.primary");
            console.see(".toast.bad");
        }
    }

    private static void setUp(Console console, Machines machines) {
        console.open("setup");
        console.type("#subscription-form input[name=name]", "fleet");
        console.type("#subscription-form input[name=region]", "cellar");
        console.type("#subscription-form input[name=path]", machines.root().toString());
        console.click("#subscription-form button.primary");
        console.see("hf-setup section:first-of-type tbody", "fleet");
        console.type("#vault-form input[name=name]", "home");
        console.type("#vault-form input[name=region]", "cellar");
        console.click("#vault-form button.primary");
        console.see("hf-setup section:last-of-type tbody", "home");
        console.click("aside option[value=home]");
        console.screenshot("setup");
    }

    private static void register(Console console) {
        console.open("machines");
        console.click("#discover");
        console.see("hf-machines tbody tr", 4);
        console.click("hf-machines thead input[type=checkbox]");
        console.screenshot("machines");
        console.click("#register");
        console.seeNo("hf-machines tbody tr");
    }

    private static void protect(Console console) {
        console.open("items");
        console.see("hf-items .pill.good", 4);
        console.click("hf-items thead input[type=checkbox]");
        console.click("#protect");
        console.see("#protect-dialog[open]");
        console.screenshot("protect");
        console.click("#protect-confirm");
        console.see("hf-items button.backup:enabled", 4);
    }

    /** The id of the item whose page is shown then. */
    private static String backUp(Console console) {
        for (String machine : List.of("shop/db-01", "office/web-01", "office/files-01")) {
            console.click("tr[data-item='" + machine + "'] button.backup");
            console.see("tr[data-item='" + machine + "'] .pill.good", "Protected");
        }
        console.screenshot("items");
        console.click("tr[data-item='shop/web-01'] td.name a");
        console.click("#backup");
        console.see(ITEM + " tbody tr", 1);
        console.see(ITEM + " .facts", "Protected");
        String address = console.address();
        return address.substring(address.lastIndexOf('/') + 1);
    }

    private static void restore(Console console) {
        console.click(ITEM + " button.restore");
        console.see("#restore-dialog[open]");
        console.screenshot("restore");
        console.click("#restore-confirm");
        console.click(".toast a");
        console.see("hf-job .pill.good", "Completed");
    }

    private static void job(Console console) {
        console.screenshot("job");
        console.open("jobs");
        console.see("hf-jobs tbody tr:first-child", "Restore");
        console.see("hf-jobs tbody tr:first-child .pill", "Completed");
        console.screenshot("jobs");
    }

    private static void dashboard(Console console) {
        console.open("dashboard");
        console.see("hf-dashboard .tile b", "4");
        console.screenshot("dashboard");
    }
}
