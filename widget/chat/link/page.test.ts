/** What a page tells a connection, and code that comes later, by a fake clock. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { emptyView } from '../../shared/transcript.js';
import { pass, settle, withNetwork } from '../../testing/network.js';
import { withTabs } from '../../testing/tabs.js';
import { loadLink, openLinkLater } from './later.js';
import { watchPage } from './page.js';

const network = withNetwork();
const tabs = withTabs();

describe('a page', () => {
  let end = () => {};
  let heard: string[] = [];
  beforeEach(() => {
    heard = [];
    const note = (what: string) => () => void heard.push(what);
    end = watchPage({ onAwake: note('awake'), onAsleep: note('asleep'), onStorage: note('storage') });
  });
  afterEach(() => end());

  test('tells when it is online, looked at again, and when another tab wrote', () => {
    tabs.emit('online');
    tabs.emit('storage');
    tabs.look('visible');
    expect(heard).toEqual(['awake', 'storage', 'awake']);
  });

  test('is asleep after five minutes unseen, once; going away again begins the count anew', async () => {
    tabs.look('hidden');
    await pass(299_999);
    tabs.look('hidden');
    await pass(299_999);
    expect(heard).toEqual([]);
    await pass(1);
    expect(heard).toEqual(['asleep']);
    tabs.look('visible');
    await pass(600_000);
    expect(heard).toEqual(['asleep', 'awake']);
  });

  test('that is watched no more tells nothing', async () => {
    tabs.look('hidden');
    end();
    tabs.emit('online');
    tabs.emit('storage');
    tabs.look('visible');
    await pass(600_000);
    expect([heard, vi.getTimerCount()]).toEqual([[], 0]);
  });

  test('that is none is watched all the same', () => {
    vi.stubGlobal('document', undefined);
    vi.stubGlobal('addEventListener', undefined);
    vi.stubGlobal('removeEventListener', undefined);
    const stop = watchPage({ onAwake: () => {}, onAsleep: () => {}, onStorage: () => {} });
    expect(stop).not.toThrow();
  });
});

describe('the link that comes later', () => {
  const nothing = () => {};
  const begin = () =>
    openLinkLater({
      ...{ url: 'https://a.example/c', token: 't', fresh: true, view: emptyView, dispatch: nothing, onStatus: nothing },
      ...{ onGone: nothing, onMissing: nothing, onLive: nothing },
    });

  test('is loaded once, and listens once, however often it is kicked', async () => {
    expect(loadLink()).toBe(loadLink());
    const link = begin();
    expect(network.calls).toEqual([]);
    link.kick();
    link.kick();
    await loadLink();
    await settle();
    expect(network.paths()).toEqual(['/c/events']);
    link.close();
    await settle();
    expect(network.calls[0]?.init.signal?.aborted).toBe(true);
  });

  test('closed before it came, it never listens', async () => {
    const link = begin();
    link.close();
    await loadLink();
    await settle();
    expect(network.calls).toEqual([]);
  });

  test('kicked, it kicks the stream', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(1);
    network.answer = () => 'lost';
    const link = begin();
    await loadLink();
    await pass(5);
    link.kick();
    await settle();
    expect(network.calls).toHaveLength(2);
    link.close();
  });
});
