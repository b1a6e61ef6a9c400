/** What the bot does by itself: helping on while somebody waits, leaving topics to people, ending what is idle. */
import { html, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import type { InboxSettings } from '../../../services/wire/inboxes.js';
import { isTicked, textIn } from '../shared/fields.js';
import { lines } from '../shared/settings.js';
import { t } from '../words.js';

type Bot = Pick<InboxSettings, 'botHelps' | 'sensitive' | 'autoResolve' | 'idleMinutes'>;
type Props = { bot: Bot; change: (change: Partial<Bot>) => void };

export function botField({ bot, change }: Props): TemplateResult {
  const { botHelps, sensitive, autoResolve, idleMinutes } = bot;
  return html`<section aria-labelledby="bot">
    <h2 id="bot">${t('inboxBot')}</h2>
    <div class="field"><label class="tick"><input id="bot-helps" type="checkbox" aria-describedby="bot-helps-hint" .checked=${live(botHelps)}
        @change=${(event: Event) => change({ botHelps: isTicked(event) })} /> ${t('inboxBotHelps')}</label>
      <small id="bot-helps-hint">${t('inboxBotHelpsHint')}</small></div>
    <div class="field"><label for="sensitive">${t('inboxSensitive')}</label>
      <textarea id="sensitive" rows="3" aria-describedby="sensitive-hint" .value=${live(sensitive.join('\n'))}
        @change=${(event: Event) => change({ sensitive: lines(textIn(event)) })}></textarea>
      <small id="sensitive-hint">${t('inboxSensitiveHint')}</small></div>
    <div class="pairs-of">
      <div class="field"><label class="tick"><input id="auto-resolve" type="checkbox" aria-describedby="auto-resolve-hint" .checked=${live(autoResolve)}
          @change=${(event: Event) => change({ autoResolve: isTicked(event) })} /> ${t('inboxAutoResolve')}</label>
        <small id="auto-resolve-hint">${t('inboxAutoResolveHint')}</small></div>
      <div class="field"><label for="idle-minutes">${t('inboxIdleMinutes')}</label>
        <input id="idle-minutes" type="number" min="1" max="10080" ?disabled=${!autoResolve} .value=${live(`${idleMinutes}`)}
          @change=${(event: Event) => change({ idleMinutes: Number(textIn(event)) })} /></div>
    </div>
  </section>`;
}
