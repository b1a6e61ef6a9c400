/** The section of managers: everybody with an account, and one of them. */
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import type { Member, TeamReply } from '../../../services/wire/team.js';
import { inboxStyles } from '../inboxes/inboxes.styles.js';
import type { ConsoleClient } from '../link/client.js';
import { addressOf } from '../places.js';
import { base } from '../shared/base.styles.js';
import { pageStyles } from '../shared/page.styles.js';
import { sectionStyles } from '../shared/section.styles.js';
import { t } from '../words.js';
import { readTeam } from './acts.js';
import './member.js';
import { teamStyles } from './team.styles.js';

export class FdTeam extends LitElement {
  static override styles = [base, pageStyles, inboxStyles, sectionStyles, teamStyles];
  static override properties = {
    client: { attribute: false },
    member: { attribute: false },
    team: { state: true },
    failed: { state: true },
  };
  declare client: ConsoleClient;
  /** The one that is open; `+` is a new one. */
  declare member: string | undefined;
  declare team: TeamReply | undefined;
  declare failed: boolean;

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (changed.has('member') || !this.hasUpdated) void this.#load();
  }

  override render() {
    const { team, member } = this;
    if (this.failed)
      return html`<main><div class="blank" role="alert"><h2>${t('inboxFailed')}</h2><p>${t('problemOffline')}</p>
        <button type="button" @click=${() => this.#load()}>${t('tryAgain')}</button></div></main>`;
    if (!team)
      return html`<main><div class="page"><div class="waiting" role="status" aria-label=${t('loading')}><i class="skeleton"></i><i class="skeleton"></i></div></div></main>`;
    const admin = this.client.board.agent?.role === 'admin';
    if (member !== undefined)
      return html`<main><fd-member .client=${this.client} .team=${team} .member=${member} .admin=${admin}></fd-member></main>`;
    return html`<main><div class="page">
      <header><h1>${t('team')}</h1>${admin ? html`<a class="new" href=${addressOf({ section: 'team', id: '+' })}>${t('teamNew')}</a>` : nothing}</header>
      ${list(team)}
    </div></main>`;
  }

  async #load(): Promise<void> {
    this.failed = false;
    try {
      this.team = await readTeam(this.client);
    } catch {
      this.failed = true;
    }
  }
}

function list({ members, inboxes }: TeamReply): TemplateResult {
  const names = new Map(inboxes.map(({ slug, name }) => [slug, name]));
  const serves = (member: Member) => member.inboxes.map(({ inbox }) => names.get(inbox) ?? inbox).join(', ');
  const none = (words: string) => html`<span class="none">${words}</span>`;
  return html`<table>
  <caption class="hidden">${t('team')}</caption>
  <thead><tr>${(['name', 'teamRole', 'inboxNow', 'teamLoad'] as const).map((column) => html`<th scope="col">${t(column)}</th>`)}
    ${(['inboxes', 'teamLanguages', 'teamSkills'] as const).map((column) => html`<th scope="col" class="more">${t(column)}</th>`)}</tr></thead>
  <tbody>${members.map((member) => {
    const attends = member.active && member.role !== 'content';
    return html`<tr>
      <th scope="row"><a href=${addressOf({ section: 'team', id: member.id })}>${member.name}</a> <small>${member.email}</small></th>
      <td>${t(`teamRole_${member.role}`)}</td>
      <td>${member.active ? nowOf(member) : none(t('teamClosed'))}</td>
      <td>${attends ? t('teamLoadOf', { load: member.load, capacity: member.capacity }) : '–'}</td>
      <td class="more">${attends ? serves(member) || none(t('teamEveryInbox')) : '–'}</td>
      <td class="more">${attends ? member.languages.join(', ') || none(t('teamAny')) : '–'}</td>
      <td class="more">${attends ? member.skills.join(', ') || none(t('teamAny')) : '–'}</td>
    </tr>`;
  })}</tbody>
</table>`;
}

const nowOf = ({ present, available }: Member): string =>
  t(present ? (available ? 'teamNow_available' : 'teamNow_here') : 'teamNow_gone');

customElements.define('fd-team', FdTeam);

declare global {
  interface HTMLElementTagNameMap {
    'fd-team': FdTeam;
  }
}
