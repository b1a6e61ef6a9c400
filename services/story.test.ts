/** The product in one story, over HTTP and the streams, in every mode. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { modes, openVisitor, type Stack, signIn, startStack } from './testing/stack.js';
import type { AgentConversation, Decision } from './wire/agent.js';
import type { Conversation, Event } from './wire/conversation.js';

describe.each(modes())('the story (%s)', (mode) => {
  let stack: Stack;
  beforeAll(async () => {
    stack = await startStack(mode);
  });
  afterAll(() => stack?.drop());

  test('a visitor asks, the bot answers with its source, hands off what it does not know, and an agent takes over', async () => {
    const lena = await signIn(stack);
    const console_ = await lena.stream();
    expect((await lena.call('PUT', '/availability', { available: true })).status).toBe(200);

    const visitor = await openVisitor(stack.url);
    const screen = await visitor.stream();
    const log = (fits: (event: Event) => boolean) =>
      screen.until((it) => it.event === 'log' && fits(it.data as Event) && (it.data as Event));

    // The bot answers, and says where it has it from.
    const asked = await visitor.post('How do I reset my password?');
    expect(asked.status).toBe(202);
    const answer = await log((event) => event.role === 'bot');
    expect(answer.text).toMatch(/password/i);
    expect(answer.replyTo).toBe(asked.body.event.seq);
    expect(answer.citations?.[0]?.title).toMatch(/password/i);

    // What nobody wrote an answer for goes to a person; the visitor sees their place.
    await visitor.post('My grandmother wants to know who painted the ceiling of your warehouse in 1834');
    const queued = await log((event) => event.type === 'move');
    expect(queued.notice?.kind).toBe('queued');
    const place = await screen.until(
      (it) => it.event === 'conversation' && (it.data as Conversation).state === 'queued' && (it.data as Conversation),
    );
    expect(place.queue?.position).toBe(1);

    // Lena is offered the conversation and sees what the bot had in hand.
    const offered = await console_.until((it) => {
      const { conversation } = it.data as { conversation?: AgentConversation };
      return it.event === 'log' && conversation?.offer?.agentIds.includes(lena.id) && conversation;
    });
    expect(offered.id).toBe(visitor.id);
    const seen = await lena.call<{ events: Event[]; decisions: Decision[]; conversation: AgentConversation }>(
      'GET',
      `/conversations/${visitor.id}`,
    );
    expect(seen.body.decisions.map((decision) => decision.verdict)).toEqual(['answer', 'handoff']);
    expect(seen.body.decisions[0]?.candidates[0]?.title).toMatch(/password/i);

    // She takes it, replies, leaves a note that only colleagues see, and resolves.
    const taken = await lena.call<{ conversation: AgentConversation }>('POST', `/conversations/${visitor.id}/take`, {});
    expect(taken.body.conversation).toMatchObject({ state: 'assigned', agentId: lena.id });
    const { seq } = taken.body.conversation;
    const reply = await lena.call<{ event: Event }>('POST', `/conversations/${visitor.id}/messages`, {
      clientId: randomUUID(),
      text: 'Nobody painted it, it is a tin roof.',
      seenSeq: seq,
    });
    expect(reply.status).toBe(202);
    const heard = await log((event) => event.role === 'agent');
    expect(heard).toMatchObject({ text: 'Nobody painted it, it is a tin roof.', agent: { name: 'Lena' } });
    await lena.call('POST', `/conversations/${visitor.id}/messages`, {
      clientId: randomUUID(),
      text: 'Nice grandmother.',
      note: true,
      seenSeq: reply.body.event.seq,
    });
    const resolved = await lena.call<{ conversation: AgentConversation }>(
      'POST',
      `/conversations/${visitor.id}/resolve`,
      { seenSeq: reply.body.event.seq + 1 },
    );
    expect(resolved.body.conversation.state).toBe('resolved');
    await log((event) => event.notice?.kind === 'resolved');

    // The visitor comes back; the bot answers again.
    await visitor.post('When do I get my refund?');
    await log((event) => event.notice?.kind === 'reopened');
    await log((event) => event.role === 'bot' && event.seq > (answer.seq ?? 0) && event.type === 'message');

    // What the stream brought is what a fresh fetch shows, and the note is in neither.
    const { events } = await visitor.history();
    const streamed = screen.messages.filter((it) => it.event === 'log').map((it) => it.data as Event);
    expect(streamed).toEqual(events);
    expect(events.some((event) => event.type === 'note' || event.text === 'Nice grandmother.')).toBe(false);
    await screen.close();
    await console_.close();
  });
});
