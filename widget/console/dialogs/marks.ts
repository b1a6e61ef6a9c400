/** What the dialogs for a conversation ask: until when, why, whom. Drawings; the dialog itself is in dialogs.ts. */
import { html, type TemplateResult } from 'lit';
import { WHY_MAX } from '../../../services/wire/limits.js';
import type { Colleague } from '../link/acts.js';
import { later } from '../link/marks.js';
import { elementOf } from '../shared/fields.js';
import { region, t } from '../words.js';

const when = new Intl.DateTimeFormat(region, { weekday: 'long', hour: 'numeric', minute: '2-digit' });

/** `YYYY-MM-DDTHH:MM` by this computer's clock, as the browser's own field wants it. */
function localField(at: Date): string {
  const two = (n: number) => String(n).padStart(2, '0');
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}T${two(at.getHours())}:${two(at.getMinutes())}`;
}

export function snoozeAsk(now: Date, choose: (at: Date) => void): TemplateResult {
  const pick = (event: Event) => {
    event.preventDefault();
    const field = elementOf(event)?.querySelector('input');
    if (field?.value) choose(new Date(field.value));
  };
  return html`<h2 id="title">${t('snoozeTitle')}</h2>
    <p class="hint">${t('snoozeSays')}</p>
    <ul>${later(now).map(({ key, at }) => html`<li><button type="button" @click=${() => choose(at)}><span>${t(key)}</span><small>${when.format(at)}</small></button></li>`)}</ul>
    <form class="pick" @submit=${pick}>
      <label for="at">${t('snoozePick')}</label>
      <input id="at" type="datetime-local" required min=${localField(new Date(now.getTime() + 60_000))} .value=${localField(new Date(now.getTime() + 7_200_000))} />
      <button type="submit" class="plain">${t('snooze')}</button>
    </form>`;
}

export function blockAsk(choose: (why: string) => void, cancel: () => void): TemplateResult {
  const go = (event: Event) => {
    event.preventDefault();
    const why = elementOf(event)?.querySelector('input')?.value.trim();
    if (why) choose(why);
  };
  return html`<form @submit=${go}>
    <h2 id="title">${t('blockTitle')}</h2>
    <p>${t('blockSays')}</p>
    <label for="why">${t('blockWhy')}</label>
    <input id="why" required maxlength=${WHY_MAX} autofocus autocomplete="off" />
    <div class="foot"><button type="button" @click=${cancel}>${t('cancel')}</button><button type="submit" class="primary">${t('block')}</button></div>
  </form>`;
}

export function inviteAsk(team: readonly Colleague[], choose: (one: Colleague) => void): TemplateResult {
  return html`<p class="hint">${t('inviteSays')}</p>
    <ul>${team.map(
      (one) => html`<li><button type="button" @click=${() => choose(one)}>
        <i class="presence ${one.available ? 'here' : ''}" aria-hidden="true"></i><span>${one.name}</span><small>${t(one.available ? 'available' : 'away')}</small>
      </button></li>`,
    )}</ul>`;
}
