/** Emptying an outbox, by a fake clock. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { HttpError } from '../../shared/http.js';
import type { OutboxItem } from '../../shared/transcript.js';
import { pass, settle } from '../../testing/network.js';
import { openSender, type Sender } from './sender.js';

const item = (clientId: string): OutboxItem => ({ clientId, text: clientId, at: 0, status: 'sending' });
const down = (status = 503, retryMs?: number) => new HttpError(status, 'down', 'down', retryMs);
let sender: Sender | undefined;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'], now: Date.parse('2026-01-01T12:00:00Z') });
});
afterEach(() => {
  sender?.close();
  vi.useRealTimers();
  vi.restoreAllMocks();
});

/** `failing` is thrown once each, in order; after that everything is delivered. */
function open(ids: string[], failing: unknown[] = [], random?: () => number) {
  const items = ids.map(item);
  const began = Date.now();
  const tried: [id: string, at: number][] = [];
  const refused: string[] = [];
  const stuck: [id: string, status: number][] = [];
  sender = openSender({
    waiting: () => items,
    deliver: async (it) => {
      tried.push([it.clientId, Date.now() - began]);
      if (failing.length) throw failing.shift();
      items.splice(items.indexOf(it), 1);
    },
    onRefused: (it) => {
      refused.push(it.clientId);
      items.splice(items.indexOf(it), 1);
    },
    onStuck: (it, { status }) => stuck.push([it.clientId, status]),
    random,
  });
  return { sender, items, tried, refused, stuck };
}

test('one at a time, in order', async () => {
  const { sender, tried, items } = open(['a', 'b', 'c']);
  await sender.flush();
  expect([tried.map(([id]) => id), items]).toEqual([['a', 'b', 'c'], []]);
});

test('again after the back-off, from the same message on, never sooner than 300 ms', async () => {
  const { sender, tried } = open(['a', 'b'], [down(), down(0), down(408)], () => 0);
  await sender.flush();
  await pass(299);
  expect(tried).toEqual([['a', 0]]);
  await pass(1 + 300 + 300);
  expect(tried).toEqual([
    ['a', 0],
    ['a', 300],
    ['a', 600],
    ['a', 900],
    ['b', 900],
  ]);
});

test('the back-off doubles to 30 s, and begins anew with a message that went', async () => {
  const { sender, tried, items } = open(
    ['a'],
    Array.from({ length: 7 }, () => down()),
    () => 1,
  );
  await sender.flush();
  await pass(150_000);
  expect(tried.map(([, at]) => at)).toEqual([0, 2_000, 6_000, 14_000, 30_000, 60_000, 90_000, 120_000]);
  const failing = [down()];
  items.push(item('b'));
  tried.length = 0;
  const other = open(['b', 'c'], [down(), ...failing], () => 1);
  await other.sender.flush();
  await pass(2_000 + 4_000);
  expect(other.tried).toEqual([
    ['b', 0],
    ['b', 2_000],
    ['b', 6_000],
    ['c', 6_000],
  ]);
});

test('after a success the next failure waits as the first did, and is no third in a row', async () => {
  const items = ['a', 'b'].map(item);
  const at: number[] = [];
  const began = Date.now();
  const onStuck = vi.fn();
  let n = 0;
  sender = openSender({
    waiting: () => items,
    deliver: async () => {
      at.push(Date.now() - began);
      n += 1;
      // Twice for the first, which goes then; twice for the second.
      if (n !== 3 && n < 6) throw down();
      items.shift();
    },
    onRefused: () => {},
    onStuck,
    random: () => 1,
  });
  await sender.flush();
  await pass(20_000);
  expect(at).toEqual([0, 2_000, 6_000, 6_000, 8_000, 12_000]);
  expect(onStuck).not.toHaveBeenCalled();
});

test('the third failure in a row is told, and each after it; being asked to wait is not one to tell of', async () => {
  const { sender, stuck } = open(['a'], [down(), down(), down(), down(500), down(429)], () => 0);
  await sender.flush();
  await pass(599);
  expect(stuck).toEqual([]);
  await pass(1);
  expect(stuck).toEqual([['a', 503]]);
  await pass(600);
  expect(stuck).toEqual([
    ['a', 503],
    ['a', 500],
  ]);
});

test.each([400, 403, 404, 409, 422])('%s is final, and the next goes at once', async (status) => {
  const { sender, tried, refused } = open(['a', 'b'], [down(status)]);
  await sender.flush();
  expect([refused, tried]).toEqual([
    ['a'],
    [
      ['a', 0],
      ['b', 0],
    ],
  ]);
});

test('what no server said is a failure that may pass', async () => {
  const { sender, tried, refused } = open(['a'], [new TypeError('odd')], () => 0);
  await sender.flush();
  await pass(300);
  expect([tried.length, refused]).toEqual([2, []]);
});

describe('a time that the server names', () => {
  test('is kept to the millisecond, however impatient anybody is', async () => {
    const { sender, tried } = open(['a'], [down(429, 5_000)]);
    await sender.flush();
    for (let i = 0; i < 4; i++) {
      await pass(1_000);
      await sender.flush();
    }
    await pass(999);
    expect(tried).toEqual([['a', 0]]);
    await pass(1);
    expect(tried).toEqual([
      ['a', 0],
      ['a', 5_000],
    ]);
  });

  test('of nothing is at once', async () => {
    const { sender, tried } = open(['a'], [down(0, 0)]);
    await sender.flush();
    await pass(0);
    expect(tried.length).toBe(2);
  });

  test('counts for that failure only: without one, a flush tries at once', async () => {
    const { sender, tried } = open(['a'], [down(503, 5_000), down()], () => 1);
    await sender.flush();
    await pass(5_000);
    await sender.flush();
    await settle();
    expect(tried.map(([, at]) => at)).toEqual([0, 5_000, 5_000]);
  });
});

test('a flush while one is under way looks once more when that ends, and starts no second one', async () => {
  const items = [item('a')];
  const tried: string[] = [];
  let arrive: () => void = () => {};
  sender = openSender({
    waiting: () => items,
    deliver: async (it) => {
      tried.push(it.clientId);
      await new Promise<void>((resolve) => (arrive = resolve));
      items.splice(items.indexOf(it), 1);
    },
    onRefused: () => {},
    onStuck: () => {},
  });
  const first = sender.flush();
  const second = sender.flush();
  expect(second).toBe(first);
  await settle();
  expect(tried).toEqual(['a']);
  arrive();
  await first;
  items.push(item('b'));
  void sender.flush();
  await settle();
  expect(tried).toEqual(['a', 'b']);
  arrive();
  await settle();
  expect(items).toEqual([]);
});

test('a flush during a try that fails tries again at once; the timer of the failure does not try a third time', async () => {
  const items = [item('a')];
  let give: ((error?: unknown) => void) | undefined;
  let tries = 0;
  sender = openSender({
    waiting: () => items,
    deliver: async () => {
      tries += 1;
      const error = await new Promise((resolve) => (give = resolve));
      if (error) throw error;
      items.shift();
    },
    onRefused: () => {},
    onStuck: () => {},
    random: () => 1,
  });
  void sender.flush();
  await settle();
  void sender.flush();
  give?.(down());
  await settle();
  expect(tries).toBe(2);
  give?.();
  await pass(60_000);
  expect(tries).toBe(2);
});

test('closed, it tries nothing more, and a failure under way says nothing; a flush opens it again', async () => {
  const { sender, tried, stuck } = open(['a', 'b'], [down(), down(), down()], () => 0);
  await sender.flush();
  sender.close();
  await pass(60_000);
  expect(tried).toHaveLength(1);
  await sender.flush();
  expect(tried).toHaveLength(2);
  void sender.flush();
  sender.close();
  await pass(60_000);
  expect([tried.length, stuck]).toEqual([3, []]);
});
