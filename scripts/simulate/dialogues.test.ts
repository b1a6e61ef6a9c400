import { expect, test } from 'vitest';
import type { Event } from '../../services/wire/conversation.js';
import { missedOf } from './dialogues.js';

const by = (role: 'bot' | 'visitor', more: Partial<Event> = {}): Event =>
  ({ seq: 2, type: 'message', role, text: 'Words', createdAt: '2026-01-01T00:00:00Z', ...more }) as Event;
const answer = by('bot', {
  citations: [{ title: 'Delivery costs' }, { title: 'Payment methods' }] as Event['citations'],
});
const offer = by('bot', { suggestions: [{ label: 'Delivery costs' }, { label: 'None of these' }] });

test.each([
  [{ answers: ['Delivery costs'] }, [answer], true],
  // Not the first source.
  [{ answers: ['Payment methods'] }, [answer], false],
  [{ cites: ['Payment methods', 'Delivery costs'] }, [answer], true],
  [{ cites: ['Payment methods', 'Plans'] }, [answer], false],
  [{ offers: ['Delivery costs'] }, [offer], true],
  [{ offers: ['Delivery costs'] }, [answer], true],
  [{ offers: ['Payment methods'] }, [answer], false],
  [{ answers: ['Delivery costs'] }, [offer], false],
  [{ state: 'queued' as const }, [], true],
  [{ state: 'bot' as const }, [], false],
  [{ silent: true }, [by('visitor')], true],
  [{ silent: true }, [by('visitor'), answer], false],
  // Of several words of the bot's the last counts.
  [{ answers: ['Delivery costs'] }, [answer, by('bot')], false],
])('%j', (want, events, kept) => {
  expect(missedOf({ want }, { state: 'queued', events }) === undefined).toBe(kept);
});

test('what could not be played says why', () => {
  expect(missedOf({ want: {} }, 'there is no button "X"')).toBe('there is no button "X"');
});
