/** Small signs to the other side, kept nowhere by us: the visitor is typing, the visitor has seen. */

import type { View } from '../../shared/transcript.js';
import type { Session } from './session.js';

const TYPING_EVERY_MS = 3_000;
/** What comes in a burst is told in one request. */
const SEEN_AFTER_MS = 400;

export function openSigns({ view, post }: { view: () => View; post: Session['post'] }) {
  let typedAt = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  /** What was told last, of which conversation. */
  let told = '';
  return {
    /** At most every three seconds, and only where a person may look. */
    typing() {
      const state = view().conversation?.state;
      if ((state !== 'assigned' && state !== 'queued') || Date.now() - typedAt < TYPING_EVERY_MS) return;
      typedAt = Date.now();
      post('typing', {}).catch(() => {});
    },
    /** Everything on screen was seen; told where the server does not know it yet. */
    seen() {
      clearTimeout(timer);
      const { conversation, events } = view();
      const seq = events.findLast(({ role }) => role !== 'visitor')?.seq ?? 0;
      const now = `${conversation?.id} ${seq}`;
      if (!conversation || seq <= (conversation.seen?.visitor ?? 0) || now === told) return;
      timer = setTimeout(() => {
        if (view().conversation?.id !== conversation.id) return;
        told = now;
        // Not worth a retry of its own: the next glance tells it.
        post('seen', { seq }, { to: conversation.id }).catch(() => {
          told = '';
        });
      }, SEEN_AFTER_MS);
    },
  };
}
