/** How far each side has read: it reaches the other within a second, and changes nothing else. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eventually, modes, openVisitor, type Stack, signIn, startStack } from '../testing/stack.js';
import type { AgentConversation } from '../wire/agent.js';
import { checksum } from '../wire/checksum.js';
import type { Conversation } from '../wire/conversation.js';

describe.each(modes())('receipts (%s)', (mode) => {
  let stack: Stack;
  beforeAll(async () => {
    // No bot: what is delivered is delivered to people.
    stack = await startStack(mode, { roles: ['gateway'] });
  });
  afterAll(() => stack?.drop());

  const rowOf = async (id: string) =>
    (
      await stack.platform.db.query<Record<string, unknown>>(
        'select state, seq, owner_epoch, updated_at, unread_since from conversations where id = $1',
        [id],
      )
    )[0];

  test('sent, delivered, seen: each comes to the visitor by his stream, and no event is made of it', async () => {
    const visitor = await openVisitor(stack.url);
    const stream = await visitor.stream();
    const told = (pick: (seen: NonNullable<Conversation['seen']>) => boolean, ms?: number) =>
      stream.until(({ event, data }) => event === 'conversation' && pick((data as Conversation).seen ?? {}), ms);
    const { seq } = (await visitor.post('Is anybody there?')).body.event;
    expect((await visitor.history()).conversation.seen).toBeUndefined();

    const lena = await signIn(stack);
    const desk = await lena.stream();
    await told(({ delivered }) => delivered === seq);
    const before = await rowOf(visitor.id);

    const second = (await visitor.post('Hello?')).body.event.seq;
    await told(({ delivered }) => delivered === second);
    expect((await lena.call('POST', `/conversations/${visitor.id}/seen`, { seq: second })).status).toBe(204);
    await told(({ agent }) => agent === second, 1_500);

    // What is later does not fall back, what is beyond the log does not run ahead.
    for (const wrong of [1, 99])
      expect((await lena.call('POST', `/conversations/${visitor.id}/seen`, { seq: wrong })).status).toBe(204);
    const after = await rowOf(visitor.id);
    expect((await visitor.history()).conversation.seen).toEqual({ agent: second, delivered: second });
    expect(after).toMatchObject({ state: before?.state, owner_epoch: before?.owner_epoch, seq: second });
    expect((await visitor.history()).events.map((event) => event.type)).toEqual(['message', 'message']);
    await stream.close();
    await desk.close();
  });

  test('the agent sees that his reply was seen, and the checksum of his stream stays right', async () => {
    const lena = await signIn(stack);
    const visitor = await openVisitor(stack.url);
    await visitor.post('One moment please');
    const desk = await lena.stream();
    await lena.call('POST', `/conversations/${visitor.id}/take`, {});
    const { seq } = (await visitor.history()).conversation;
    const said = await lena.call<{ event: { seq: number } }>('POST', `/conversations/${visitor.id}/messages`, {
      clientId: crypto.randomUUID(),
      text: 'Here I am.',
      seenSeq: seq,
    });
    const reply = said.body.event.seq;
    expect((await rowOf(visitor.id))?.unread_since).not.toBeNull();
    const before = await rowOf(visitor.id);
    expect((await visitor.act('seen', { seq: reply })).status).toBe(204);
    await desk.until(
      ({ event, data }) =>
        event === 'log' && (data as { conversation: AgentConversation }).conversation.seen?.visitor === reply,
      1_500,
    );
    expect(await rowOf(visitor.id)).toEqual({ ...before, unread_since: null });

    // What a console holds after all of this sums up to what the next heartbeat says.
    const held = new Map<string, AgentConversation>();
    const at = desk.messages.length;
    const beat = await desk.until(
      (message) => desk.messages.indexOf(message) >= at && message.event === 'heartbeat' && message,
    );
    for (const { event, data } of desk.messages.slice(0, desk.messages.indexOf(beat))) {
      if (event === 'snapshot')
        for (const row of (data as { conversations: AgentConversation[] }).conversations) held.set(row.id, row);
      if (event === 'log') {
        const { conversation } = data as { conversation: AgentConversation };
        held.set(conversation.id, conversation);
      }
    }
    expect(beat.data).toEqual(checksum(held.values()));
    await desk.close();
  });

  test('a receipt that no hint told comes all the same', async () => {
    const visitor = await openVisitor(stack.url);
    const { seq } = (await visitor.post('Quietly')).body.event;
    const stream = await visitor.stream();
    await stream.until(({ event }) => event === 'heartbeat');
    await stack.platform.db.query(
      'update conversations set agent_seen_seq = $2, receipts_at = clock_timestamp() where id = $1',
      [visitor.id, seq],
    );
    await stream.until(({ event, data }) => event === 'conversation' && (data as Conversation).seen?.agent === seq);
    await stream.close();
    // And by a long poll, where a proxy holds streams back.
    const poll = fetch(`${stack.url}${visitor.path}/events?after=${(await visitor.history()).cursor}&wait=20`, {
      headers: visitor.headers,
    }).then((reply) => reply.json() as Promise<{ conversation: Conversation }>);
    await sleep(200);
    expect((await visitor.act('seen', { seq })).status).toBe(204);
    expect(await Promise.race([poll, sleep(3_000, 'still waiting')])).not.toBe('still waiting');
    expect((await poll).conversation.seen).toMatchObject({ visitor: seq });
  });

  test("a claim of the bot is a delivery; somebody else's conversation is unknown", async () => {
    const { claimTurn } = await import('../conversation/turns.js');
    const visitor = await openVisitor(stack.url);
    const { seq } = (await visitor.post('Bot?')).body.event;
    await claimTurn(stack.platform.db, visitor.id, 1_000);
    expect((await visitor.history()).conversation.seen).toEqual({ delivered: seq });
    const other = await openVisitor(stack.url);
    const stranger = await fetch(`${stack.url}${visitor.path}/seen`, {
      method: 'POST',
      headers: { ...other.headers, 'content-type': 'application/json' },
      body: JSON.stringify({ seq }),
    });
    expect(stranger.status).toBe(404);
    expect((await visitor.act('seen', { seq: 0 })).status).toBe(400);
  });

  test('a visitor who listens is known to be there while a reply waits, and only then', async () => {
    const lena = await signIn(stack);
    const visitor = await openVisitor(stack.url);
    const stream = await visitor.stream();
    const here = async () =>
      (
        await stack.platform.db.query<{ at: Date | null }>(
          'select visitor_here_at as at from conversations where id = $1',
          [visitor.id],
        )
      )[0]?.at;
    await visitor.post('Hello');
    // Two heartbeats reach him: he listens, and nothing waits for him.
    const at = stream.messages.length;
    await eventually(async () => stream.messages.slice(at).filter(({ event }) => event === 'heartbeat').length >= 2);
    expect(await here()).toBeNull();
    await lena.call('POST', `/conversations/${visitor.id}/take`, {});
    const { seq } = (await visitor.history()).conversation;
    await lena.call('POST', `/conversations/${visitor.id}/messages`, {
      clientId: crypto.randomUUID(),
      text: 'Yes?',
      seenSeq: seq,
    });
    expect(await eventually(here)).toBeInstanceOf(Date);
    await stream.close();
  });

  test('his list tells the last line and what he has not seen', async () => {
    const visitor = await openVisitor(stack.url);
    await visitor.post('The first conversation');
    const opened = await fetch(`${stack.url}/v1/conversations`, {
      method: 'POST',
      headers: { ...visitor.headers, 'content-type': 'application/json' },
      body: '{}',
    });
    expect(await opened.json()).not.toHaveProperty('token');
    const lena = await signIn(stack);
    await lena.call('POST', `/conversations/${visitor.id}/take`, {});
    const { seq } = (await visitor.history()).conversation;
    await lena.call('POST', `/conversations/${visitor.id}/messages`, {
      clientId: crypto.randomUUID(),
      text: 'An answer',
      seenSeq: seq,
    });
    const list = async () =>
      (
        (await (await fetch(`${stack.url}/v1/conversations`, { headers: visitor.headers })).json()) as {
          conversations: { id: string; lastText?: string; unread: number }[];
        }
      ).conversations;
    expect((await list()).map(({ lastText, unread }) => [lastText, unread])).toEqual([
      [undefined, 0],
      ['An answer', 1],
    ]);
    await visitor.act('seen', { seq: seq + 1 });
    expect((await list()).map(({ unread }) => unread)).toEqual([0, 0]);
  });
});
