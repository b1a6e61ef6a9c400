/**
 * The link, whose code comes in a file of its own: it is needed from the first message on, and most visitors never
 * write one.
 */
import { backoff } from '../../shared/http.js';
import type { Link, LinkOptions } from './link.js';

let loading: Promise<typeof import('./link.js')> | undefined;

/** Fetches the code; a failed fetch is tried again by the next call. */
export function loadLink(): Promise<typeof import('./link.js')> {
  loading ??= import('./link.js').catch((error) => {
    loading = undefined;
    throw error;
  });
  return loading;
}

/** Called like `openLink`; listens as soon as it can. */
export function openLinkLater(options: LinkOptions): Link {
  let link: Link | undefined;
  let closed = false;
  let attempt = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const load = (): void => {
    clearTimeout(timer);
    loadLink().then(
      ({ openLink }) => {
        if (!closed) link ??= openLink(options);
      },
      () => {
        if (closed) return;
        options.onStatus('waiting');
        timer = setTimeout(load, Math.max(300, backoff(attempt++)));
      },
    );
  };
  load();
  return {
    close: () => {
      closed = true;
      clearTimeout(timer);
      link?.close();
    },
    kick: () => (link ? link.kick() : load()),
  };
}
