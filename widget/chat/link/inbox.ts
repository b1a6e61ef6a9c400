/** What the inbox of a chat says of itself, kept for a minute, and what it asks before a visitor goes on. */

import type { PreChat, WidgetConfig } from '../../../services/wire/inboxes.js';
import { requestTo } from '../../shared/api.js';
import { failure } from '../../shared/http.js';
import type { Place } from './session.js';
import type { Store } from './store.js';

export interface InboxOptions extends Place {
  store: Store;
  /** Shows the form and waits; false where the visitor would rather not go on. */
  ask: () => Promise<boolean>;
  /** The settings are here, with or without a problem to tell; `problem` left out keeps what is told now. */
  onNotice: (change: { problem?: string | undefined }) => void;
}

export interface Inbox {
  config: WidgetConfig | undefined;
  /** Asks the server, at most once a minute. `quiet` tells of no failure. */
  load: (quiet?: boolean) => Promise<void>;
  /**
   * Waits until the form is filled in, where there is one for this moment; false where the visitor would rather not go
   * on.
   */
  fill: (when: PreChat['when']) => Promise<boolean>;
}

const FRESH_MS = 60_000;

export function openInbox({ server, inbox, locale, identity, store, ask, onNotice }: InboxOptions): Inbox {
  let askedAt = 0;
  let filling: Promise<boolean> | undefined;

  const it: Inbox = {
    config: undefined,
    async load(quiet = false) {
      if (it.config && Date.now() - askedAt < FRESH_MS) return;
      try {
        const query = `inbox=${encodeURIComponent(inbox)}${locale ? `&locale=${locale}` : ''}`;
        it.config = await requestTo<'GET /v1/widget-config'>(`${server}/v1/widget-config?${query}`);
        askedAt = Date.now();
        // Who is asked to sign in should know before they write.
        const stranger = it.config.verifiedOnly && !store.read().token && !identity?.();
        onNotice(stranger ? { problem: 'identity_required' } : quiet ? {} : { problem: undefined });
      } catch (error) {
        if (!quiet) onNotice({ problem: failure(error).code });
      }
    },
    async fill(when) {
      if (!it.config) await it.load(true);
      if (it.config?.preChat?.when !== when || store.read().form) return true;
      // A form that cannot be loaded must not keep anybody from us.
      filling ??= ask()
        .catch(() => true)
        .finally(() => {
          filling = undefined;
        });
      return filling;
    },
  };
  return it;
}
