/** One account: what it may do, what its owner knows, works for and carries. */
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import type { Member, TeamReply } from '../../../services/wire/team.js';
import type { ConsoleClient } from '../link/client.js';
import { changes, lines, refusals, saveBar } from '../shared/settings.js';
import '../shared/confirm.js';
import { inboxStyles } from '../inboxes/inboxes.styles.js';
import { addressOf } from '../places.js';
import { base } from '../shared/base.styles.js';
import { entryStyles } from '../shared/editor.styles.js';
import { chosen, isTicked, textIn } from '../shared/fields.js';
import { pageStyles } from '../shared/page.styles.js';
import { t } from '../words.js';
import { addMember, newPassword, saveMember } from './acts.js';
import { teamStyles } from './team.styles.js';

const ROLES = ['agent', 'content', 'manager', 'admin'] as const;
const NEW: Member = {
  ...{ id: '+', email: '', name: '', role: 'agent', capacity: 5, languages: [], skills: [], inboxes: [] },
  ...{ active: true, available: false, present: false, load: 0 },
};

export class FdMember extends LitElement {
  static override styles = [base, pageStyles, entryStyles, inboxStyles, teamStyles];
  static override properties = {
    client: { attribute: false },
    team: { attribute: false },
    member: { attribute: false },
    admin: { attribute: false },
    draft: { state: true },
    problems: { state: true },
    said: { state: true },
  };
  declare client: ConsoleClient;
  declare team: TeamReply;
  /** `+` is a new one. */
  declare member: string;
  /** Whoever looks may give roles and close accounts. */
  declare admin: boolean;
  declare draft: Member | undefined;
  declare problems: string[];
  declare said: string;
  #saved: Member | undefined;
  /** Of the account that was made just now; the server tells it once. */
  #password: { of: string; text: string } | undefined;

  constructor() {
    super();
    this.problems = [];
    this.said = '';
  }

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    const other = this.#saved?.id !== this.member;
    if (!changed.has('member') && !(changed.has('team') && other)) return;
    this.#saved = this.draft = this.member === '+' ? NEW : this.team.members.find(({ id }) => id === this.member);
    this.problems = [];
    this.said = '';
  }

  override render() {
    const { draft } = this;
    const fresh = this.member === '+';
    return html`<div class="page">
      <header>
        <a class="back" href=${addressOf({ section: 'team' })}>${t('team')}</a>
        <h1 tabindex="-1">${fresh ? t('teamNew') : (this.#saved?.name ?? '')}</h1>
        ${fresh || !draft ? nothing : html`<span class="none">${draft.email}</span>`}
      </header>
      ${this.#password?.of === this.member ? html`<p class="once" role="status">${t('teamPassword')} <code>${this.#password.text}</code></p>` : nothing}
      <fd-confirm></fd-confirm>
      ${draft ? html`<form novalidate @submit=${this.#save}>${fresh ? this.#account(draft, true) : html`${this.#account(draft, false)} ${this.#work(draft)}`} ${this.#bar()}</form>` : html`<p class="none">${t('teamUnknown')}</p>`}
    </div>`;
  }

  #change = (change: Partial<Member>): void => {
    if (this.draft) this.draft = { ...this.draft, ...change };
    this.said = '';
  };

  #account(draft: Member, fresh: boolean): TemplateResult {
    return html`<section aria-labelledby="account"><h2 id="account">${t('teamAccount')}</h2>
      ${
        fresh
          ? html`<div class="field"><label for="email">${t('email')}</label>
              <input id="email" type="email" autocomplete="off" maxlength="254" .value=${live(draft.email)} @input=${(event: Event) => this.#change({ email: textIn(event).trim() })} /></div>`
          : nothing
      }
      <div class="field"><label for="name">${t('name')}</label>
        <input id="name" autocomplete="off" maxlength="100" aria-describedby="name-hint" .value=${live(draft.name)} @input=${(event: Event) => this.#change({ name: textIn(event) })} />
        <small id="name-hint">${t('teamNameHint')}</small></div>
      <div class="field"><label for="role">${t('teamRole')}</label>
        <select id="role" aria-describedby="role-hint" ?disabled=${!this.admin} @change=${(event: Event) => this.#change({ role: chosen(ROLES, event) })}>
          ${ROLES.map((role) => html`<option value=${role} ?selected=${role === draft.role}>${t(`teamRole_${role}`)}</option>`)}
        </select>
        <small id="role-hint">${t(`teamRoleHint_${draft.role}`)}</small></div>
      ${
        fresh
          ? nothing
          : html`<div class="field"><label class="tick"><input id="active" type="checkbox" aria-describedby="active-hint" ?disabled=${!this.admin} .checked=${live(draft.active)}
              @change=${(event: Event) => this.#change({ active: isTicked(event) })} /> ${t('teamActive')}</label>
            <small id="active-hint">${t('teamActiveHint')}</small></div>
            ${this.admin && draft.active ? html`<button type="button" class="link" @click=${this.#newPassword}>${t('teamNewPassword')}</button>` : nothing}`
      }
    </section>`;
  }

  #work(draft: Member): TemplateResult | typeof nothing {
    if (draft.role === 'content') return nothing;
    const words = (
      name: 'languages' | 'skills',
    ) => html`<div class="field"><label for=${name}>${t(name === 'skills' ? 'teamSkills' : 'teamLanguages')}</label>
      <textarea id=${name} rows="2" spellcheck="false" aria-describedby="${name}-hint" .value=${live(draft[name].join('\n'))}
        @change=${(event: Event) => this.#change({ [name]: lines(textIn(event)) })}></textarea>
      <small id="${name}-hint">${t(name === 'skills' ? 'teamSkillsHint' : 'teamLanguagesHint')}</small></div>`;
    return html`<section aria-labelledby="work"><h2 id="work">${t('teamWork')}</h2>
      <div class="pairs-of"><div class="field"><label for="capacity">${t('teamCapacity')}</label>
        <input id="capacity" type="number" min="0" max="100" .value=${live(`${draft.capacity}`)} @change=${(event: Event) => this.#change({ capacity: Number(textIn(event)) })} /></div></div>
      <fieldset aria-describedby="serves-hint"><legend>${t('teamServes')}</legend>
        ${this.team.inboxes.map((inbox) => this.#serves(draft, inbox))}
        <small id="serves-hint">${t('teamServesHint')}</small></fieldset>
      ${words('languages')} ${words('skills')}
    </section>`;
  }

  #serves(draft: Member, { slug, name }: TeamReply['inboxes'][number]): TemplateResult {
    const own = draft.inboxes.find(({ inbox }) => inbox === slug);
    const others = draft.inboxes.filter(({ inbox }) => inbox !== slug);
    const put = (capacity: number | null) => this.#change({ inboxes: [...others, { inbox: slug, capacity }] });
    return html`<div class="times"><label class="tick"><input type="checkbox" data-inbox=${slug} .checked=${live(!!own)}
        @change=${(event: Event) => (isTicked(event) ? put(null) : this.#change({ inboxes: others }))} /> ${name}</label>
      ${
        own
          ? html`<input type="number" min="0" max="100" data-capacity=${slug} aria-label=${t('teamMostOf', { name })} placeholder=${t('teamMost')} .value=${live(`${own.capacity ?? ''}`)}
              @change=${(event: Event) => {
                const value = textIn(event);
                put(value === '' ? null : Number(value));
              }} />`
          : nothing
      }</div>`;
  }

  #bar(): TemplateResult {
    const { draft } = this;
    const dirty = !!draft && !!this.#saved && Object.keys(changes(this.#saved, draft)).length > 0;
    return saveBar({ problems: this.problems, said: this.said, dirty });
  }

  #newPassword = async (): Promise<void> => {
    const member = this.#saved;
    if (!member) return;
    const agreed = await this.renderRoot.querySelector('fd-confirm')?.ask({
      title: t('teamNewPasswordAsk', { name: member.name }),
      says: [t('teamNewPasswordSays')],
      action: t('teamNewPassword'),
    });
    if (!agreed) return;
    try {
      const { password } = await newPassword(this.client, member.id);
      this.#password = { of: member.id, text: password };
      this.problems = [];
      this.requestUpdate();
    } catch (error) {
      this.problems = refusals(error);
    }
  };

  #save = async (event: Event): Promise<void> => {
    event.preventDefault();
    const { draft } = this;
    if (!draft || !this.#saved) return;
    try {
      if (this.member === '+') {
        const { email, name, role } = draft;
        const { member, password } = await addMember(this.client, { email, name, role });
        this.#password = { of: member.id, text: password };
        location.hash = addressOf({ section: 'team', id: member.id });
        return;
      }
      const { member } = await saveMember(this.client, draft.id, changes(this.#saved, draft));
      this.draft = this.#saved = member;
      this.problems = [];
      this.said = t('teamSaved');
    } catch (error) {
      this.problems = refusals(error);
    }
  };
}

customElements.define('fd-member', FdMember);

declare global {
  interface HTMLElementTagNameMap {
    'fd-member': FdMember;
  }
}
