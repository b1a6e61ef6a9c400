/** The stream by a fake clock: how long it waits for what, and what it forgets once it works again. */
import { afterEach, describe, expect, test, vi } from 'vitest';
import { json, pass, refusal, settle, withNetwork } from '../testing/network.js';
import { openStream, type Stream, type StreamOptions } from './sse.js';

const network = withNetwork();
const open: Stream[] = [];
afterEach(() => {
  for (const stream of open.splice(0)) stream.close();
});

function listen(more: Partial<StreamOptions> = {}) {
  const events: { name: string; data: unknown; id: string | undefined }[] = [];
  const statuses: string[] = [];
  const refused: number[] = [];
  const stream = openStream({
    url: 'https://a.example/events',
    onEvent: (event) => events.push(event),
    onStatus: (status) => statuses.push(status),
    onRefused: (status) => refused.push(status),
    random: () => 0,
    ...more,
  });
  open.push(stream);
  return { stream, events, statuses, refused };
}
/** How long after the one before each request came. */
const gaps = () => network.calls.slice(1).map(({ at }, i) => at - (network.calls[i]?.at ?? 0));
const line = () => network.lines.at(-1) as (typeof network.lines)[number];
const live = async () => {
  await settle();
  line().write(': hi\n\n');
  await settle();
};

describe('silence', () => {
  test('of 35 s cuts the line and opens another; any byte begins the count anew', async () => {
    network.answer = network.line;
    const { statuses } = listen();
    await live();
    await pass(34_999);
    line().write(': heartbeat\n\n');
    await pass(34_999);
    expect([network.calls.length, line().cut()]).toEqual([1, false]);
    await pass(1);
    expect(network.lines[0]?.cut()).toBe(true);
    await pass(1);
    expect(network.calls).toHaveLength(2);
    expect(statuses).toEqual(['connecting', 'live', 'waiting']);
    await live();
    expect(statuses).toEqual(['connecting', 'live', 'waiting', 'live']);
  });

  test('of 10 s before the first byte is a proxy that holds it back, headers or none', async () => {
    network.answer = network.line;
    const { statuses } = listen();
    await pass(9_999);
    expect(line().cut()).toBe(false);
    await pass(1);
    // Nowhere to poll: the stream is tried again.
    expect(network.lines[0]?.cut()).toBe(true);
    await pass(1);
    expect(network.paths()).toEqual(['/events', '/events']);
    expect(statuses).toEqual(['connecting', 'waiting']);
  });

  test('both times can be set', async () => {
    network.answer = network.line;
    listen({ firstByteMs: 50, silenceMs: 70 });
    await pass(49);
    expect(line().cut()).toBe(false);
    await pass(2);
    expect(network.calls).toHaveLength(2);
    await live();
    await pass(69);
    expect(line().cut()).toBe(false);
    await pass(2);
    expect(network.calls).toHaveLength(3);
  });
});

describe('the back-off', () => {
  test('doubles to 30 s, and begins anew after a connection that brought something', async () => {
    network.answer = () => 'lost';
    listen({ random: () => 1 });
    await pass(91_000);
    expect(gaps()).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
    network.answer = network.line;
    await pass(30_000);
    await live();
    network.answer = () => 'lost';
    line().end();
    await pass(3_000);
    expect(gaps().slice(-3)).toEqual([30_000, 1_000, 2_000]);
  });

  test('is not begun anew by a connection that brought nothing', async () => {
    network.answer = () => new Response('', { headers: { 'content-type': 'text/event-stream' } });
    const { statuses } = listen({ random: () => 1 });
    await pass(7_000);
    expect(gaps()).toEqual([1_000, 2_000, 4_000]);
    expect(statuses).not.toContain('live');
  });

  test('draws from the whole range', async () => {
    const draws = [0, 0.5, 0.25];
    network.answer = () => 'lost';
    listen({ random: () => draws.shift() ?? 1 });
    await pass(2_000);
    expect(gaps()).toEqual([0, 1_000, 1_000]);
  });

  test('draws by Math.random where nobody says otherwise', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0.5);
    network.answer = () => 'lost';
    listen({ random: undefined });
    await pass(1_500);
    expect(gaps()).toEqual([500, 1_000]);
  });
});

describe('a time that the server names', () => {
  test.each([
    [0, 10_000],
    [0.999, 14_995],
  ])('is waited for, and up to half as long again (%s)', async (random, ms) => {
    vi.spyOn(Math, 'random').mockReturnValue(random);
    network.answer = () => refusal(503, 'busy', { 'retry-after': '10' });
    listen();
    await pass(ms - 1);
    expect(network.calls).toHaveLength(1);
    await pass(1);
    expect(network.calls).toHaveLength(2);
  });

  test('is for once: the next failure waits by the back-off', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0);
    network.answer = () => (network.calls.length === 1 ? refusal(503, 'busy', { 'retry-after': '10' }) : 'lost');
    listen({ random: () => 0.5 });
    await pass(10_000 + 1_000 + 2_000);
    expect(gaps()).toEqual([10_000, 1_000, 2_000]);
  });

  test('comes with a goodbye, of which nobody needs to hear; the failure after it is told', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0);
    network.answer = network.line;
    const { statuses, events } = listen();
    await settle();
    line().say('bye', { retryMs: 4_000 });
    line().end();
    await pass(3_999);
    expect([network.calls.length, statuses]).toEqual([1, ['connecting', 'live']]);
    network.answer = () => 'lost';
    await pass(1);
    expect(network.calls).toHaveLength(2);
    expect(statuses).toEqual(['connecting', 'live', 'waiting']);
    expect(events).toEqual([{ name: 'bye', data: { retryMs: 4_000 }, id: undefined }]);
  });

  test.each([undefined, { retryMs: 'soon' }])('a goodbye without one (%s) comes back at once', async (data) => {
    network.answer = network.line;
    listen({ random: () => 1 });
    await settle();
    line().write(data ? `event: bye\ndata: ${JSON.stringify(data)}\n\n` : 'event: bye\ndata: now\n\n');
    line().end();
    await pass(0);
    expect(network.calls).toHaveLength(2);
  });
});

test('an end without a goodbye is told, and waits by the back-off', async () => {
  network.answer = network.line;
  const { statuses } = listen({ random: () => 1 });
  await settle();
  line().say('log', { retryMs: 5 });
  line().end();
  await pass(999);
  expect([statuses, network.calls.length]).toEqual([['connecting', 'live', 'waiting'], 1]);
  await pass(1);
  expect(network.calls).toHaveLength(2);
});

describe('kicked', () => {
  test('while it waits it tries at once, once', async () => {
    network.answer = () => 'lost';
    const { stream } = listen({ random: () => 1 });
    await pass(10);
    stream.kick();
    await pass(0);
    expect(gaps()).toEqual([10]);
    // The pause that was cut short does not fire a second time.
    await pass(1_999);
    expect(network.calls).toHaveLength(2);
    await pass(1);
    expect(network.calls).toHaveLength(3);
  });

  test('the pause that was cut short does not make the next one deaf', async () => {
    network.answer = () => 'lost';
    const { stream } = listen({ random: () => 1 });
    await pass(10);
    stream.kick();
    await pass(1_490);
    stream.kick();
    await pass(0);
    expect(gaps()).toEqual([10, 1_490]);
  });

  test('it cuts a line that is older than a heartbeat, and leaves one that is not', async () => {
    network.answer = network.line;
    const { stream, statuses } = listen();
    await live();
    await pass(17_000);
    stream.kick();
    await pass(0);
    expect([network.calls.length, line().cut()]).toEqual([1, false]);
    await pass(1);
    stream.kick();
    await pass(0);
    expect(network.lines[0]?.cut()).toBe(true);
    expect(network.calls).toHaveLength(2);
    expect(statuses).toEqual(['connecting', 'live', 'waiting']);
  });

  test('after the sleep of a laptop the dead line is not waited for', async () => {
    network.answer = network.line;
    const { stream } = listen();
    await live();
    // Its timers slept, too: only the clock went on.
    vi.setSystemTime(Date.now() + 3_600_000);
    stream.kick();
    await pass(0);
    expect(network.calls).toHaveLength(2);
  });

  test('twice, as a laptop that wakes does, it leaves the new line to come', async () => {
    network.answer = network.line;
    const { stream, statuses } = listen();
    await live();
    await pass(20_000);
    stream.kick();
    await pass(0);
    stream.kick();
    await pass(0);
    expect([network.calls.length, line().cut()]).toEqual([2, false]);
    await live();
    expect(statuses).toEqual(['connecting', 'live', 'waiting', 'live']);
  });

  test('it lets a first connection come', async () => {
    network.answer = () => 'never';
    const { stream } = listen();
    await pass(9_000);
    stream.kick();
    await pass(500);
    expect(network.calls).toHaveLength(1);
    expect(network.calls[0]?.init.signal?.aborted).toBe(false);
  });
});

describe('polling', () => {
  const polls = () => network.calls.filter(({ url }) => url.includes('?'));
  /** A proxy that holds streams back; polls are answered after 20 s. */
  const buffered = () => {
    network.answer = async ({ url }) => {
      if (!url.includes('?')) return 'never';
      await new Promise((resolve) => setTimeout(resolve, 20_000));
      return json(200, { events: [], cursor: 'e.3' });
    };
  };

  test('takes the place of the stream for five minutes, then the stream gets another chance', async () => {
    buffered();
    const replies: unknown[] = [];
    const { statuses } = listen({ onPoll: (reply) => replies.push(reply) });
    await pass(10_000);
    expect(polls()).toHaveLength(1);
    expect(statuses).toEqual(['connecting']);
    await pass(20_000);
    expect(replies).toEqual([{ events: [], cursor: 'e.3' }]);
    expect(statuses).toEqual(['connecting', 'polling']);
    // From 10 s on, every 20 s, the last at 290 s: its answer comes at the end of the five minutes.
    await pass(279_999);
    expect([polls().length, network.calls.length]).toEqual([15, 16]);
    await pass(1);
    expect([polls().length, network.calls.length]).toEqual([15, 17]);
    expect(network.calls.at(-1)?.headers.get('accept')).toBe('text/event-stream');
  });

  test('asks as the stream does, from its cursor, with a time-out of its own', async () => {
    const timeout = vi.spyOn(AbortSignal, 'timeout');
    buffered();
    let cursor: string | undefined;
    const headers = () => ({ authorization: 'Bearer t' });
    listen({ onPoll: () => {}, cursor: () => cursor, headers, credentials: 'include' });
    await pass(10_000);
    cursor = 'e.3';
    await pass(20_000);
    expect(network.paths()).toEqual(['/events', '/events?wait=25', '/events?after=e.3&wait=25']);
    for (const { headers, init } of polls()) {
      expect([headers.get('accept'), headers.get('authorization')]).toEqual(['application/json', 'Bearer t']);
      expect([init.credentials, init.cache]).toEqual(['include', 'no-store']);
    }
    expect(timeout).toHaveBeenCalledWith(35_000);
  });

  test('without credentials unless asked', async () => {
    buffered();
    listen({ onPoll: () => {} });
    await pass(10_000);
    expect(network.calls.map(({ init }) => init.credentials)).toEqual(['omit', 'omit']);
  });

  test('that fails waits by the back-off, and one that works begins it anew', async () => {
    let works = false;
    network.answer = async ({ url }) => {
      if (!url.includes('?')) return 'never';
      if (works) return json(200, { events: [] });
      return new Response('<h1>sign in</h1>', { headers: { 'content-type': 'text/html' } });
    };
    const { statuses } = listen({ onPoll: () => {}, random: () => 1 });
    await pass(10_000 + 1_000 + 2_000);
    expect(gaps()).toEqual([10_000, 1_000, 2_000]);
    expect(statuses.slice(-1)).toEqual(['waiting']);
    works = true;
    let answered = 0;
    network.answer = async () => (answered++ === 0 ? json(200, {}) : 'lost');
    await pass(4_000 + 1_000);
    // One that works, the next at once, which fails, and a second after it the one after that.
    expect(gaps().slice(-3)).toEqual([4_000, 0, 1_000]);
    expect(statuses.slice(-4)).toEqual(['waiting', 'polling', 'waiting', 'waiting']);
  });

  test('that is refused by our server is closed for good, and one that is put off waits as long', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0);
    const replies: unknown[] = [];
    network.answer = ({ url }) => (url.includes('?') ? refusal(503, 'busy', { 'retry-after': '9' }) : 'never');
    const { refused, statuses } = listen({ onPoll: (reply) => replies.push(reply) });
    await pass(10_000 + 8_999);
    expect(polls()).toHaveLength(1);
    network.answer = () => refusal(401);
    await pass(1);
    expect([refused, replies, statuses]).toEqual([[401], [], ['connecting', 'waiting', 'closed']]);
  });

  test('ends with the stream', async () => {
    buffered();
    const replies: unknown[] = [];
    const { stream, statuses } = listen({ onPoll: (reply) => replies.push(reply) });
    await pass(10_000);
    stream.close();
    await pass(60_000);
    expect([polls().length, replies.length, statuses.at(-1)]).toEqual([1, 0, 'closed']);
    expect(polls()[0]?.init.signal?.aborted).toBe(true);
  });
});

describe('refused', () => {
  test.each([401, 403, 404])('by our server with %s it is closed for good', async (status) => {
    network.answer = () => refusal(status);
    const { refused, statuses } = listen();
    await pass(60_000);
    expect([refused, statuses, network.calls.length]).toEqual([[status], ['connecting', 'closed'], 1]);
  });

  test.each([400, 402, 405, 410, 429, 500])('with %s it tries again', async (status) => {
    network.answer = () => refusal(status);
    const { refused, statuses } = listen({ random: () => 1 });
    await pass(1_000);
    expect([refused, statuses, network.calls.length]).toEqual([[], ['connecting', 'waiting', 'waiting'], 2]);
  });

  test('a failure that calls itself a stream is none', async () => {
    network.answer = () =>
      new Response('event: x\ndata: 1\n\n', { status: 500, headers: { 'content-type': 'text/event-stream' } });
    const { events, statuses } = listen({ random: () => 1 });
    await settle();
    expect([events, statuses]).toEqual([[], ['connecting', 'waiting']]);
  });

  test('nobody hears of it once it is closed', async () => {
    let answer: (response: Response) => void = () => {};
    network.answer = () => new Promise((resolve) => (answer = resolve));
    const { stream, refused, statuses } = listen();
    await settle();
    answer(refusal(401));
    stream.close();
    await settle();
    expect([refused, statuses]).toEqual([[], ['connecting', 'closed']]);
  });
});

test('closed while it waits, it ends at once and asks no more', async () => {
  network.answer = () => 'lost';
  const { stream, statuses } = listen({ random: () => 1 });
  await settle();
  stream.close();
  await settle();
  expect(statuses).toEqual(['connecting', 'waiting', 'closed']);
  stream.kick();
  await pass(60_000);
  expect(network.calls).toHaveLength(1);
  expect(vi.getTimerCount()).toBe(0);
});

test('closed while it is open, it hangs up, and what comes then is not heard', async () => {
  network.answer = network.line;
  const { stream, events, statuses } = listen();
  await live();
  line().say('x', 1);
  stream.close();
  await settle();
  expect([events, statuses, line().cut()]).toEqual([[], ['connecting', 'live', 'closed'], true]);
  expect(vi.getTimerCount()).toBe(0);
});

test('asks with the cursor and the headers of that moment, past every cache, and without cookies unless told', async () => {
  network.answer = () => 'lost';
  let n = 0;
  listen({ cursor: () => (n ? `e.${n}` : undefined), headers: () => ({ authorization: `Bearer ${++n}` }) });
  await pass(0);
  const [first, second] = network.calls;
  expect(first?.headers.has('last-event-id')).toBe(false);
  expect(first?.headers.get('accept')).toBe('text/event-stream');
  expect([first, second].map((call) => call?.headers.get('authorization'))).toEqual(['Bearer 1', 'Bearer 2']);
  expect(second?.headers.get('last-event-id')).toBe('e.1');
  expect([first?.init.credentials, first?.init.cache]).toEqual(['omit', 'no-store']);
  listen({ credentials: 'include' });
  expect(network.calls.at(-1)?.init.credentials).toBe('include');
});

test('reads letters that come in two pieces, events without a name, and data that is no JSON', async () => {
  network.answer = network.line;
  const { events } = listen();
  await settle();
  const bytes = new TextEncoder().encode('data: "grün"\n\nevent: odd\ndata: {\n\n');
  line().write(bytes.slice(0, 10));
  await settle();
  line().write(bytes.slice(10));
  await settle();
  expect(events).toEqual([
    { name: 'message', data: 'grün', id: undefined },
    { name: 'odd', data: undefined, id: undefined },
  ]);
});
