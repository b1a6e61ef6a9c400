/**
 * What calls for attention: a short sound, again until somebody claims it, the title, the icon, a notice of the system.
 */
import type { AgentConversation } from '../../../services/wire/agent.js';
import { playTones } from '../../shared/tones.js';
import { type Lists, offeredTo, unread } from '../conversations/lists.js';
import type { Board } from '../link/board.js';
import { t } from '../words.js';
import type { Notifications } from './notifications.js';
import { markIcon } from './tab-icon.js';

const MUTED = 'frontdesk:console:muted';
const FLASH_MS = 1_200;

export type Call = { kind: 'offer' | 'waiting' | 'message'; conversation: AgentConversation };

/** What is new since `known`, which is brought up to date. While away only what is mine calls. Pure but for `known`. */
export function calls(known: Map<string, string>, board: Board, all: Lists, now: number): Call[] {
  const found: Call[] = [];
  const next = new Map<string, string>();
  const meet = (call: Call, sign: string) => {
    const { id } = call.conversation;
    next.set(id, sign);
    if (known.get(id) !== sign) found.push(call);
  };
  if (board.agent?.available) {
    for (const conversation of all.queue) {
      const rang = known.get(conversation.id);
      if (offeredTo(conversation, board.agent.id, now))
        meet({ kind: 'offer', conversation }, `offer ${conversation.offer?.expiresAt}`);
      // What rang once does not ring again because an offer of it ran out.
      else if (rang) next.set(conversation.id, rang);
      else if (!conversation.offer) meet({ kind: 'waiting', conversation }, 'waiting');
    }
  }
  for (const conversation of all.mine)
    if (unread(board, conversation)) meet({ kind: 'message', conversation }, `said ${conversation.lastVisitorSeq}`);
  known.clear();
  for (const [id, sign] of next) known.set(id, sign);
  return found;
}

/**
 * What still waits for somebody to claim it, the most urgent first: what is held out to me, then the longest wait.
 * Pure.
 */
export function unclaimed(board: Board, all: Lists, now: number): Call | undefined {
  const { agent } = board;
  if (!agent?.available) return undefined;
  const offered = all.queue.find((conversation) => offeredTo(conversation, agent.id, now));
  if (offered) return { kind: 'offer', conversation: offered };
  const waiting = all.queue.find((conversation) => !conversation.offer);
  return waiting && { kind: 'waiting', conversation: waiting };
}

/**
 * Milliseconds until it rings again, the `times`-th time: an offer is short; what waits must not drive anybody mad.
 * Pure.
 */
export function pauseBefore(kind: Call['kind'], times: number): number {
  return kind === 'offer' ? 5_000 : Math.min(30_000 * 2 ** times, 240_000);
}

const permission = (): Notifications['notices'] => globalThis.Notification?.permission ?? 'none';

export class Alerts {
  muted = localStorage.getItem(MUTED) === 'yes';
  /** Something about what one would hear has changed. */
  onNotifications = (): void => {};
  /** Somebody pressed a notice of the system. */
  onOpen = (_conversationId: string): void => {};
  #audio: AudioContext | undefined;
  /** Held, because to ask the browser takes milliseconds, and the header is drawn with every event. */
  #permission = permission();
  #flash: ReturnType<typeof setInterval> | undefined;
  #again: ReturnType<typeof setTimeout> | undefined;
  #pending: { sign: string; times: number } | undefined;
  #notices = new Map<string, Notification>();
  #count = 0;
  #text: string | undefined;

  /** Browsers allow sound only after a click or a key. */
  start(): void {
    addEventListener('pointerdown', this.#unlock, { capture: true });
    addEventListener('keydown', this.#unlock, { capture: true });
    addEventListener('focus', this.#calm);
    // Allowed or forbidden in the browser's own settings.
    void navigator.permissions?.query({ name: 'notifications' }).then(
      (status) => {
        status.onchange = this.#permitted;
      },
      () => undefined,
    );
  }

  stop(): void {
    removeEventListener('pointerdown', this.#unlock, { capture: true });
    removeEventListener('keydown', this.#unlock, { capture: true });
    removeEventListener('focus', this.#calm);
    this.#calm();
    this.remind(undefined, '');
    this.count(0);
  }

  /** What of this browser lets one hear or see a call; the rest the console knows. */
  get notifications(): Pick<Notifications, 'muted' | 'audio' | 'notices'> {
    return {
      muted: this.muted,
      audio: this.#audio?.state === 'running' ? 'running' : 'locked',
      notices: this.#permission,
    };
  }

  mute(muted: boolean): void {
    this.muted = muted;
    localStorage.setItem(MUTED, muted ? 'yes' : 'no');
    if (!muted) this.#beep([660]);
    this.onNotifications();
  }

  /** As an offer would sound and show, sound off or not: that is what a test is for. */
  test(text: string): void {
    const { muted } = this;
    this.muted = false;
    this.#beep([660, 880]);
    this.muted = muted;
    this.#notify('test', text);
  }

  async allowNotices(): Promise<void> {
    await globalThis.Notification?.requestPermission();
    this.#permitted();
  }

  call({ kind, conversation }: Call, text: string): void {
    this.#beep(kind === 'message' ? [520] : kind === 'offer' ? [660, 880] : [660, 660]);
    if (document.hasFocus()) return;
    this.#notify(conversation.id, text);
    clearInterval(this.#flash);
    this.#text = text;
    this.#flash = setInterval(() => {
      document.title = document.title === text ? this.#title() : text;
    }, FLASH_MS);
    document.title = text;
  }

  /** Rings again until this changes: somebody claimed it, or it is withdrawn. Notices of what is settled go away. */
  remind(call: Call | undefined, text: string): void {
    const sign = call ? `${call.kind} ${call.conversation.id} ${call.conversation.offer?.expiresAt ?? ''}` : '';
    if (sign === (this.#pending?.sign ?? '')) return;
    clearTimeout(this.#again);
    this.#pending = call && { sign, times: 0 };
    for (const [id, notice] of this.#notices) if (id !== call?.conversation.id) notice.close();
    if (call) this.#wait(call, text);
  }

  count(count: number): void {
    if (count === this.#count) return;
    this.#count = count;
    if (document.title !== this.#text) document.title = this.#title();
    markIcon(count);
    const badge = navigator as Navigator & { setAppBadge?: (n: number) => Promise<void> };
    void badge.setAppBadge?.(count).catch(() => undefined);
  }

  #wait(call: Call, text: string): void {
    const pending = this.#pending;
    if (!pending) return;
    this.#again = setTimeout(
      () => {
        pending.times += 1;
        this.call(call, text);
        this.#wait(call, text);
      },
      pauseBefore(call.kind, pending.times),
    );
  }

  #title(): string {
    return this.#count ? `(${this.#count}) ${t('pageTitle')}` : t('pageTitle');
  }

  #beep(tones: number[]): void {
    const audio = this.#audio;
    if (this.muted || audio?.state !== 'running') return;
    playTones(audio, { tones, length: 0.15, every: 0.16, volume: 0.12 });
  }

  /** The text names who waits and why, never what was said: notices show on locked screens. */
  #notify(id: string, text: string): void {
    if (globalThis.Notification?.permission !== 'granted') return;
    try {
      const notice = new Notification(t('pageTitle'), { body: text, tag: `frontdesk:${id}`, silent: true });
      this.#notices.set(id, notice);
      notice.onclose = () => this.#notices.delete(id);
      notice.onclick = () => {
        window.focus();
        notice.close();
        if (id !== 'test') this.onOpen(id);
      };
    } catch {
      // Some phones allow notices to service workers only.
    }
  }

  #permitted = (): void => {
    this.#permission = permission();
    this.onNotifications();
  };

  #unlock = (): void => {
    this.#audio ??= new AudioContext();
    this.#audio.onstatechange = () => this.onNotifications();
    if (this.#audio.state === 'suspended') void this.#audio.resume();
  };

  #calm = (): void => {
    clearInterval(this.#flash);
    this.#flash = undefined;
    this.#text = undefined;
    document.title = this.#title();
  };
}
