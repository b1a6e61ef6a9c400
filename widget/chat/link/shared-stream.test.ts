/** Several tabs over one stream, by a fake clock: who streams, who listens, and who takes over when. */
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { Stream, StreamOptions } from '../../shared/sse.js';
import { json, pass, refusal, settle, withNetwork } from '../../testing/network.js';
import { withTabs } from '../../testing/tabs.js';
import { openSharedStream } from './shared-stream.js';

const network = withNetwork();
const tabs = withTabs();
const open: Stream[] = [];
afterEach(() => {
  for (const stream of open.splice(0)) stream.close();
});

function tab(more: Partial<StreamOptions> = {}) {
  const events: unknown[] = [];
  const statuses: string[] = [];
  const polled: unknown[] = [];
  const refused: number[] = [];
  const stream = openSharedStream({
    url: 'https://a.example/events',
    onEvent: ({ data }) => events.push(data),
    onStatus: (status) => statuses.push(status),
    onPoll: (reply) => polled.push(reply),
    onRefused: (status) => refused.push(status),
    random: () => 0,
    ...more,
  });
  open.push(stream);
  return { stream, events, statuses, polled, refused };
}
const say = async (data: unknown, line = network.lines.at(-1)) => {
  line?.say('x', data);
  await settle();
};
/** Another page that holds the lock and does nothing with it, until it is told to let go. */
const hold = (how: { steal?: boolean } = {}): (() => void) => {
  let release: () => void = () => {};
  const held = new Promise<void>((resolve) => (release = resolve));
  tabs.locks.request('frontdesk:https://a.example/events', how, () => held).catch(() => {});
  return release;
};
const streaming = () => network.lines.filter((line) => !line.cut()).length;

describe('two tabs', () => {
  test('ask the server once; both hear it, once each', async () => {
    network.answer = network.line;
    const first = tab();
    const second = tab();
    await settle();
    expect(network.calls).toHaveLength(1);
    await say(1);
    await say(2);
    expect([first.events, second.events]).toEqual([
      [1, 2],
      [1, 2],
    ]);
    expect(first.statuses).toEqual(['connecting', 'live']);
    expect(second.statuses).toEqual(['connecting', 'live']);
  });

  test('that look at different conversations have a stream each', async () => {
    network.answer = network.line;
    const first = tab();
    const other = tab({ url: 'https://a.example/other/events' });
    await settle();
    expect(network.calls).toHaveLength(2);
    await say('for the other');
    expect([first.events, other.events]).toEqual([[], ['for the other']]);
  });

  test('a later one is told at once how the connection is', async () => {
    network.answer = network.line;
    tab();
    await settle();
    await say(1);
    const later = tab();
    await settle();
    expect(later.statuses).toEqual(['live']);
    expect(network.calls).toHaveLength(1);
  });

  test('hear what is polled, and how', async () => {
    let polls = 0;
    network.answer = ({ url }) => (url.includes('?') && polls++ === 0 ? json(200, { events: [7] }) : 'never');
    const first = tab();
    const second = tab();
    await pass(10_000);
    expect([first.polled, second.polled]).toEqual([[{ events: [7] }], [{ events: [7] }]]);
    expect(second.statuses).toEqual(['connecting', 'polling']);
  });

  test('where nobody can poll, nobody does', async () => {
    network.answer = () => 'never';
    tab({ onPoll: undefined });
    await pass(11_000);
    expect(network.paths()).toEqual(['/events', '/events']);
  });
});

describe('the one that streams', () => {
  test('closes: the next streams on from its own cursor, and hears what it hears once', async () => {
    network.answer = network.line;
    const first = tab({ cursor: () => 'e.1' });
    const second = tab({ cursor: () => 'e.2' });
    await settle();
    await say(1);
    first.stream.close();
    await settle();
    expect(first.statuses.at(-1)).toBe('closed');
    expect(network.calls.map(({ headers }) => headers.get('last-event-id'))).toEqual(['e.1', 'e.2']);
    expect(streaming()).toBe(1);
    await say(2);
    expect([first.events, second.events]).toEqual([[1], [1, 2]]);
    // It was live all the time for whoever looks at it; a tab that closes tells nobody that it closed.
    expect(second.statuses).toEqual(['connecting', 'live', 'connecting', 'live']);
  });

  test('is refused: it tells, and ends; the next finds out for itself', async () => {
    network.answer = () => refusal(401);
    const first = tab();
    const second = tab();
    await settle();
    expect([first.refused, second.refused]).toEqual([[401], [401]]);
    expect([first.statuses.at(-1), second.statuses.at(-1)]).toEqual(['closed', 'closed']);
    expect(network.calls).toHaveLength(2);
    expect(tabs.locks.held).toEqual([]);
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('a tab that hangs with the lock', () => {
  /** One tab in the foreground, behind another whose stream brings nothing and whose clock does not run. */
  async function behind(more: Partial<StreamOptions> = {}) {
    network.answer = network.line;
    hold();
    const waiting = tab(more);
    await settle();
    expect(network.calls).toHaveLength(0);
    return waiting;
  }

  test('is not waited for longer than 35 s', async () => {
    const { events } = await behind();
    await pass(34_999);
    expect(network.calls).toHaveLength(0);
    await pass(1);
    expect(network.calls).toHaveLength(1);
    await say(1);
    expect(events).toEqual([1]);
    // It holds the lock now, like any other.
    expect(tabs.locks.held).toHaveLength(1);
    await pass(34_000);
    expect(network.calls).toHaveLength(1);
  });

  test('is not waited for longer than was set', async () => {
    await behind({ silenceMs: 400 });
    await pass(399);
    expect(network.calls).toHaveLength(0);
    await pass(1);
    expect(network.calls).toHaveLength(1);
  });

  test('has all the time where nobody looks', async () => {
    await behind();
    tabs.page.visibilityState = 'hidden';
    await pass(200_000);
    expect(network.calls).toHaveLength(0);
    tabs.page.visibilityState = 'visible';
    await pass(8_750);
    expect(network.calls).toHaveLength(1);
  });

  test('is given time as long as it says something', async () => {
    await behind();
    const hanging = new BroadcastChannel('frontdesk:https://a.example/events');
    for (let i = 0; i < 3; i++) {
      await pass(30_000);
      hanging.postMessage({ status: 'live' });
    }
    await pass(34_000);
    expect(network.calls).toHaveLength(0);
    await pass(8_750);
    expect(network.calls).toHaveLength(1);
  });

  test('is given no time by others that only ask', async () => {
    await behind();
    await pass(30_000);
    new BroadcastChannel('frontdesk:https://a.example/events').postMessage({ ask: 'status' });
    await pass(5_000);
    expect(network.calls).toHaveLength(1);
  });

  test('and wakes again, streams no more: it waits for the lock that was taken', async () => {
    network.answer = network.line;
    const first = tab();
    await settle();
    // Another page, of which we see the lock alone.
    const release = hold({ steal: true });
    await settle();
    expect([streaming(), tabs.locks.waiting.length]).toEqual([0, 1]);
    expect(first.statuses).toEqual(['connecting']);
    release();
    await settle();
    expect(streaming()).toBe(1);
    await say(1);
    expect(first.events).toEqual([1]);
  });

  test('one theft is one: given up once, it waits in the queue again', async () => {
    await behind();
    await pass(35_000);
    hold({ steal: true });
    await settle();
    expect([streaming(), tabs.locks.waiting.length]).toEqual([0, 1]);
    await pass(17_000);
    expect(streaming()).toBe(0);
  });
});

describe('while the lock changes hands', () => {
  test('the streaming tab still takes events of the other, and nothing else of it', async () => {
    network.answer = network.line;
    const first = tab();
    await settle();
    const other = new BroadcastChannel('frontdesk:https://a.example/events');
    other.postMessage({ event: { name: 'x', data: 'theirs', id: undefined } });
    other.postMessage({ status: 'waiting' });
    other.postMessage({ poll: { events: [] } });
    await settle();
    expect([first.events, first.statuses, first.polled]).toEqual([['theirs'], ['connecting'], []]);
  });
});

describe('kicked', () => {
  test('in the tab that streams, a dead line is cut', async () => {
    network.answer = network.line;
    const { stream } = tab();
    await settle();
    await say(1);
    vi.setSystemTime(Date.now() + 3_600_000);
    stream.kick();
    await pass(0);
    expect([network.lines[0]?.cut(), network.calls.length]).toEqual([true, 2]);
  });

  test('in another, it asks that tab, but not sooner than a heartbeat may be late', async () => {
    network.answer = network.line;
    tab();
    const second = tab();
    await settle();
    await say(1);
    const kicks = () => tabs.words.filter((word) => JSON.stringify(word) === '{"ask":"kick"}').length;
    vi.setSystemTime(Date.now() + 17_000);
    second.stream.kick();
    await pass(0);
    expect([kicks(), network.calls.length]).toEqual([0, 1]);
    vi.setSystemTime(Date.now() + 1);
    second.stream.kick();
    await pass(0);
    expect([kicks(), network.lines[0]?.cut(), network.calls.length]).toEqual([1, true, 2]);
  });

  test('a question of how it is does not cut anything', async () => {
    network.answer = network.line;
    tab();
    await settle();
    await say(1);
    vi.setSystemTime(Date.now() + 3_600_000);
    tab();
    await settle();
    expect(network.lines[0]?.cut()).toBe(false);
  });
});

describe('closed', () => {
  test('while it waits for the lock, it leaves the queue and its clock stops', async () => {
    network.answer = network.line;
    tab();
    await settle();
    const second = tab();
    await settle();
    second.stream.close();
    second.stream.close();
    await settle();
    expect(tabs.locks.waiting).toEqual([]);
    expect(second.statuses.filter((status) => status === 'closed')).toEqual(['closed']);
    await say(1);
    expect(second.events).toEqual([]);
  });

  test('the moment it is opened, it never asks', async () => {
    network.answer = network.line;
    const { stream, statuses } = tab();
    stream.close();
    await settle();
    expect([streaming(), statuses.at(-1), tabs.locks.held.length, vi.getTimerCount()]).toEqual([0, 'closed', 0, 0]);
  });
});

describe('where there is nothing to share by', () => {
  test.each(['navigator', 'BroadcastChannel'])('no %s: each tab streams for itself', async (name) => {
    vi.stubGlobal(name, undefined);
    network.answer = network.line;
    tab();
    tab();
    await settle();
    expect(network.calls).toHaveLength(2);
  });

  test('locks that are forbidden: it streams for itself, and ends like any other', async () => {
    vi.stubGlobal('navigator', {
      locks: { request: () => Promise.reject(new DOMException('no origin', 'SecurityError')) },
    });
    network.answer = network.line;
    const { stream, statuses, events } = tab();
    await settle();
    await say(1);
    stream.close();
    await settle();
    expect([events, statuses, network.calls.length]).toEqual([[1], ['connecting', 'live', 'closed'], 1]);
    expect(vi.getTimerCount()).toBe(0);
  });
});
