/**
 * <frontdesk-chat>, as much of it as every page view pays for: paints the launcher, and keeps what it is asked until
 * the rest is here (host.ts and the panel), which is fetched when somebody wants it. No Lit.
 */
import type { Host, Shell } from './host.js';
import { launcherStyles } from './launcher.styles.js';
import { icon } from './launcher-icon.js';

/** Written in by the build: "Open chat" by language; what else the button says, the panel knows. */
declare const __WORDS__: Record<string, string> & { en: string };

const WORDS = __WORDS__;
const TAG = 'frontdesk-chat';
/** Each is a property, too. */
export const ATTRIBUTES = [
  'server',
  'inbox',
  'locale',
  'accent',
  'theme',
  'position',
  'launcher',
  'proactive',
] as const;

export type Chat = HTMLElement & { server: string; inbox: string; locale: string; open(): void };

export const chats = (): FrontdeskChat[] => [...document.querySelectorAll<FrontdeskChat>(TAG)];

/** Fetches host.ts and the panel, and proactive.ts. Set once, before there is any chat. */
let load: () => Promise<{ mount(shell: Shell): Host }>;
let speak: () => Promise<{ speakFirst(chat: Chat): Promise<void> }>;

/**
 * `home` is the server where no attribute names one; `loadRest` fetches host.ts and the panel, `loadSpeech`
 * proactive.ts.
 */
export function defineChat(home: string | undefined, loadRest: typeof load, loadSpeech: typeof speak): void {
  if (customElements.get(TAG)) return;
  load = loadRest;
  speak = loadSpeech;
  const { prototype } = FrontdeskChat;
  /**
   * What an attribute that is not there means. The wanted languages in order: the page's, the browser's; the panel
   * takes the first it has.
   */
  const missing: Record<string, () => string> = {
    server: () => home ?? location.origin,
    inbox: () => 'default',
    locale: () => [document.documentElement.lang, ...navigator.languages].join(),
  };
  for (const name of ATTRIBUTES)
    Object.defineProperty(prototype, name, {
      get(this: HTMLElement) {
        return this.getAttribute(name) ?? missing[name]?.() ?? '';
      },
      set(this: HTMLElement, value: string | null | undefined) {
        if (value) this.setAttribute(name, value);
        else this.removeAttribute(name);
      },
    });
  for (const name of ['identify', 'setContext', 'send', 'reset'])
    Object.assign(prototype, {
      [name](this: FrontdeskChat, ...args: unknown[]) {
        this.call(name, args);
      },
    });
  customElements.define(TAG, FrontdeskChat);
  document.addEventListener('click', onClick);
}

/** What on the page says `data-frontdesk-open` opens the chat of that inbox, or the first. */
function onClick({ target }: MouseEvent): void {
  // A click on the document itself has nothing to ask.
  const opener = (target as Element).closest?.<HTMLElement>('[data-frontdesk-open]');
  // React writes "true" where an attribute has no value.
  const wanted = opener?.dataset.frontdeskOpen?.replace('true', '');
  if (opener)
    chats()
      .find((chat) => !wanted || chat.inbox === wanted)
      ?.open();
}

/** Where there is no browser this file is read, too, by a server that renders with the package. */
class FrontdeskChat extends (globalThis.HTMLElement ?? Object) implements Shell {
  static observedAttributes = ['open', 'accent', 'theme', 'position', 'launcher'];
  declare server: string;
  declare inbox: string;
  declare locale: string;
  declare accent: string;
  declare theme: string;
  declare position: string;
  declare launcher: string;
  declare proactive: string;
  readonly root = this.attachShadow({ mode: 'open' });
  readonly button = document.createElement('button');
  calls: [string, unknown[]][] = [];
  focusing = false;
  #brand = new CSSStyleSheet();
  #host: Host | undefined;
  #loading: Promise<unknown> | undefined;

  connectedCallback(): void {
    const { root, button } = this;
    // Whoever came first with this inbox is the one; a second would be a second launcher on the same conversation.
    if (root.firstChild || chats().some((chat) => chat.root?.firstChild && chat.key === this.key)) return;
    // Set by a framework before this script was here: taken from the element, so that the prototype's is seen.
    for (const name of ATTRIBUTES)
      if (Object.hasOwn(this, name)) {
        const value = this[name];
        // What is declared can be deleted only where it may be missing.
        delete (this as Partial<this>)[name];
        this[name] = value;
      }
    const styles = new CSSStyleSheet();
    styles.replaceSync(launcherStyles);
    root.adoptedStyleSheets = [styles, this.#brand];
    // A sandboxed frame without an origin of its own: no storage, and no server that would let it in.
    if (origin === 'null') {
      const sorry = document.createElement('p');
      sorry.textContent = 'The chat cannot run in this frame.';
      root.append(sorry);
      return;
    }
    button.type = 'button';
    button.part = 'launcher';
    button.append(icon());
    // What is split has a first part.
    const wanted = this.locale.split(',').map((tag) => WORDS[tag.toLowerCase().split('-')[0] as string]);
    button.setAttribute('aria-label', wanted.find(Boolean) ?? WORDS.en);
    root.append(button);
    button.onclick = () => this.toggle();
    button.onpointerenter = button.onfocus = () => this.#load();
    this.#paint();
    this.#begin();
    for (const [name, args] of this.calls.splice(0)) this.call(name, args);
    this.#sync();
  }

  /**
   * Where a conversation is under way, the badge has to tell what came meanwhile, and on a wide screen the panel comes
   * back; else an inbox may speak first.
   */
  #begin(): void {
    // Nothing is kept yet: `JSON.parse(null)` is null.
    const kept = quietly(() => JSON.parse(localStorage.getItem(this.key) as string)) ?? {};
    const talking = kept.conversationId || kept.outbox?.length;
    if (!talking && !this.hasAttribute('proactive')) return;
    const idle = globalThis.requestIdleCallback ?? setTimeout;
    idle(() => {
      // Where the server cannot be asked nothing is said.
      if (!talking)
        speak()
          .then(({ speakFirst }) => speakFirst(this))
          .catch(() => {});
      else if (innerWidth >= 480 && quietly(() => sessionStorage.getItem(`${this.key}:open`)))
        this.toggleAttribute('open', true);
      else this.#load();
    });
  }

  /** Gone and not merely moved: another one with this inbox may be waiting for its place. */
  disconnectedCallback(): void {
    setTimeout(() => {
      if (!this.isConnected) for (const chat of chats()) chat.connectedCallback();
    });
  }

  attributeChangedCallback(): void {
    this.#paint();
    this.#sync();
  }

  get key(): string {
    return `frontdesk:${this.server}:${this.inbox}`;
  }

  get opened(): boolean {
    return this.hasAttribute('open');
  }

  /** Opens the panel and puts the focus into it. */
  open(): void {
    this.focusing = true;
    this.toggleAttribute('open', true);
    this.#sync();
  }

  close(): void {
    this.toggleAttribute('open', false);
  }

  toggle(): void {
    if (this.opened) this.close();
    else this.open();
  }

  call(name: string, args: unknown[]): void {
    if (this.#host) this.#host.call(name, args);
    else this.calls.push([name, args]);
    if (name === 'send') this.#load();
    // Whoever signs out may leave the page at once.
    if (name === 'reset') quietly(() => localStorage.removeItem(this.key));
  }

  /** As the panel worked it out on an earlier page; else near enough, black or white on it by its lightness. */
  #paint(): void {
    const accent = this.getAttribute('accent');
    const on = `oklch(from ${accent} clamp(0,(.65 - l)*99,1) 0 0)`;
    this.#brand.replaceSync(
      accent
        ? `:host{--fd-brand:${accent};--fd-brand-dark:${accent};--fd-on-brand:${on};--fd-on-brand-dark:${on}}`
        : (quietly(() => localStorage.getItem(`${this.key}:brand`)) ?? ''),
    );
  }

  #sync(): void {
    if (!this.button.isConnected) return;
    this.button.setAttribute('aria-expanded', `${this.opened}`);
    if (this.#host) this.#host.sync();
    else if (this.opened) this.#load();
  }

  #load(): void {
    if (!this.button.isConnected) return;
    this.#loading ??= load().then(
      ({ mount }) => {
        this.#host = mount(this);
      },
      () => {
        // It could not be fetched; the next press tries again.
        this.#loading = undefined;
        this.close();
      },
    );
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
