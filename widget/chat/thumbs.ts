/** Under an answer: was it helpful, and where it was not, a person and "that is not what I asked". */
import { html, nothing, type TemplateResult } from 'lit';
import type { Feedback } from '../../services/wire/visitor.js';
import { icons } from '../shared/icons.js';
import { later } from '../shared/icons-later.js';
import type { View } from '../shared/transcript.js';
import { isAnswer, judgement, proposesPerson } from './lines.js';
import type { ChatController } from './link/client.js';
import { t, type Words } from './words.js';

/** A thumb as it was pressed, before the log has it. */
export type Vote = Omit<Feedback, 'seq' | 'comment'>;

export interface ThumbsContext {
  chat: ChatController;
  view: View;
  words: Words;
  votes: ReadonlyMap<number, Vote>;
  onVote: (seq: number, vote: Vote) => void;
}

/** Under the newest answer, and under those that were judged. */
export function renderThumbs(context: ThumbsContext, seq: number): TemplateResult | typeof nothing {
  const { words, view, votes, onVote } = context;
  const vote = votes.get(seq) ?? judgement(view, seq);
  if (!vote && view.events.findLast(isAnswer)?.seq !== seq) return nothing;
  const thumb = (helpful: boolean) => html`<button
    type="button"
    aria-label=${t(words, helpful ? 'helpful' : 'unhelpful')}
    aria-pressed=${vote?.helpful === helpful}
    @click=${() => vote?.helpful !== helpful && onVote(seq, { helpful })}
  >
    ${helpful ? later.thumbUp : later.thumbDown}
  </button>`;
  return html`<div class="thumbs">
      <span>${t(words, vote?.helpful ? 'thanks' : 'helpfulAsk')}</span>
      ${thumb(true)}${thumb(false)}
    </div>
    ${vote && !vote.helpful && proposesPerson(view, seq) ? renderProposal(context, seq, vote) : nothing}`;
}

/**
 * Stands inside the log, which reads out what is added to it: the sentence once when it appears, and the next one when
 * that takes its place. Both buttons stay where they are, so that the focus does, too.
 */
function renderProposal({ chat, view, words, onVote }: ThumbsContext, seq: number, vote: Vote): TemplateResult {
  const other = vote.why === 'not_my_question';
  const human = () => chat.askHuman(judgement(view, seq)?.by ?? seq);
  return html`<div class="proposal" role="group" aria-label=${t(words, 'unhelpful')}>
    ${other ? html`<p>${t(words, 'notMyQuestionSaid')}</p>` : html`<p>${t(words, 'proposeHuman')}</p>`}
    <button class="propose" type="button" @click=${human}>${icons.person}${t(words, 'human')}</button>
    <button
      class="other"
      type="button"
      aria-pressed=${other}
      @click=${() => !other && onVote(seq, { helpful: false, why: 'not_my_question' })}
    >
      ${other ? icons.check : nothing}${t(words, 'notMyQuestion')}
    </button>
  </div>`;
}
