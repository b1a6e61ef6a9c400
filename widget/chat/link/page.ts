/** What the browser tells a page that matters to a connection. */

export interface PageWatch {
  /** Online again, or looked at again: do not wait any longer. */
  onAwake: () => void;
  /** Nobody has looked for five minutes: browsers allow six connections per server, give ours back. */
  onAsleep: () => void;
  /** Another tab wrote to the shared storage. */
  onStorage: () => void;
}

const HIDDEN_MS = 5 * 60_000;

/** Returns the function that ends the watch. */
export function watchPage({ onAwake, onAsleep, onStorage }: PageWatch): () => void {
  const page = globalThis.document;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const onVisibility = () => {
    clearTimeout(timer);
    if (page.visibilityState === 'hidden') timer = setTimeout(onAsleep, HIDDEN_MS);
    else onAwake();
  };
  globalThis.addEventListener?.('online', onAwake);
  globalThis.addEventListener?.('storage', onStorage);
  page?.addEventListener('visibilitychange', onVisibility);
  return () => {
    clearTimeout(timer);
    globalThis.removeEventListener?.('online', onAwake);
    globalThis.removeEventListener?.('storage', onStorage);
    page?.removeEventListener('visibilitychange', onVisibility);
  };
}
