/**
 * The rest of <frontdesk-chat>, fetched together with the panel: puts the panel in, does what was asked before it was
 * here, and tells the page what happens.
 */
import { brandRule } from '../shared/accent.js';
import { fitting } from './context.js';
import { hostStyles } from './host.styles.js';
import type { Kept } from './link/store.js';
import type { FrontdeskPanel } from './panel.js';

/** What the launcher's element hands over. */
export interface Shell extends HTMLElement {
  readonly root: ShadowRoot;
  readonly button: HTMLButtonElement;
  /** What was asked for so far, in order. */
  calls: [name: string, args: unknown[]][];
  readonly key: string;
  readonly server: string;
  readonly inbox: string;
  readonly locale: string;
  readonly opened: boolean;
  /** A person asked for it: the focus goes along. */
  focusing: boolean;
  close(): void;
}

export interface Host {
  /** The panel as the attributes say. */
  sync(): void;
  call(name: string, args: unknown[]): void;
}

/** What identify.ts works on. */
export interface Context {
  readonly shell: Shell;
  panel: FrontdeskPanel;
  /** Puts another panel in the place of this one, over another record: nothing of the old one is in its memory. */
  renew: (kept: Kept) => void;
}

const PARTS = 'panel,header,messages,bubble,composer';

/** What is known beside the attributes, from one panel to the next. */
interface State extends Context {
  readonly badge: HTMLElement;
  readonly brand: CSSStyleSheet;
  unread: number;
  /** The inbox's colour. */
  accent?: string;
  /** The conversation's state, as the page was told it. */
  told?: string;
  /** The page that an agent was told of last. */
  page?: unknown;
  /** What had the focus when the panel opened. */
  opener?: HTMLElement;
}

export function mount(shell: Shell): Host {
  const panel = document.createElement('frontdesk-panel');
  const state: State = { shell, panel, unread: 0, ...decorate(shell), renew: (kept) => renew(state, kept) };
  furnish(state, shell.locale);
  shell.root.prepend(panel);
  if (!panel.chat?.store.read().conversationId) state.page = panel.context.page;
  const onMove = () => visit(state);
  // Not in every browser.
  if (globalThis.navigation) navigation.addEventListener('currententrychange', onMove);
  else addEventListener('popstate', onMove);
  emit('ready', shell);
  /** One after the other: what is said after an identity is said by that person. */
  let turn = Promise.resolve<unknown>(0);
  const call: Host['call'] = (method, [given]) => {
    turn = turn
      .then(() => calls[method]?.(state, given))
      .catch(({ code = 'failed', message }) => emit('error', shell, { code, message }));
  };
  for (const [method, args] of shell.calls.splice(0)) call(method, args);
  sync(state);
  return { sync: () => sync(state), call };
}

/** The launcher's button gets its cross and its badge. */
function decorate({ root, button }: Shell): Pick<State, 'badge' | 'brand'> {
  const sheet = new CSSStyleSheet();
  const brand = new CSSStyleSheet();
  sheet.replaceSync(hostStyles);
  root.adoptedStyleSheets.push(sheet, brand);
  // The launcher's icon, which element.ts has put there.
  const close = (button.firstChild as SVGElement).cloneNode(true) as SVGElement;
  close.setAttribute('class', 'close');
  close.firstElementChild?.setAttribute('d', 'm7 10 6 6 6-6');
  const badge = document.createElement('span');
  badge.className = 'badge';
  badge.part = 'badge';
  badge.hidden = true;
  button.append(close, badge);
  return { badge, brand };
}

/** Tells the page. */
function emit(type: string, shell: Shell, detail?: unknown): void {
  shell.dispatchEvent(new CustomEvent(`frontdesk:${type}`, { bubbles: true, composed: true, detail }));
}

const name = ({ shell, panel, unread }: State) => shell.button.setAttribute('aria-label', panel.label(unread));

/** The panel that is new gets what it shows, and is listened to. */
function furnish(state: State, locale: string): void {
  const { shell, panel, badge } = state;
  const { server, inbox } = shell;
  Object.assign(panel, { server, inbox, locale });
  panel.setAttribute('exportparts', PARTS);
  panel.addEventListener('fd-close', () => shell.close());
  panel.addEventListener('fd-words', () => name(state));
  panel.addEventListener('fd-accent', ({ detail }) => {
    state.accent = detail;
    paint(state);
  });
  panel.addEventListener('fd-update', watch(state));
  panel.addEventListener('fd-unread', ({ detail: count }) => {
    state.unread = count;
    badge.textContent = count > 9 ? '9+' : `${count}`;
    badge.hidden = count === 0;
    name(state);
    emit('unread', shell, { count });
  });
}

/** The site's colour, else the inbox's, each with contrast enough. The next page has it before the panel is there. */
function paint({ shell, accent, brand }: State): void {
  const own = shell.getAttribute('accent');
  const rule = brandRule(own ?? accent);
  if (rule) brand.replaceSync(rule);
  if (rule && !own) quietly(() => localStorage.setItem(`${shell.key}:brand`, rule));
}

/** Compares what the panel shows with what the page was told. A history that is read is no news. */
function watch(state: State): () => void {
  const { shell, panel } = state;
  let seq: number | undefined;
  let history = false;
  let problem: string | undefined;
  let waiting = 0;
  return () => {
    const { chat } = panel;
    if (!chat || panel !== state.panel) return;
    const { conversation, events, outbox } = chat.view;
    if (chat.problem !== problem) {
      problem = chat.problem;
      if (problem) emit('error', shell, { code: problem });
    }
    if (chat.loading) {
      history = true;
      return;
    }
    if (conversation?.state !== state.told) {
      state.told = conversation?.state;
      emit('state', shell, { state: state.told ?? null, conversationId: conversation?.id ?? null });
    }
    const last = events.at(-1)?.seq ?? 0;
    const before = seq ?? (history ? last : 0);
    history = false;
    for (const { seq, type, role, text } of events)
      if (seq > before && type === 'message') emit('message', shell, { role, text, seq });
    seq = conversation ? last : undefined;
    // The page may have moved on without telling anybody.
    if (outbox.length > waiting) visit(state);
    waiting = outbox.length;
  };
}

/** Where an agent finds the visitor: told when it changes, where there is a conversation to tell it to. */
function visit(state: State): void {
  const { page } = state.panel.context;
  if (page === state.page) return;
  state.page = page;
  if (page !== undefined) state.panel.chat?.tell({ page });
}

function sync(state: State): void {
  const { shell, panel } = state;
  const { root, button, opened, focusing: focus } = shell;
  shell.focusing = false;
  panel.setAttribute('theme', shell.getAttribute('theme') ?? '');
  paint(state);
  if (opened !== panel.open) {
    panel.toggleAttribute('quiet', !focus);
    // Whatever has the focus can take it back.
    if (opened) state.opener = document.activeElement as HTMLElement;
    panel.open = opened;
    // Back to where they came from; but nobody is called away from what they do on the page.
    if (!opened && root.activeElement) (shell.getAttribute('launcher') === 'hidden' ? state.opener : button)?.focus();
    quietly(() => sessionStorage.setItem(`${shell.key}:open`, opened ? '1' : ''));
    emit(opened ? 'open' : 'close', shell);
  } else if (opened && focus) panel.focus();
  name(state);
}

function renew(state: State, kept: Kept): void {
  const { shell, panel: old } = state;
  const { chat, open, identity, context } = old;
  // What the old one has under way ends without leaving a trace.
  if (chat) chat.store.update = () => chat.store.read();
  quietly(() => localStorage.setItem(shell.key, JSON.stringify(kept)));
  const panel = document.createElement('frontdesk-panel');
  state.panel = panel;
  // The language is chosen once, from the page as it was then.
  furnish(state, old.locale);
  Object.assign(panel, { identity, context, open });
  old.replaceWith(panel);
  state.page = undefined;
  name(state);
}

/** What the page may call, each with one argument at most, which may be anything. */
const calls: Record<string, (state: State, given: unknown) => unknown> = {
  send: ({ panel }, text) => panel.chat?.send(`${text}`),
  setContext({ panel }, fields) {
    const { fit, wrong } = fitting(fields);
    for (const key in fit)
      Object.defineProperty(panel.context, key, {
        value: fit[key],
        enumerable: true,
        configurable: true,
        writable: true,
      });
    panel.chat?.tell(fit);
    const message =
      `setContext: ${wrong} left out; a value is a text, a number, true, false or null, ` +
      'and a name has at most 64 characters.';
    if (wrong.length) throw Object.assign(new Error(message), { code: 'context_invalid' });
  },
  identify: async (state, token) => (await import('./identify.js')).identify(state, token),
  reset: async (state) => (await import('./identify.js')).reset(state),
};

/** A browser that forbids its storage remembers nothing; that is all. */
function quietly(work: () => void): void {
  try {
    work();
  } catch {
    // As said.
  }
}
