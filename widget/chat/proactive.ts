/**
 * Says the first word where an inbox wants that: a sentence beside the launcher, on the pages and at the moment its
 * rules name. Loaded by the loader when the page is idle, only where the embedding page says `proactive` and nobody is
 * in a conversation. What is said is in no log; where the visitor answers it, the conversation knows which sentence it
 * was.
 */

import type { ProactiveRule } from '../../services/wire/inboxes.js';
import { requestTo } from '../shared/api.js';
import { pickLocale } from '../shared/texts.js';
import type { Chat } from './element.js';
import { greet } from './greet.js';
import { openStore, type Store, storeKey } from './link/store.js';
import { showBubble } from './proactive-bubble.js';
import { onPage, toSay } from './proactive-rules.js';

/** Written in by the build: what the cross is called, by language. */
declare const __DISMISS__: Record<string, string>;

const SESSION = 'frontdesk:said';

/** What one page remembers while it looks for the moment to speak. */
interface State {
  readonly host: Chat;
  readonly root: ShadowRoot;
  readonly store: Store;
  readonly rules: readonly ProactiveRule[];
  readonly locale: string;
  /** What the cross is called. */
  readonly dismiss: string;
  /** The page that is looked at, and since when. */
  path: string;
  since: number;
  shown: { rule: ProactiveRule; remove: () => void } | undefined;
  /** Ends the looking. */
  stop: () => void;
}

export async function speakFirst(host: Chat, words = __DISMISS__): Promise<void> {
  const { server, inbox, shadowRoot: root } = host;
  const store = openStore(storeKey(server, inbox));
  // A site with a button of its own speaks for itself.
  if (store.read().quiet || !root || host.getAttribute('launcher') === 'hidden') return;
  const locale = pickLocale(host.locale.split(','), ['en', ...Object.keys(words)]);
  const query = `inbox=${encodeURIComponent(inbox)}&locale=${locale}`;
  const { proactive: rules } = await requestTo<'GET /v1/widget-config'>(`${server}/v1/widget-config?${query}`);
  if (rules.length === 0 || host.hasAttribute('open')) return;
  const state: State = {
    ...{ host, root, store, rules, locale, dismiss: words[locale] ?? '' },
    ...{ path: '', since: 0, shown: undefined },
    stop: () => {
      hide(state);
      clearInterval(clock);
      watch.disconnect();
    },
  };
  // Never over an open chat; who opened it needs no invitation.
  const watch = new MutationObserver(() => host.hasAttribute('open') && state.stop());
  watch.observe(host, { attributeFilter: ['open'] });
  // Once a second: a site that changes its pages by script tells nobody of it in a way that all browsers have.
  const clock = setInterval(() => look(state), 1_000);
  look(state);
}

/** Says what there is to say here and now. */
function look(state: State): void {
  const { host, store, rules } = state;
  if (!host.isConnected) state.stop();
  if (!host.isConnected || document.hidden) return;
  if (location.pathname !== state.path) {
    state.path = location.pathname;
    state.since = Date.now();
    if (state.shown && !onPage(state.shown.rule, state.path)) hide(state);
  }
  if (state.shown) return;
  const { scrollHeight, clientHeight } = document.documentElement;
  const room = scrollHeight - clientHeight;
  const seen = {
    path: state.path,
    seconds: (Date.now() - state.since) / 1_000,
    scrolled: room > 0 ? Math.round((100 * scrollY) / room) : 100,
  };
  const rule = toSay(rules, seen, (rule) => said(store, rule));
  if (rule) say(state, rule);
}

function say(state: State, rule: ProactiveRule): void {
  const { host, root, store, locale, dismiss } = state;
  const text = greet(rule.text, store.read().form?.answers.name);
  remember(store, rule);
  const remove = showBubble(root, {
    text,
    close: dismiss,
    lang: locale,
    onOpen: () => {
      store.update((kept) => {
        kept.said = text;
      });
      state.stop();
      host.open();
    },
    onClose: () => {
      store.update((kept) => {
        kept.quiet = true;
      });
      state.stop();
    },
  });
  state.shown = { rule, remove };
}

function hide(state: State): void {
  state.shown?.remove();
  state.shown = undefined;
}

function said(store: Store, { id, once }: ProactiveRule): boolean {
  return once === 'visitor' ? store.read().heard?.includes(id) === true : session().includes(id);
}

function remember(store: Store, { id }: ProactiveRule): void {
  store.update((kept) => {
    kept.heard = [...new Set([...(kept.heard ?? []), id])].slice(-50);
  });
  quietly(() => sessionStorage.setItem(SESSION, [...session(), id].join()));
}

/** The sentences that were said in this session. */
const session = (): string[] => quietly(() => sessionStorage.getItem(SESSION)?.split(',')) ?? [];

/** The browser may forbid its storage. */
function quietly<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}
