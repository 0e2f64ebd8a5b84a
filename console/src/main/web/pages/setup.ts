import { html } from "lit";
import { get, post, url, type Page as ListPage, type Subscription, type Vault } from "../api";
import { asProblem, empty, Page, problemNotice, toast } from "../ui";

/** Where machines live, and where recovery points go: what comes before the first discovery. */
class SetupPage extends Page {
  private subscriptions: Subscription[] = [];
  private vaults: Vault[] = [];

  protected async load() {
    const [subscriptions, vaults] = await Promise.all([
      get<ListPage<Subscription>>("/subscriptions?limit=500"),
      get<ListPage<Vault>>("/vaults?limit=500"),
    ]);
    this.subscriptions = subscriptions.items;
    this.vaults = vaults.items;
  }

  render() {
    return html`<div class="head">
        <div>
          <h1>Setup</h1>
          <p>A subscription says where machines live, a vault where their recovery points go. They meet by region.</p>
        </div>
      </div>
      ${problemNotice(this.problem)}
      <div class="stack">
        <section>
          <h2>Subscriptions</h2>
          <div class="sheet">
            ${this.subscriptions.length
              ? html`<table>
                  <tbody>
                    ${this.subscriptions.map(
                      (s) => html`<tr>
                        <td><strong>${s.name}</strong></td>
                        <td>${s.fabric}</td>
                        <td>${s.region}</td>
                        <td class="mono">${Object.entries(s.settings).map(([k, v]) => `${k}=${v}`).join(" ")}</td>
                        <td><button @click=${() => this.check(s)}>Check</button></td>
                      </tr>`,
                    )}
                  </tbody>
                </table>`
              : empty("No subscription yet.", "Add the folder that holds your machines.")}
          </div>
        </section>
        <form class="sheet pad form" @submit=${this.addSubscription}>
          <h2>Add a folder of machines</h2>
          <div class="pair">
            <label class="field"><span>Name</span><input name="name" required /></label>
            <label class="field"><span>Region</span><input name="region" required /></label>
          </div>
          <label class="field"><span>Folder on the server</span><input name="path" required placeholder="/srv/machines" /></label>
          <div class="actions"><button class="primary">Add subscription</button></div>
        </form>
        <section>
          <h2>Vaults</h2>
          <div class="sheet">
            ${this.vaults.length
              ? html`<table>
                  <tbody>
                    ${this.vaults.map(
                      (v) => html`<tr>
                        <td><strong>${v.name}</strong></td>
                        <td>${v.region}</td>
                        <td>${v.type}</td>
                        <td>${v.encryption ? "encrypted" : "not encrypted"}</td>
                      </tr>`,
                    )}
                  </tbody>
                </table>`
              : empty("No vault yet.", "Create one in the region of your machines.")}
          </div>
        </section>
        <form class="sheet pad form" @submit=${this.addVault}>
          <h2>Create a vault</h2>
          <div class="pair">
            <label class="field"><span>Name</span><input name="name" required /></label>
            <label class="field"><span>Region</span><input name="region" required /></label>
          </div>
          <div class="actions"><button class="primary">Create vault</button></div>
        </form>
      </div>`;
  }

  private addSubscription(e: SubmitEvent) {
    const form = this.fields(e);
    return this.create("Subscription added.", () =>
      post("/subscriptions", { name: form.name, fabric: "directory", region: form.region, settings: { path: form.path } }),
    );
  }

  private addVault(e: SubmitEvent) {
    const form = this.fields(e);
    return this.create("Vault created.", () => post("/vaults", { name: form.name, region: form.region }));
  }

  private fields(e: SubmitEvent) {
    e.preventDefault();
    return Object.fromEntries(new FormData(e.target as HTMLFormElement)) as Record<string, string>;
  }

  private async create(done: string, action: () => Promise<unknown>) {
    try {
      await action();
      toast(done);
      window.dispatchEvent(new Event("hf-vaults"));
      this.refresh();
    } catch (e) {
      const problem = asProblem(e);
      toast([problem.message, ...problem.errors.map((x) => x.message)].join(" "), undefined, true);
    }
  }

  private async check(s: Subscription) {
    try {
      const check = await post<{ ok: boolean; findings: { ok: boolean; message: string; fix?: string }[] }>(
        url(["subscriptions", s.name, "check"]),
      );
      const bad = check.findings.filter((f) => !f.ok).map((f) => `${f.message} ${f.fix ?? ""}`);
      toast(check.ok ? `${s.name} works.` : bad.join(" "), undefined, !check.ok);
    } catch (e) {
      toast(asProblem(e).message, undefined, true);
    }
  }
}

customElements.define("hf-setup", SetupPage);
