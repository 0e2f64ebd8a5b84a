import { html, LitElement, nothing } from "lit";
import { get, onSignedOut, post, Problem, remove, url, type Dashboard, type Page as ListPage, type Vault } from "./api";
import { live } from "./live";
import { asProblem, problemNotice } from "./ui";
import "./pages/dashboard";
import "./pages/machines";
import "./pages/items";
import "./pages/item";
import "./pages/jobs";
import "./pages/job";
import "./pages/alerts";
import "./pages/setup";

interface Toast {
  text: string;
  bad: boolean;
  link?: { href: string; text: string };
}

const PAGES = [
  ["dashboard", "Dashboard"],
  ["machines", "Machines"],
  ["items", "Items"],
  ["jobs", "Jobs"],
  ["alerts", "Alerts"],
  ["setup", "Setup"],
] as const;

/** The page the address names, and the id behind it. */
function route(): [string, string | undefined] {
  const [page = "dashboard", id] = location.hash.replace(/^#\/?/, "").split("/").filter(Boolean);
  return [page, id];
}

/** The shell: sign-in, navigation, the chosen vault, the live stream, toasts. */
class HoldfastApp extends LitElement {
  private signedIn?: boolean;
  private waiting?: number;
  private vaults: Vault[] = [];
  private vault = localStorage.getItem("vault") ?? "";
  private toasts: Toast[] = [];
  private problem?: Problem;
  private refused?: Problem;
  /** Alerts of the vault that nobody has acknowledged. */
  private open = 0;
  private counting = 0;

  createRenderRoot() {
    return this;
  }

  connectedCallback() {
    super.connectedCallback();
    onSignedOut(() => {
      this.remember(false);
      live.stop();
      this.requestUpdate();
    });
    window.addEventListener("hashchange", () => {
      scrollTo(0, 0);
      this.requestUpdate();
    });
    window.addEventListener("hf-toast", (e) => this.addToast((e as CustomEvent<Toast>).detail));
    window.addEventListener("hf-vaults", () => this.enter());
    live.addEventListener("state", () => this.requestUpdate());
    live.addEventListener("jobs", () => this.requestUpdate());
    live.addEventListener("alerts", () => this.count());
    // the cookie is not for scripts to see; this spares a question that is known to be refused
    if (localStorage.getItem("signedIn")) this.enter();
    else this.signedIn = false;
  }

  private remember(signedIn: boolean) {
    this.signedIn = signedIn;
    if (signedIn) localStorage.setItem("signedIn", "yes");
    else localStorage.removeItem("signedIn");
  }

  private async enter() {
    try {
      this.vaults = (await get<ListPage<Vault>>("/vaults?limit=500")).items;
      if (!this.vaults.some((v) => v.name === this.vault)) this.choose(this.vaults[0]?.name ?? "");
      if (!this.signedIn) live.start();
      this.count();
      this.remember(true);
      this.problem = undefined;
    } catch (e) {
      this.problem = asProblem(e);
      clearTimeout(this.waiting);
      // a server that starts or restarts is waited for; only a refusal ends the session
      if (this.problem.status !== 401) this.waiting = window.setTimeout(() => this.enter(), 3000);
    }
    this.requestUpdate();
  }

  /** Soon: many alerts that change at once are counted once. */
  private count() {
    this.counting ||= window.setTimeout(async () => {
      this.counting = 0;
      if (!this.vault) return;
      const vault = this.vault;
      const dashboard = await get<Dashboard>(url(["vaults", vault, "dashboard"])).catch(() => undefined);
      if (vault !== this.vault || !dashboard?.alerts) return;
      this.open = dashboard.alerts.critical + dashboard.alerts.warning;
      this.requestUpdate();
    }, 300);
  }

  private choose(vault: string) {
    this.vault = vault;
    this.open = 0;
    this.count();
    localStorage.setItem("vault", vault);
    this.requestUpdate();
  }

  private chooseByHand(e: Event) {
    this.choose((e.target as HTMLSelectElement).value);
    // an item or a job belongs to the vault that was left
    const [page, id] = route();
    if (id) location.hash = `#/${page}`;
  }

  private addToast(toast: Toast) {
    this.toasts = [...this.toasts, toast];
    setTimeout(() => {
      this.toasts = this.toasts.filter((t) => t !== toast);
      this.requestUpdate();
    }, toast.bad ? 12_000 : 6_000);
    this.requestUpdate();
  }

  render() {
    if (this.signedIn === undefined) return this.problem ? this.away() : nothing;
    return this.signedIn ? this.shell() : this.login();
  }

  private away() {
    return html`<div class="login">
      <div class="sheet">
        <div class="brand"><img src="/favicon.svg" alt="" /> Holdfast</div>
        ${problemNotice(this.problem)}
        <p class="live">Trying again …</p>
      </div>
    </div>`;
  }

  private login() {
    const signIn = async (e: SubmitEvent) => {
      e.preventDefault();
      const token = new FormData(e.target as HTMLFormElement).get("token");
      try {
        await post("/session", { token });
        this.refused = undefined;
        await this.enter();
      } catch (e) {
        const { status, code, message } = asProblem(e);
        // what a program should send instead does not help here
        this.refused = new Problem(status, code, message, [], []);
        this.requestUpdate();
      }
    };
    return html`<div class="login">
      <div class="sheet">
        <div class="brand"><img src="/favicon.svg" alt="" /> Holdfast</div>
        <form class="form" @submit=${signIn}>
          <label class="field">
            <span>Access token</span>
            <input name="token" type="password" autocomplete="current-password" required autofocus />
            <small>The first one is in <code>admin.token</code>, in the server's data folder.</small>
          </label>
          ${problemNotice(this.refused ?? (this.problem?.status === 401 ? undefined : this.problem))}
          <button class="primary">Sign in</button>
        </form>
      </div>
    </div>`;
  }

  private shell() {
    const [asked, id] = route();
    const page = this.vault || ((asked === "jobs" || asked === "alerts") && id) ? asked : "setup";
    const running = live.running(this.vault).length;
    return html`<div class="shell">
        <aside class="side">
          <a class="brand" href="#/dashboard"><img src="/favicon.svg" alt="" /> Holdfast</a>
          ${this.vaults.length
            ? html`<label>
                Vault
                <select @change=${this.chooseByHand}>
                  ${this.vaults.map((v) => html`<option value=${v.name} ?selected=${v.name === this.vault}>${v.name} · ${v.region}</option>`)}
                </select>
              </label>`
            : nothing}
          <nav>
            ${PAGES.map(
              ([name, title]) =>
                html`<a href="#/${name}" aria-current=${page === name ? "page" : "false"}
                  >${title}${name === "jobs" && running ? html`<span class="count" title="running now">${running}</span>` : nothing}${name === "alerts" && this.open ? html`<span class="count bad" title="open">${this.open}</span>` : nothing}</a
                >`,
            )}
          </nav>
          <div class="foot">
            <span class="live ${live.connected ? "on" : ""}">${live.connected ? "Live" : "Reconnecting …"}</span>
            <a href="/docs">API reference</a>
            <button class="link" @click=${this.signOut}>Sign out</button>
          </div>
        </aside>
        <main>${this.page(page, id)}</main>
      </div>
      <div class="toasts" role="status">
        ${this.toasts.map(
          (t) => html`<div class="toast ${t.bad ? "bad" : ""}"><span>${t.text}</span>${t.link ? html`<a href=${t.link.href}>${t.link.text}</a>` : nothing}</div>`,
        )}
      </div>`;
  }

  private async signOut() {
    await remove("/session").catch(() => {});
    this.remember(false);
    location.reload();
  }

  updated() {
    const [page] = route();
    const title = PAGES.find(([name]) => name === page)?.[1];
    document.title = this.signedIn && title ? `${title} · Holdfast` : "Holdfast";
  }

  private page(page: string, id: string | undefined) {
    if (page === "jobs" && id) return html`<hf-job .job=${id} .vault=${this.vault}></hf-job>`;
    if (page === "alerts" && id) return html`<hf-alert .alert=${id} .vault=${this.vault}></hf-alert>`;
    if (page === "setup") return html`<hf-setup .vault=${this.vault}></hf-setup>`;
    switch (page) {
      case "machines":
        return html`<hf-machines .vault=${this.vault}></hf-machines>`;
      case "items":
        return id ? html`<hf-item .vault=${this.vault} .item=${id}></hf-item>` : html`<hf-items .vault=${this.vault}></hf-items>`;
      case "alerts":
        return html`<hf-alerts .vault=${this.vault}></hf-alerts>`;
      case "jobs":
        return html`<hf-jobs .vault=${this.vault}></hf-jobs>`;
      default:
        return html`<hf-dashboard .vault=${this.vault}></hf-dashboard>`;
    }
  }
}

customElements.define("hf-app", HoldfastApp);
