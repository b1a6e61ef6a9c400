import type { ReactiveControllerHost } from 'lit';
import { expect, test } from 'vitest';
import type { Canned } from '../../../services/wire/agent.js';
import { CannedList } from './canned-list.js';

const canned = (shortcut: string): Canned => ({
  key: shortcut,
  shortcut,
  title: '',
  text: '',
  unresolved: [],
  uses: 0,
});

function listed(find: (q: string) => Promise<Canned[]>, drafts = false) {
  const chosen: string[] = [];
  const host = { requestUpdate: () => {} } as ReactiveControllerHost;
  const list = new CannedList(host, {
    find: async (q) => ({ canned: await find(q), drafts }),
    choose: ({ key }, { from }) => chosen.push(`${key} at ${from}`),
    draft: ({ from }) => chosen.push(`a draft at ${from}`),
  });
  const type = (value: string) => list.look({ value, selectionEnd: value.length } as HTMLTextAreaElement);
  const press = (key: string) => {
    const did: string[] = [];
    const event = { key, preventDefault: () => did.push('prevented'), stopPropagation: () => did.push('stopped') };
    return { mine: list.key(event as unknown as KeyboardEvent), did };
  };
  return { list, chosen, type, press };
}

test('arrows go round, Enter and Tab choose, Escape closes the list and nothing else', async () => {
  const { list, chosen, type, press } = listed(async () => [canned('one'), canned('two')]);
  expect(press('ArrowDown')).toEqual({ mine: false, did: [] });
  await type('Hello /');
  expect(list.activeId).toBe('canned-0');
  expect(press('ArrowUp')).toEqual({ mine: true, did: ['prevented'] });
  expect(list.activeId).toBe('canned-1');
  press('ArrowDown');
  expect(list.activeId).toBe('canned-0');
  expect(press('a')).toEqual({ mine: false, did: [] });
  expect(press('Enter')).toEqual({ mine: true, did: ['prevented'] });
  expect({ chosen, open: list.open }).toEqual({ chosen: ['one at 6'], open: false });
  await type('/');
  press('ArrowDown');
  press('Tab');
  expect(chosen).toEqual(['one at 6', 'two at 0']);
  await type('/');
  expect(press('Escape')).toEqual({ mine: true, did: ['stopped', 'prevented'] });
  expect(list.open).toBe(false);
});

test('where nothing fits, Enter sends; an answer that comes late is for another text', async () => {
  let answer = (_: Canned[]) => {};
  const { list, type, press } = listed(
    () =>
      new Promise((resolve) => {
        answer = resolve;
      }),
  );
  const first = type('/x');
  answer([]);
  await first;
  expect({ open: list.open, active: list.activeId }).toEqual({ open: true, active: undefined });
  expect(press('Enter').mine).toBe(false);
  const late = type('/xy');
  await type('gone');
  answer([canned('late')]);
  await late;
  expect(list.open).toBe(false);
});

test('what fits comes first, then the offer to write a draft from it, then the rest; none where nothing fits', async () => {
  const fitting = { ...canned('fits'), fit: 0.8 };
  const { chosen, type, press } = listed(async (q) => (q ? [canned('other')] : [fitting, canned('other')]), true);
  for (const steps of [0, 1, 2]) {
    await type('Hello /');
    for (let i = 0; i < steps; i++) press('ArrowDown');
    press('Enter');
  }
  expect(chosen).toEqual(['fits at 6', 'a draft at 6', 'other at 6']);
  await type('/o');
  press('Enter');
  expect(chosen.at(-1)).toBe('other at 0');
});
