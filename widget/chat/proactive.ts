/**
 * Says the first word where an inbox wants that: a sentence beside the launcher, on the pages and at the moment its rules
 * name. Loaded by the loader when the page is idle, only where the embedding page says `proactive` and nobody is in a
 * conversation. What is said is in no log; where the visitor answers it, the conversation knows which sentence it was.
 */

import type { ProactiveRule } from '../../services/wire/inboxes.js';
import { requestTo } from '../shared/api.js';
import { pickLocale } from '../shared/texts.js';
import type { Chat } from './element.js';
import { greet } from './greet.js';
import { openStore, storeKey } from './link/store.js';
import { showBubble } from './proactive-bubble.js';
import { onPage, toSay } from './proactive-rules.js';

/** Written in by the build: what the cross is called, by language. */
declare const __DISMISS__: Record<string, string>;

const SESSION = 'frontdesk:said';

export async function speakFirst(host: Chat, words = __DISMISS__): Promise<void> {
  const { server, inbox } = host;
  const store = openStore(storeKey(server, inbox));
  // A site with a button of its own speaks for itself.
  if (store.read().quiet || !host.shadowRoot || host.getAttribute('launcher') === 'hidden') return;
  const locale = pickLocale(host.locale.split(','), ['en', ...Object.keys(words)]);
  const query = `inbox=${encodeURIComponent(inbox)}&locale=${locale}`;
  const { proactive } = await requestTo<'GET /v1/widget-config'>(`${server}/v1/widget-config?${query}`);
  if (proactive.length === 0 || host.hasAttribute('open')) return;

  let path = '';
  let since = 0;
  let shown: { rule: ProactiveRule; remove: () => void } | undefined;
  const hide = () => {
    shown?.remove();
    shown = undefined;
  };
  const stop = () => {
    hide();
    clearInterval(clock);
    watch.disconnect();
  };
  // Never over an open chat; who opened it needs no invitation.
  const watch = new MutationObserver(() => host.hasAttribute('open') && stop());
  watch.observe(host, { attributeFilter: ['open'] });

  const said = ({ id, once }: ProactiveRule): boolean =>
    once === 'visitor' ? store.read().heard?.includes(id) === true : session().includes(id);
  const remember = ({ id }: ProactiveRule) => {
    store.update((kept) => {
      kept.heard = [...new Set([...(kept.heard ?? []), id])].slice(-50);
    });
    quietly(() => sessionStorage.setItem(SESSION, [...session(), id].join()));
  };
  const say = (rule: ProactiveRule) => {
    const text = greet(rule.text, store.read().form?.answers.name);
    remember(rule);
    shown = {
      rule,
      remove: showBubble(host.shadowRoot as ShadowRoot, {
        text,
        close: words[locale] as string,
        lang: locale,
        onOpen: () => {
          store.update((kept) => {
            kept.said = text;
          });
          stop();
          host.open();
        },
        onClose: () => {
          store.update((kept) => {
            kept.quiet = true;
          });
          stop();
        },
      }),
    };
  };

  /** Looks once a second: a site that changes its pages by script tells nobody of it in a way that all browsers have. */
  const look = () => {
    if (!host.isConnected) return stop();
    if (document.hidden) return;
    if (location.pathname !== path) {
      path = location.pathname;
      since = Date.now();
      if (shown && !onPage(shown.rule, path)) hide();
    }
    if (shown) return;
    const { scrollHeight, clientHeight } = document.documentElement;
    const room = scrollHeight - clientHeight;
    const seen = {
      path,
      seconds: (Date.now() - since) / 1_000,
      scrolled: room > 0 ? Math.round((100 * scrollY) / room) : 100,
    };
    const rule = toSay(proactive, seen, said);
    if (rule) say(rule);
  };
  const clock = setInterval(look, 1_000);
  look();
}

const session = (): string[] => quietly(() => sessionStorage.getItem(SESSION)?.split(',')) ?? [];

/** The browser may forbid its storage. */
function quietly<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}
