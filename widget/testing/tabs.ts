/**
 * Several tabs of one browser in one process: Web Locks, channels, and what the page tells. For tests of the client
 * only.
 */
import { afterEach, beforeEach, vi } from 'vitest';

type Held = { name: string; end: (error: DOMException) => void };
type Waiting = { name: string; grant: () => void };

/** Web Locks as the standard has them, as far as we use them: a queue, stealing, giving up, asking only if free. */
class Locks {
  held: Held[] = [];
  waiting: Waiting[] = [];

  request = <T>(
    name: string,
    options: { steal?: boolean; ifAvailable?: boolean; signal?: AbortSignal },
    work: (lock: { name: string } | null) => Promise<T>,
  ): Promise<T> =>
    new Promise((resolve, reject) => {
      const aborted = () => new DOMException('aborted', 'AbortError');
      const grant = () => {
        const mine: Held = { name, end: reject };
        this.held.push(mine);
        const release = () => {
          if (!this.held.includes(mine)) return;
          this.held = this.held.filter((it) => it !== mine);
          const next = this.waiting.find((it) => it.name === name);
          this.waiting = this.waiting.filter((it) => it !== next);
          next?.grant();
        };
        work({ name }).then(resolve, reject).finally(release);
      };
      if (options.signal?.aborted) return reject(aborted());
      const holder = this.held.find((it) => it.name === name);
      if (holder && options.ifAvailable) return work(null).then(resolve, reject);
      if (holder && options.steal) {
        this.held = this.held.filter((it) => it !== holder);
        holder.end(aborted());
      } else if (holder) {
        const place = { name, grant };
        this.waiting.push(place);
        options.signal?.addEventListener('abort', () => {
          if (!this.waiting.includes(place)) return;
          this.waiting = this.waiting.filter((it) => it !== place);
          reject(aborted());
        });
        return;
      }
      grant();
    });
}

export interface Tabs {
  locks: Locks;
  /** All that was said between the tabs. */
  words: unknown[];
  page: EventTarget & { visibilityState: 'visible' | 'hidden' };
  /** Tells the page what a browser would: `online`, `storage`. */
  emit: (type: string) => void;
  /** The tab goes into the background, or comes back. */
  look: (state: 'visible' | 'hidden') => void;
}

export function withTabs(): Tabs {
  const tabs: Tabs = {
    locks: new Locks(),
    words: [],
    page: Object.assign(new EventTarget(), { visibilityState: 'visible' as const }),
    emit: () => {},
    look: (state) => {
      tabs.page.visibilityState = state;
      tabs.page.dispatchEvent(new Event('visibilitychange'));
    },
  };
  beforeEach(() => {
    const window = new EventTarget();
    const channels = new Set<Channel>();
    class Channel {
      onmessage: ((event: { data: unknown }) => void) | undefined;
      constructor(readonly name: string) {
        channels.add(this);
      }
      postMessage(data: unknown) {
        if (!channels.has(this)) throw new DOMException('closed', 'InvalidStateError');
        tabs.words.push(structuredClone(data));
        for (const other of channels)
          if (other !== this && other.name === this.name)
            queueMicrotask(() => channels.has(other) && other.onmessage?.({ data: structuredClone(data) }));
      }
      close() {
        channels.delete(this);
      }
    }
    tabs.locks = new Locks();
    tabs.words = [];
    tabs.page = Object.assign(new EventTarget(), { visibilityState: 'visible' as const });
    tabs.emit = (type) => window.dispatchEvent(new Event(type));
    vi.stubGlobal('navigator', { locks: tabs.locks });
    vi.stubGlobal('BroadcastChannel', Channel);
    vi.stubGlobal('document', tabs.page);
    vi.stubGlobal('addEventListener', window.addEventListener.bind(window));
    vi.stubGlobal('removeEventListener', window.removeEventListener.bind(window));
  });
  afterEach(() => vi.unstubAllGlobals());
  return tabs;
}
