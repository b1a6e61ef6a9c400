/**
 * The rest of <frontdesk-chat>, fetched together with the panel: puts the panel in, does what was asked before it was
 * here, and tells the page what happens.
 */
import { brandRule } from '../shared/accent.js';
import { fitting } from './context.js';
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
  shell: Shell;
  panel: FrontdeskPanel;
  /** Puts another panel in the place of this one, over another record: nothing of the old one is in its memory. */
  renew: (kept: Kept) => FrontdeskPanel;
  emit: (type: string, detail?: unknown) => void;
}

const PARTS = 'panel,header,messages,bubble,composer';

const styles = `
.badge{position:absolute;inset-block-start:-3px;inset-inline-end:-3px;min-inline-size:22px;block-size:22px;padding-inline:6px;box-sizing:border-box;
border-radius:11px;background:#b3261e;color:#fff;border:2px solid var(--r);font:650 12px/18px system-ui,sans-serif;text-align:center}
.badge[hidden],:host([open]) .badge{display:none}
svg{grid-area:1/1;transition:opacity 140ms}
.close,:host([open]) svg{opacity:0}
:host([open]) .close{opacity:1}
@media (prefers-reduced-motion:reduce){svg{transition:none}}
@media (forced-colors:active){.badge{border-color:ButtonText}}`;

export function mount(shell: Shell): Host {
  const { root, button } = shell;
  const badge = document.createElement('span');
  const sheet = new CSSStyleSheet();
  const brand = new CSSStyleSheet();
  sheet.replaceSync(styles);
  root.adoptedStyleSheets.push(sheet, brand);
  const close = (button.firstChild as SVGElement).cloneNode(true) as SVGElement;
  close.setAttribute('class', 'close');
  (close.firstChild as SVGElement).setAttribute('d', 'm7 10 6 6 6-6');
  badge.className = 'badge';
  badge.part = 'badge';
  badge.hidden = true;
  button.append(close, badge);
  let unread = 0;
  let accent: string | undefined;
  let state: string | undefined;
  let opener: HTMLElement | undefined;
  let panel!: FrontdeskPanel;

  const emit = (type: string, detail?: unknown) => {
    shell.dispatchEvent(new CustomEvent(`frontdesk:${type}`, { bubbles: true, composed: true, detail }));
  };
  const name = () => button.setAttribute('aria-label', panel.label(unread));

  function add(): FrontdeskPanel {
    const made = document.createElement('frontdesk-panel') as FrontdeskPanel;
    // The language is chosen once, from the page as it is now.
    Object.assign(made, { server: shell.server, inbox: shell.inbox, locale: panel?.locale ?? shell.locale });
    made.setAttribute('exportparts', PARTS);
    made.addEventListener('fd-close', () => shell.close());
    made.addEventListener('fd-words', name);
    made.addEventListener('fd-accent', (event) => {
      accent = (event as CustomEvent).detail;
      paint();
    });
    made.addEventListener('fd-update', watch(made));
    made.addEventListener('fd-unread', (event) => {
      unread = (event as CustomEvent<number>).detail;
      badge.textContent = unread > 9 ? '9+' : `${unread}`;
      badge.hidden = unread === 0;
      name();
      emit('unread', { count: unread });
    });
    return made;
  }

  /** The site's colour, else the inbox's, each with contrast enough. The next page has it before the panel is there. */
  function paint(): void {
    const own = shell.getAttribute('accent');
    const rule = brandRule(own ?? accent);
    if (rule) brand.replaceSync(rule);
    if (rule && !own) quietly(() => localStorage.setItem(`${shell.key}:brand`, rule));
  }

  /** Compares what the panel shows with what the page was told. A history that is read is no news. */
  function watch(of: FrontdeskPanel): () => void {
    let seq: number | undefined;
    let history = false;
    let problem: string | undefined;
    let waiting = 0;
    return () => {
      const { chat } = of;
      if (!chat || of !== panel) return;
      const { view } = chat;
      if (chat.problem !== problem) {
        problem = chat.problem;
        if (problem) emit('error', { code: problem });
      }
      if (chat.loading) {
        history = true;
        return;
      }
      if (view.conversation?.state !== state) {
        state = view.conversation?.state;
        emit('state', { state: state ?? null, conversationId: view.conversation?.id ?? null });
      }
      const last = view.events.at(-1)?.seq ?? 0;
      const before = seq ?? (history ? last : 0);
      history = false;
      for (const event of view.events)
        if (event.seq > before && event.type === 'message')
          emit('message', { role: event.role, text: event.text, seq: event.seq });
      seq = view.conversation ? last : undefined;
      // The page may have moved on without telling anybody.
      if (view.outbox.length > waiting) visit();
      waiting = view.outbox.length;
    };
  }

  /** Where an agent finds the visitor: told when it changes, where there is a conversation to tell it to. */
  let told: unknown;
  const visit = () => {
    const page = panel.context.page;
    if (page === told) return;
    told = page;
    if (page !== undefined) panel.chat?.tell({ page });
  };

  const sync = () => {
    const { opened, focusing: focus } = shell;
    shell.focusing = false;
    panel.setAttribute('theme', shell.getAttribute('theme') ?? '');
    paint();
    if (opened !== panel.open) {
      panel.toggleAttribute('quiet', !focus);
      if (opened) opener = document.activeElement as HTMLElement;
      panel.open = opened;
      // Back to where he came from; but nobody is called away from what he does on the page.
      if (!opened && root.activeElement) (shell.getAttribute('launcher') === 'hidden' ? opener : button)?.focus();
      quietly(() => sessionStorage.setItem(`${shell.key}:open`, opened ? '1' : ''));
      emit(opened ? 'open' : 'close');
    } else if (opened && focus) panel.focus();
    name();
  };

  const context: Context = {
    shell,
    emit,
    get panel() {
      return panel;
    },
    renew(kept) {
      const { chat, open } = panel;
      // What the old one has under way ends without leaving a trace.
      if (chat) chat.store.update = () => chat.store.read();
      quietly(() => localStorage.setItem(shell.key, JSON.stringify(kept)));
      const old = panel;
      panel = add();
      panel.identity = old.identity;
      panel.context = old.context;
      panel.open = open;
      old.replaceWith(panel);
      told = undefined;
      name();
      return panel;
    },
  };

  /** One after the other: what is said after an identity is said by that person. */
  let turn = Promise.resolve();
  const calls: Record<string, (...args: never[]) => unknown> = {
    send: (text: string) => panel.chat?.send(`${text}`),
    setContext(fields: Record<string, unknown>) {
      const { fit, wrong } = fitting(fields);
      for (const key in fit)
        Object.defineProperty(panel.context, key, {
          value: fit[key],
          enumerable: true,
          configurable: true,
          writable: true,
        });
      panel.chat?.tell(fit);
      const message = `setContext: ${wrong} left out; a value is a text, a number, true, false or null, and a name has at most 64 characters.`;
      if (wrong.length) throw Object.assign(new Error(message), { code: 'context_invalid' });
    },
    identify: async (token: string | null) => (await import('./identify.js')).identify(context, token),
    reset: async () => (await import('./identify.js')).reset(context),
  };
  const call = (method: string, args: unknown[]) => {
    turn = turn
      .then(() => calls[method]?.(...(args as never[])) as undefined)
      .catch(({ code = 'failed', message }) => emit('error', { code, message }));
  };

  panel = add();
  root.prepend(panel);
  told = panel.chat?.store.read().conversationId ? undefined : panel.context.page;
  const { navigation } = globalThis as { navigation?: EventTarget };
  if (navigation) navigation.addEventListener('currententrychange', visit);
  else addEventListener('popstate', visit);
  emit('ready');
  for (const [method, args] of shell.calls.splice(0)) call(method, args);
  sync();
  return { sync, call };
}

/** A browser that forbids its storage remembers nothing; that is all. */
function quietly(work: () => void): void {
  try {
    work();
  } catch {
    // As said.
  }
}
