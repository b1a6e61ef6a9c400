// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { at, me, row } from '../../testing/console.js';
import { lists } from '../conversations/lists.js';
import { apply, type Board, empty } from '../link/board.js';
import { Alerts, pauseBefore, unclaimed } from './alerts.js';
import { checks, type Notifications, notified } from './notifications.js';
import { iconAddress } from './tab-icon.js';

const all: Notifications = { connected: true, available: true, muted: false, audio: 'running', notices: 'granted' };

describe('would I be notified', () => {
  test.each([
    [{}, 'good', 'hearGood'],
    [{ connected: false, available: false }, 'bad', 'hearNoLink'],
    [{ available: false }, 'away', 'hearAway'],
    [{ audio: 'locked', muted: true }, 'bad', 'hearLocked'],
    [{ muted: true }, 'partly', 'hearMuted'],
    [{ muted: true, notices: 'denied' }, 'bad', 'hearMuted'],
    [{ notices: 'denied' }, 'partly', 'hearDenied'],
    [{ notices: 'default' }, 'partly', 'hearNotAsked'],
    [{ notices: 'none' }, 'partly', 'hearNotAsked'],
  ] as const)('%j: %s, %s', (change, level, why) => {
    expect(notified({ ...all, ...change })).toEqual({ level, why });
    expect(checks({ ...all, ...change }).every(({ good }) => good)).toBe(level === 'good');
  });
});

const boardOf = (available: boolean, ...conversations: ReturnType<typeof row>[]): Board =>
  apply(empty, { event: 'snapshot', data: { agent: { ...me, available }, conversations } });

describe('what nobody has claimed', () => {
  const now = Date.parse(at(5));
  const pending = (board: Board) => unclaimed(board, lists(board), now);

  test('an offer to me goes before whoever waits longest; an offer to another is his', () => {
    const mine = row('offered', { queuedAt: at(20), offer: { agentIds: ['a1'], expiresAt: at(30) } });
    const hers = row('hers', { queuedAt: at(1), offer: { agentIds: ['a2'], expiresAt: at(30) } });
    const waits = row('waits', { queuedAt: at(3) });
    expect(pending(boardOf(true, mine, hers, waits))).toMatchObject({ kind: 'offer', conversation: { id: 'offered' } });
    expect(pending(boardOf(true, hers, waits))).toMatchObject({ kind: 'waiting', conversation: { id: 'waits' } });
    expect(pending(boardOf(true, hers))).toBeUndefined();
    expect(pending(boardOf(false, mine, waits))).toBeUndefined();
  });

  test('an offer rings often, a wait less and less', () => {
    expect([0, 1, 2].map((times) => pauseBefore('offer', times))).toEqual([5_000, 5_000, 5_000]);
    expect([0, 1, 2, 3, 9].map((times) => pauseBefore('waiting', times))).toEqual([
      30_000, 60_000, 120_000, 240_000, 240_000,
    ]);
  });
});

describe('a call', () => {
  const shown: { title: string; body: string; closed: boolean; press: () => void }[] = [];
  beforeEach(() => {
    vi.useFakeTimers();
    shown.length = 0;
    vi.spyOn(document, 'hasFocus').mockReturnValue(false);
    vi.stubGlobal(
      'Notification',
      class {
        static permission = 'granted';
        onclick = () => {};
        onclose = () => {};
        #one: (typeof shown)[number];
        constructor(title: string, { body }: { body: string }) {
          this.#one = { title, body, closed: false, press: () => this.onclick() };
          shown.push(this.#one);
        }
        close() {
          this.#one.closed = true;
          this.onclose();
        }
      },
    );
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
    vi.restoreAllMocks();
  });

  const call = { kind: 'offer', conversation: row('c1', { offer: { agentIds: ['a1'], expiresAt: at(30) } }) } as const;

  test('comes again until somebody claims it, and its notices go with it', () => {
    const alerts = new Alerts();
    alerts.call(call, 'Anna is offered to you');
    alerts.remind(call, 'Anna is offered to you');
    expect(shown).toHaveLength(1);
    vi.advanceTimersByTime(5_000);
    // Told about the same again, as with every change on the board, it goes on and does not begin anew.
    alerts.remind(call, 'Anna is offered to you');
    vi.advanceTimersByTime(5_000);
    expect(shown.map(({ body }) => body)).toEqual(Array(3).fill('Anna is offered to you'));
    alerts.remind(undefined, '');
    expect(shown.at(-1)?.closed).toBe(true);
    vi.advanceTimersByTime(60_000);
    expect(shown).toHaveLength(3);
  });

  test('opens its conversation when its notice is pressed', () => {
    const alerts = new Alerts();
    const opened: string[] = [];
    alerts.onOpen = (id) => opened.push(id);
    alerts.call(call, 'x');
    shown[0]?.press();
    expect(opened).toEqual(['c1']);
  });

  test('marks the icon of the tab', () => {
    document.head.innerHTML = '<link rel="icon" href="x">';
    const href = () => decodeURIComponent(document.querySelector('link')?.getAttribute('href') ?? '');
    const alerts = new Alerts();
    alerts.count(3);
    expect(href()).toContain('>3</text>');
    alerts.count(12);
    expect(href()).toContain('>9+</text>');
    alerts.count(0);
    expect(href()).toBe(decodeURIComponent(iconAddress(0)));
    expect(href()).not.toContain('<text');
  });
});
