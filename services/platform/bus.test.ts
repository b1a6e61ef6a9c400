/** Hints between processes: in process, and over Redis where there is one. */
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eventually, modes, type Stack } from '../testing/stack.js';
import { someVisitor, startBare } from '../testing/verbs.js';
import { type Bus, type BusMessage, redisBus } from './bus.js';
import { connectRedis } from './redis.js';

const hint = (seq: number): BusMessage => ({ kind: 'hint', conversationId: 'c', seq });

describe.each(modes())('the bus (%s)', (mode) => {
  let stack: Stack;
  let bus: Bus;
  beforeAll(async () => {
    stack = await startBare(mode);
    bus = stack.platform.bus;
  });
  afterAll(() => stack?.drop());

  test('everybody who listens hears everything, in order, until they stop', async () => {
    const [first, second]: [BusMessage[], BusMessage[]] = [[], []];
    const stop = bus.subscribe((message) => first.push(message));
    bus.subscribe((message) => second.push(message));
    const delta: BusMessage = {
      kind: 'delta',
      conversationId: 'c',
      turn: 1,
      attempt: 1,
      ownerEpoch: 0,
      i: 0,
      text: 'ü\n"',
    };
    await eventually(async () => {
      await bus.publish(hint(0));
      await sleep(20);
      return first.length > 0;
    });
    // Of the several that were sent until one was heard, the last comes last.
    await bus.publish(hint(-1));
    await eventually(async () => [first, second].every((heard) => heard.some((it) => 'seq' in it && it.seq === -1)));
    first.length = 0;
    second.length = 0;
    const sent = [hint(1), delta, ...Array.from({ length: 50 }, (_, i) => hint(i + 2))];
    for (const message of sent) await bus.publish(message);
    await eventually(async () => second.length === sent.length);
    expect(first).toEqual(sent);
    expect(second).toEqual(sent);
    stop();
    await bus.publish(hint(99));
    await eventually(async () => second.length === sent.length + 1);
    expect(first).toEqual(sent);
  });

  if (mode === 'redis')
    test('another process hears it too, another installation does not', async () => {
      const { redisUrl = '', redisPrefix } = stack.config;
      const errors: Error[] = [];
      const other = await redisBus(
        () => connectRedis(redisUrl, 'bus'),
        redisPrefix,
        (error) => errors.push(error),
      );
      const stranger = await redisBus(
        () => connectRedis(redisUrl, 'bus'),
        `${redisPrefix}-2`,
        (error) => errors.push(error),
      );
      const [heard, strange]: [BusMessage[], BusMessage[]] = [[], []];
      other.subscribe((message) => heard.push(message));
      stranger.subscribe((message) => strange.push(message));
      await eventually(async () => {
        await bus.publish(hint(1));
        await sleep(20);
        return heard.length > 0;
      });
      // The stranger hears its own, and so would have heard ours.
      await eventually(async () => {
        await stranger.publish(hint(2));
        await sleep(20);
        return strange.length > 0;
      });
      expect(new Set(strange.map((message) => JSON.stringify(message)))).toEqual(new Set([JSON.stringify(hint(2))]));
      await other.close();
      await stranger.close();
      expect(errors).toEqual([]);
    });

  if (mode === 'redis')
    test('what is no message of ours is passed over', async () => {
      const heard: BusMessage[] = [];
      bus.subscribe((message) => heard.push(message));
      const raw = new Redis(stack.config.redisUrl ?? '');
      for (const bad of ['not json', '', '5', 'null', '"hint"', '[]', '{}', '[5,null,{"kind":5}]'])
        await raw.publish(`${stack.config.redisPrefix}:hints`, bad);
      await bus.publish(hint(7));
      await eventually(async () => heard.some((message) => message.kind === 'hint' && message.seq === 7));
      expect(heard).toEqual([hint(7)]);
      raw.disconnect();
    });

  if (mode === 'redis')
    test('a Redis that hangs costs a count and no reply', async () => {
      const raw = new Redis(stack.config.redisUrl ?? '');
      const before = await failed(stack);
      await raw.client('PAUSE', 3_000, 'ALL');
      let answers = false;
      const pong = raw.ping().then(() => {
        answers = true;
      });
      const visitor = await someVisitor(stack.platform);
      await visitor.post('Anybody there?');
      expect(answers, 'the message was taken while Redis hung').toBe(false);
      await eventually(async () => (await failed(stack)) > before);
      await pong;
      raw.disconnect();
    });
});

async function failed({ platform }: Stack): Promise<number> {
  return (await platform.metrics.ringFailed.get()).values.reduce((sum, { value }) => sum + value, 0);
}
