/** Whom a waiting conversation goes to, and what happens where nobody answers. */
import { html, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import type { InboxSettings } from '../../../services/wire/inboxes.js';
import { chosen, isTicked, textIn } from '../shared/fields.js';
import { lines } from '../shared/settings.js';
import { t } from '../words.js';

const ROUTINGS = ['balanced', 'round_robin', 'broadcast', 'manual'] as const;
type Queue = Pick<
  InboxSettings,
  'routing' | 'accept' | 'acceptSeconds' | 'replySeconds' | 'skills' | 'remindSeconds' | 'remindTo'
>;
/** `mail`: this installation can send e-mail. */
type Props = { queue: Queue; mail: boolean; change: (change: Partial<Queue>) => void };

export function queueField({ queue, mail, change }: Props): TemplateResult {
  const { routing, accept, acceptSeconds, replySeconds, skills, remindSeconds, remindTo } = queue;
  const asks = routing === 'broadcast' || (accept && routing !== 'manual');
  return html`<section aria-labelledby="queue">
    <h2 id="queue">${t('queue')}</h2>
    <div class="field"><label for="routing">${t('inboxRouting')}</label>
      <select id="routing" aria-describedby="routing-hint" @change=${(event: Event) => change({ routing: chosen(ROUTINGS, event) })}>
        ${ROUTINGS.map((one) => html`<option value=${one} ?selected=${one === routing}>${t(`inboxRouting_${one}`)}</option>`)}
      </select>
      <small id="routing-hint">${t(`inboxRoutingHint_${routing}`)}</small></div>
    <label class="tick"><input id="accept" type="checkbox" .checked=${live(asks)} ?disabled=${routing === 'broadcast' || routing === 'manual'}
      @change=${(event: Event) => change({ accept: isTicked(event) })} /> ${t('inboxAccept')}</label>
    <div class="pairs-of">
      <div class="field"><label for="accept-seconds">${t('inboxAcceptSeconds')}</label>
        <input id="accept-seconds" type="number" min="5" max="600" ?disabled=${!asks} .value=${live(`${acceptSeconds}`)}
          @change=${(event: Event) => change({ acceptSeconds: Number(textIn(event)) })} /></div>
      <div class="field"><label for="reply-seconds">${t('inboxReplySeconds')}</label>
        <input id="reply-seconds" type="number" min="1" max="86400" aria-describedby="reply-hint" .value=${live(`${replySeconds ?? ''}`)}
          @change=${(event: Event) => change({ replySeconds: textIn(event) === '' ? null : Number(textIn(event)) })} />
        <small id="reply-hint">${t('inboxReplyHint')}</small></div>
    </div>
    <div class="field"><label for="skills">${t('inboxSkills')}</label>
      <textarea id="skills" rows="2" spellcheck="false" aria-describedby="skills-hint" .value=${live(skills.join('\n'))}
        @change=${(event: Event) => change({ skills: lines(textIn(event)) })}></textarea>
      <small id="skills-hint">${t('inboxSkillsHint')}</small></div>
    <div class="pairs-of">
      <div class="field"><label for="remind-seconds">${t('inboxRemindSeconds')}</label>
        <input id="remind-seconds" type="number" min="10" max="86400" aria-describedby="remind-hint" .value=${live(`${remindSeconds ?? ''}`)}
          @change=${(event: Event) => change({ remindSeconds: textIn(event) === '' ? null : Number(textIn(event)) })} />
        <small id="remind-hint">${t(mail ? 'inboxRemindHint' : 'inboxNoMail')}</small></div>
      <div class="field"><label for="remind-to">${t('inboxRemindTo')}</label>
        <textarea id="remind-to" rows="2" spellcheck="false" aria-describedby="remind-to-hint" .value=${live(remindTo.join('\n'))}
          @change=${(event: Event) => change({ remindTo: lines(textIn(event)) })}></textarea>
        <small id="remind-to-hint">${t('inboxRemindToHint')}</small></div>
    </div>
  </section>`;
}
