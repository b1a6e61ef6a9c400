import { describe, expect, test } from 'vitest';
import { said } from '../../testing/console.js';
import type { Pending } from '../link/kept.js';
import { handoff, timeline } from './timeline.js';

const pending = (clientId: string): Pending => ({ clientId, text: 'on its way', at: 0, status: 'sending', seenSeq: 1 });

describe('the transcript', () => {
  test('groups what one speaker says, and lets moves stand between', () => {
    const events = [
      said(1),
      said(2),
      said(3, { role: 'bot' }),
      said(4, { type: 'move', role: 'system' }),
      said(5),
      said(6, { role: 'agent', type: 'note', agent: { name: 'Lena' }, agentId: 'a1' }),
      said(7, { role: 'agent', agent: { name: 'Lena' }, agentId: 'a1' }),
    ];
    const items = timeline(events, [], 'a1');
    expect(
      items.map((item) =>
        item.kind === 'said' ? `${item.role} ${item.lines.length}${item.note ? ' note' : ''}` : item.kind,
      ),
    ).toEqual(['day', 'visitor 2', 'bot 1', 'quiet', 'visitor 1', 'agent 1 note', 'agent 1']);
  });

  test('shows a message on its way once, also after it arrived', () => {
    const arrived = said(2, { role: 'agent', agentId: 'a1', clientId: 'x', agent: { name: 'Lena' } });
    const items = timeline([said(1), arrived], [pending('x'), pending('y')], 'a1');
    const keys = items.flatMap((item) => (item.kind === 'said' ? item.lines.map((line) => line.key) : []));
    expect(keys).toEqual(['1', 'x', 'y']);
  });

  test('the brief quotes the last question, not the button that was pressed', () => {
    const events = [
      said(1, { text: 'Where is it?' }),
      said(2, { role: 'bot', suggestions: [{ label: 'None of these' }] }),
      said(3, { text: 'None of these', choice: { seq: 2, index: 0 } }),
      said(4, { type: 'move', role: 'bot', decisionId: 3, move: { name: 'escalate', from: 'bot', to: 'queued' } }),
      said(5, { text: 'Hello?' }),
    ];
    expect(handoff(events)).toMatchObject({ question: 'Where is it?', decisionId: 3 });
    expect(handoff(events.slice(0, 3))).toBeUndefined();
  });
});
