/** What calls for attention: a short sound, the title, the badge. Nothing here blocks or repeats for ever. */
import type { AgentConversation } from '../../services/protocol.js';
import { playTones } from '../shared/tones.js';
import type { Board } from './board.js';
import { type Lists, offeredTo, unread } from './lists.js';
import { t } from './words.js';

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

export class Alerts {
  muted = localStorage.getItem(MUTED) === 'yes';
  #audio: AudioContext | undefined;
  #flash: ReturnType<typeof setInterval> | undefined;
  #count = 0;
  #text: string | undefined;

  /** Browsers allow sound only after a click or a key. */
  start(): void {
    addEventListener('pointerdown', this.#unlock, { capture: true });
    addEventListener('keydown', this.#unlock, { capture: true });
    addEventListener('focus', this.#calm);
  }

  stop(): void {
    removeEventListener('pointerdown', this.#unlock, { capture: true });
    removeEventListener('keydown', this.#unlock, { capture: true });
    removeEventListener('focus', this.#calm);
    this.#calm();
    this.count(0);
  }

  get silent(): boolean {
    return this.muted || this.#audio?.state !== 'running';
  }

  mute(muted: boolean): void {
    this.muted = muted;
    localStorage.setItem(MUTED, muted ? 'yes' : 'no');
    if (!muted) this.#beep([660]);
  }

  call(kind: Call['kind'], text: string): void {
    this.#beep(kind === 'message' ? [520] : kind === 'offer' ? [660, 880] : [660, 660]);
    if (document.hasFocus()) return;
    clearInterval(this.#flash);
    this.#text = text;
    this.#flash = setInterval(() => {
      document.title = document.title === text ? this.#title() : text;
    }, FLASH_MS);
    document.title = text;
  }

  count(count: number): void {
    if (count === this.#count) return;
    this.#count = count;
    if (document.title !== this.#text) document.title = this.#title();
    const badge = navigator as Navigator & { setAppBadge?: (n: number) => Promise<void> };
    void badge.setAppBadge?.(count).catch(() => undefined);
  }

  #title(): string {
    return this.#count ? `(${this.#count}) ${t('pageTitle')}` : t('pageTitle');
  }

  #beep(tones: number[]): void {
    const audio = this.#audio;
    if (this.muted || audio?.state !== 'running') return;
    playTones(audio, { tones, length: 0.15, every: 0.16, volume: 0.12 });
  }

  #unlock = (): void => {
    this.#audio ??= new AudioContext();
    if (this.#audio.state === 'suspended') void this.#audio.resume();
  };

  #calm = (): void => {
    clearInterval(this.#flash);
    this.#flash = undefined;
    this.#text = undefined;
    document.title = this.#title();
  };
}
