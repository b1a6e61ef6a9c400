// @vitest-environment happy-dom
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { Conversation, Event } from '../../services/wire/conversation.js';
import type { Feedback } from '../../services/wire/visitor.js';
import { apply, emptyView, type View } from '../shared/transcript.js';
import type { ChatController } from './link/client.js';
import { Messages } from './messages.js';
import { loadRich } from './rich.js';
import { loadWords } from './words.js';

afterEach(() => document.body.replaceChildren());

const createdAt = '2026-01-01T12:00:00.000Z';
const citations = [{ index: 1, title: 'Returns', text: 'Within 30 days.' }];
const asked: Event[] = [
  { seq: 1, type: 'message', role: 'visitor', text: 'How?', createdAt },
  { seq: 2, type: 'message', role: 'bot', text: 'So.', citations, createdAt },
];
const thumb = (seq: number, feedback: Feedback): Event => ({
  seq,
  type: 'feedback',
  role: 'visitor',
  feedback,
  createdAt,
});
const down = (seq: number, why?: Feedback['why']) => thumb(seq, { seq: 2, helpful: false, ...(why && { why }) });

/** The messages as a screen shows them, over a chat that notes what it is asked and does what the server would. */
async function screen(events: Event[], { works = true, state = 'bot' as Conversation['state'] } = {}) {
  let view: View = apply(emptyView(), {
    kind: 'history',
    conversation: { id: 'c', state, seq: 2, ownerEpoch: 1 } as Conversation,
    events,
  });
  const element = new Messages();
  const log = async (event: Event) => {
    view = apply(view, { kind: 'log', event });
    element.view = view;
    await element.updateComplete;
  };
  const act = vi.fn(async (_action: string, feedback: Feedback) => {
    if (works) await log(thumb((view.events.at(-1)?.seq ?? 0) + 1, feedback));
    return works;
  });
  const askHuman = vi.fn(async (_proposedBy?: number) => {
    view = apply(view, {
      kind: 'conversation',
      conversation: { id: 'c', state: 'queued', seq: 9, ownerEpoch: 2 } as Conversation,
    });
    await log({ seq: 9, type: 'move', role: 'system', notice: { kind: 'queued' }, createdAt });
  });
  element.chat = { loading: false, act, askHuman } as unknown as ChatController;
  element.view = view;
  document.body.append(element);
  await loadRich();
  const settle = async () => {
    await new Promise((resolve) => setTimeout(resolve, 20));
    await element.updateComplete;
  };
  await settle();
  const find = <E extends HTMLElement>(selector: string) => element.renderRoot.querySelector<E>(selector);
  const press = async (selector: string) => {
    find(selector)?.focus();
    find(selector)?.click();
    await settle();
  };
  const focused = () => element.shadowRoot?.activeElement;
  return { element, act, askHuman, find, press, focused, settle, text: () => find('.proposal p')?.textContent };
}

const thumbDown = '.thumbs button:last-child';

describe('a thumbs-down', () => {
  test('offers a person in place, and stays pressed with the focus on it', async () => {
    const { act, find, press, text, focused } = await screen(asked);
    expect(find('.proposal')).toBeNull();
    await press(thumbDown);
    expect(act).toHaveBeenCalledExactlyOnceWith('feedback', { seq: 2, helpful: false });
    expect(text()).toBe('Sorry that did not help. Would you like to talk to a person?');
    expect(find(thumbDown)?.ariaPressed ?? find(thumbDown)?.getAttribute('aria-pressed')).toBe('true');
    expect(focused()).toBe(find(thumbDown));
    // Next by Tab, and heard as an addition to the log.
    expect(find('.thumbs')?.nextElementSibling).toBe(find('.proposal'));
    expect(find('.proposal')?.closest('[role=log]')?.getAttribute('aria-live')).toBe('polite');
    expect([...(find('.proposal')?.querySelectorAll('button') ?? [])].map((it) => it.textContent?.trim())).toEqual([
      'Talk to a human',
      'That is not what I asked',
    ]);
  });

  test('hands off as proposed by the thumb, and the focus goes on from the messages', async () => {
    const { askHuman, find, press, focused } = await screen(asked);
    await press(thumbDown);
    await press('.propose');
    expect(askHuman).toHaveBeenCalledExactlyOnceWith(3);
    expect(find('.proposal')).toBeNull();
    expect(focused()).toBe(find('.scroll'));
  });

  test('can be told to be about another question: said once, shown as said', async () => {
    const { act, find, press, text, focused } = await screen(asked);
    await press(thumbDown);
    const before = find('.proposal p');
    await press('.other');
    expect(act).toHaveBeenLastCalledWith('feedback', { seq: 2, helpful: false, why: 'not_my_question' });
    expect(text()).toBe('Thank you for telling us. Ask again in other words, or talk to a person.');
    // Another node, so that it is read out; the button stays, and the focus with it.
    expect(find('.proposal p')).not.toBe(before);
    expect(focused()).toBe(find('.other'));
    expect(find('.other')?.getAttribute('aria-pressed')).toBe('true');
    await press('.other');
    expect(act).toHaveBeenCalledTimes(2);
    expect(find('.propose')).not.toBeNull();
  });

  test('that did not go through was not given', async () => {
    const { find, press } = await screen(asked, { works: false });
    await press(thumbDown);
    expect(find('.proposal')).toBeNull();
    expect(find(thumbDown)?.getAttribute('aria-pressed')).toBe('false');
  });

  test('becomes a thumbs-up, and nothing is offered any more', async () => {
    const { find, press } = await screen([...asked, down(3)]);
    await press('.thumbs button');
    expect(find('.proposal')).toBeNull();
  });
});

describe('after a reload', () => {
  test('the log alone brings it all back, and nothing is read out again', async () => {
    const { find, text, askHuman, press } = await screen([...asked, down(3), down(4, 'not_my_question')]);
    expect(text()).toMatch(/^Thank you for telling us/);
    expect(find(thumbDown)?.getAttribute('aria-pressed')).toBe('true');
    await press('.propose');
    expect(askHuman).toHaveBeenCalledExactlyOnceWith(4);
  });

  test.each(['queued', 'assigned', 'resolved'] as const)('nothing is offered while %s', async (state) => {
    const { find } = await screen([...asked, down(3)], { state });
    expect(find('.proposal')).toBeNull();
    expect(find(thumbDown)?.getAttribute('aria-pressed')).toBe('true');
  });

  test('in German', async () => {
    const { element, settle, text } = await screen([...asked, down(3)]);
    element.words = await loadWords('de');
    await settle();
    expect(text()).toBe('Schade, dass das nicht geholfen hat. Möchten Sie mit einem Menschen sprechen?');
  });
});
