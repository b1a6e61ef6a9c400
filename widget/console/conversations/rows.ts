/** One row of each list. */

import { html, nothing, type TemplateResult } from 'lit';
import type { AgentConversation } from '../../../services/wire/agent.js';
import { plain } from '../../shared/plain.js';
import { callName, shortId } from '../shared/format.js';
import { icon } from '../shared/icons.js';
import { type Key, region, t } from '../words.js';
import { wakesAt } from './lists.js';

const until = new Intl.DateTimeFormat(region, { weekday: 'short', hour: 'numeric', minute: '2-digit' });

export type RowView = {
  conversation: AgentConversation;
  open: boolean;
  unread: boolean;
  owed: boolean;
  /** Offered to the reader. */
  offered: boolean;
  accepting: boolean;
  /** Its account is shown beside it. */
  explained: boolean;
  skew: number;
};

type Row = (row: RowView) => TemplateResult;

/** Who waits, how long, why. */
export const queueRow: Row = (row) => {
  const { conversation } = row;
  const why = row.offered ? undefined : conversation.why;
  const language = conversation.locale.split('-')[0]?.toUpperCase();
  return html`
    ${main(
      row,
      html`<span class="top">
          <span class="name">${nameOf(conversation)}</span>
          ${waitClock(conversation, row.skew)}
        </span>
        <span class="last">${lastLine(conversation)}</span>
        <span class="why">
          <span class="reason">${conversation.reason ? t(`reason_${conversation.reason}`) : t('reason_unknown')}</span>
          <span>${conversation.inbox}</span><span title=${t('language')}>${language}</span>
        </span>
        ${why ? html`<span class="waits ${why}">${t(`why_${why}`)}</span>` : nothing}`,
    )}
    ${row.offered ? offer(row) : nothing}
  `;
};

/** How long a word is owed; not how old the place in the queue is. Nothing where all was answered. */
export const waitClock = ({ owedSince }: AgentConversation, skew: number): TemplateResult | typeof nothing =>
  owedSince
    ? html`<fd-clock class="wait" .skew=${skew} .from=${Date.parse(owedSince)} title=${t('waitingSince')}></fd-clock>`
    : nothing;

/** Nobody takes a simulated visitor for a real one. */
export const practiceMark = ({ practice }: AgentConversation): TemplateResult | typeof nothing =>
  practice ? html`<span class="practice" title=${t('practiceHint')}>${t('practice')}</span>` : nothing;

/** Unread, or an answer is owed. */
export const mineRow: Row = (row) =>
  main(
    row,
    html`<span class="top">
        <span class="name">${nameOf(row.conversation)}</span>${practiceMark(row.conversation)}
        ${
          row.unread
            ? html`<span class="dot unread" title=${t('unread')}><span class="hidden">${t('unread')}</span></span>`
            : row.owed
              ? html`<span class="dot" title=${t('owed')}><span class="hidden">${t('owed')}</span></span>`
              : nothing
        }
      </span>
      <span class="last">${lastLine(row.conversation)}</span>
      ${tagsOf(row.conversation)}`,
  );

/** With the bot or with a colleague. */
export const otherRow: Row = (row) => {
  const { conversation } = row;
  const who = conversation.state === 'bot' ? t('withBot') : (conversation.agent?.name ?? t('aColleague'));
  return main(
    row,
    html`<span class="top">
      <span class="name">${nameOf(conversation)}</span>
      <span class="last">${lastLine(conversation)}</span>
      <span class="who">${conversation.state === 'bot' ? icon('bot') : nothing}${who}</span>
    </span>`,
  );
};

/** A note names the reader. */
export const mentionRow: Row = (row) =>
  main(
    row,
    html`<span class="top"><span class="name">${nameOf(row.conversation)}</span><span class="at" title=${t('mentionedYou')}><span aria-hidden="true">@</span><span class="hidden">${t('mentionedYou')}</span></span></span>
      <span class="last">${lastLine(row.conversation)}</span>`,
  );

/** Mine, when its time has come. */
export const snoozedRow: Row = (row) =>
  main(
    row,
    html`<span class="top">
      <span class="name">${nameOf(row.conversation)}</span>${practiceMark(row.conversation)}
      <span class="last">${lastLine(row.conversation)}</span>
      <span class="who">${icon('clock')}${until.format(wakesAt(row.conversation))}</span>
    </span>`,
  );

export function nameOf(conversation: AgentConversation): string {
  return callName(conversation.visitor) ?? t('visitorNumber', { number: shortId(conversation.visitor.id) });
}

function tagsOf({ tags }: AgentConversation): TemplateResult | typeof nothing {
  return tags ? html`<span class="why">${tags.map((tag) => html`<span>${tag}</span>`)}</span>` : nothing;
}

function main(row: RowView, inside: TemplateResult): TemplateResult {
  return html`<button type="button" class="row" data-id=${row.conversation.id} aria-current=${row.open ? 'true' : nothing}
    aria-describedby=${row.explained ? 'skips' : nothing}>${inside}</button>`;
}

function lastLine(conversation: AgentConversation): string {
  const text = plain(conversation.lastText);
  if (!text) return t('nothingSaid');
  const prefix: Partial<Record<string, Key>> = { bot: 'byBot', agent: 'byAgent' };
  const key = prefix[conversation.lastRole ?? ''];
  return key ? t(key, { text }) : text;
}

function offer(row: RowView): TemplateResult {
  const { id, offer: held } = row.conversation;
  return html`<div class="offer">
    <span>${t('offeredToYou')} <fd-clock .skew=${row.skew} .until=${Date.parse(held?.expiresAt ?? '')}></fd-clock></span>
    <button type="button" class="small" data-decline=${id} title=${t('declineHint')}>${t('decline')}</button>
    <button type="button" class="primary small" data-accept=${id} ?disabled=${row.accepting}>${t('accept')}</button>
  </div>`;
}
