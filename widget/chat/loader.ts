/**
 * The one script a customer embeds: `<script src="https://host/widget.js" data-inbox="default" defer></script>`.
 * Paints the launcher and loads the panel when somebody wants it. No Lit here: every page view pays for this file.
 */
import { brandRule } from '../shared/accent.js';
import { launcherStyles } from './launcher-styles.js';

/** Written in by the build: the panel's file, and "Open chat" by language; what else the button says, the panel knows. */
declare const __PANEL__: string;
declare const __WORDS__: Record<string, string>;

interface Panel extends HTMLElement {
  server: string;
  inbox: string;
  locale: string;
  open: boolean;
  /** What the launcher's button is called now. */
  label(unread: number): string;
}

const WORDS = __WORDS__;
const script = document.currentScript as HTMLScriptElement | null;
const source = script?.src ?? '';

class FrontdeskChat extends HTMLElement {
  #root = this.attachShadow({ mode: 'open' });
  #button = document.createElement('button');
  #badge = document.createElement('span');
  #brand = new CSSStyleSheet();
  #panel: Panel | undefined;
  #loading: Promise<unknown> | undefined;
  #unread = 0;

  connectedCallback(): void {
    if (this.#root.firstChild) return;
    const styles = new CSSStyleSheet();
    styles.replaceSync(launcherStyles);
    this.#root.adoptedStyleSheets = [styles, this.#brand];
    this.#button.type = 'button';
    this.#button.append(
      icon(
        'chat',
        'M13 4.5c5.2 0 9 3.4 9 7.8s-3.8 7.8-9 7.8c-1.1 0-2.2-.2-3.2-.5L5.2 21.5l1-3.8C4.8 16.3 4 14.4 4 12.3 4 7.9 7.8 4.5 13 4.5Z',
        'M9.2 12.3h.01M13 12.3h.01M16.8 12.3h.01',
      ),
      icon('close', 'm7 10 6 6 6-6'),
    );
    this.#badge.className = 'badge';
    this.#badge.hidden = true;
    this.#button.append(this.#badge);
    this.#root.append(this.#button);
    this.#button.addEventListener('click', () => this.toggle());
    for (const hint of ['pointerenter', 'focus']) {
      this.#button.addEventListener(hint, () => this.#load(), { once: true, passive: true });
    }
    const kept = this.#kept();
    this.#paint(this.getAttribute('accent') ?? kept.accent);
    this.#name();
    // A conversation is under way: the badge has to tell what came meanwhile, and on a wide screen the panel comes back.
    if (kept.conversationId || kept.outbox?.length) {
      const idle = globalThis.requestIdleCallback ?? setTimeout;
      idle(() =>
        innerWidth >= 480 && quietly(() => sessionStorage.getItem('frontdesk:open')) ? this.#show(false) : this.#load(),
      );
    }
  }

  get server(): string {
    return (this.getAttribute('server') ?? new URL(source, location.href).origin).replace(/\/+$/, '');
  }

  get inbox(): string {
    return this.getAttribute('inbox') ?? 'default';
  }

  /** The wanted languages in order: the attribute, the page's, the browser's. The panel takes the first it has. */
  get locale(): string {
    return [this.getAttribute('locale'), document.documentElement.lang, ...navigator.languages]
      .filter(Boolean)
      .join(',');
  }

  /** Opens the panel and puts the focus into it. */
  open(): void {
    this.#show(true);
  }

  close(): void {
    if (!this.#panel?.open) return;
    this.#panel.open = false;
    this.toggleAttribute('opened', false);
    this.#remember(false);
    this.#name();
    this.#button.focus();
  }

  toggle(): void {
    if (this.hasAttribute('opened')) this.close();
    else this.open();
  }

  async #show(focus: boolean): Promise<void> {
    this.toggleAttribute('opened', true);
    this.#name();
    try {
      await this.#load();
    } catch {
      // The file could not be fetched; the next press tries again.
      this.toggleAttribute('opened', false);
      this.#name();
      return;
    }
    if (!this.#panel || !this.hasAttribute('opened')) return;
    this.#panel.toggleAttribute('quiet', !focus);
    this.#panel.open = true;
    this.#name();
    this.#remember(true);
  }

  #load(): Promise<unknown> {
    this.#loading ??= import(/* @vite-ignore */ new URL(__PANEL__, source || `${this.server}/`).href).then(
      () => this.#panel ?? this.#addPanel(),
      (error) => {
        this.#loading = undefined;
        throw error;
      },
    );
    this.#loading.catch(() => {});
    return this.#loading;
  }

  #addPanel(): void {
    const panel = document.createElement('frontdesk-panel') as Panel;
    Object.assign(panel, { server: this.server, inbox: this.inbox, locale: this.locale });
    panel.addEventListener('fd-close', () => this.close());
    panel.addEventListener('fd-words', () => this.#name());
    panel.addEventListener('fd-accent', (event) =>
      this.#paint(this.getAttribute('accent') ?? (event as CustomEvent).detail),
    );
    panel.addEventListener('fd-unread', (event) => {
      this.#unread = (event as CustomEvent).detail;
      this.#badge.textContent = this.#unread > 9 ? '9+' : String(this.#unread);
      this.#badge.hidden = this.#unread === 0;
      this.#name();
    });
    this.#root.prepend(panel);
    this.#panel = panel;
    this.#name();
  }

  #paint(accent: string | null | undefined): void {
    this.#brand.replaceSync(brandRule(accent ?? undefined) ?? '');
  }

  #name(): void {
    const wanted = this.locale.split(',').map((tag) => WORDS[tag.toLowerCase().split('-')[0] as string]);
    const label = this.#panel?.label(this.#unread) ?? wanted.find(Boolean) ?? (WORDS.en as string);
    this.#button.setAttribute('aria-label', label);
    this.#button.setAttribute('aria-expanded', String(this.hasAttribute('opened')));
  }

  /** What the panel keeps in this browser, see widget/shared/store.ts. */
  #kept(): { conversationId?: string; accent?: string; outbox?: unknown[] } {
    return quietly(() => JSON.parse(localStorage.getItem(`frontdesk:${this.server}:${this.inbox}`) as string)) ?? {};
  }

  #remember(open: boolean): void {
    quietly(() => sessionStorage.setItem('frontdesk:open', open ? '1' : ''));
  }
}

/** The browser may forbid its storage: then nothing is remembered. */
function quietly<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}

/** Made node by node: a page with Trusted Types refuses strings of markup. */
function icon(name: string, ...paths: string[]): SVGElement {
  const make = (tag: string, attributes: Record<string, string>) => {
    const node = document.createElementNS('http://www.w3.org/2000/svg', tag);
    for (const key in attributes) node.setAttribute(key, attributes[key] as string);
    return node;
  };
  const svg = make('svg', { class: name, viewBox: '0 0 26 26', 'aria-hidden': 'true' });
  svg.append(...paths.map((d) => make('path', { d })));
  return svg;
}

if (!customElements.get('frontdesk-chat')) {
  customElements.define('frontdesk-chat', FrontdeskChat);
  const add = () => {
    // Written by hand somewhere on the page: then that is the one.
    if (document.querySelector('frontdesk-chat')) return;
    const element = document.createElement('frontdesk-chat');
    for (const name of ['inbox', 'locale', 'accent', 'server']) {
      const value = script?.dataset[name];
      if (value) element.setAttribute(name, value);
    }
    document.body.append(element);
  };
  if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', add);
  else add();
}
