/** The middle column: head with the verbs, transcript, composer. */
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import type { Agent, AgentConversation } from '../../../services/wire/agent.js';
import { act } from '../link/acts.js';
import type { Open } from '../link/board-open.js';
import type { ConsoleClient } from '../link/client.js';
import '../shared/clock.js';
import './composer.js';
import './bar.js';
import './brief.js';
import { nameOf, practiceMark, waitClock } from '../conversations/rows.js';
import type { Watching } from '../link/presence.js';
import type { Problem } from '../link/problems.js';
import { may, type Verb, verbs } from '../link/rights.js';
import { base } from '../shared/base.styles.js';
import { icon } from '../shared/icons.js';
import { threadStyles } from './thread.styles.js';
import './transcript.js';
import { t } from '../words.js';

export class FdThread extends LitElement {
  static override styles = [base, threadStyles];
  static override properties = {
    client: { attribute: false },
    open: { attribute: false },
    agent: { attribute: false },
    outbox: { attribute: false },
    problem: { attribute: false },
    busy: { attribute: false },
    labels: { attribute: false },
    watching: { attribute: false },
    failed: { type: Boolean },
    paired: { type: Boolean },
  };
  declare client: ConsoleClient;
  declare open: Open;
  declare agent: Agent;
  declare outbox: ReturnType<ConsoleClient['outbox']['of']>;
  declare problem: Problem | undefined;
  declare busy: ReadonlySet<string>;
  declare labels: ConsoleClient['labels'];
  /** Colleagues who have it on screen too. */
  declare watching: readonly Watching[];
  declare failed: boolean;
  /** Another one stands beside it. */
  declare paired: boolean;

  override render() {
    const { view, loaded, lost } = this.open;
    const { conversation } = view;
    if (lost) return this.#nothingHere(t('lostTitle'), t('lostHint'));
    if (!conversation || !loaded) return this.#loading(conversation);
    return html`
      ${this.#head(conversation)}
      <fd-bar .client=${this.client} .conversation=${conversation} .agent=${this.agent} .watching=${this.watching}></fd-bar>
      <fd-brief .client=${this.client} .conversation=${conversation} .events=${view.events} .decisions=${this.open.decisions} .labels=${this.labels}></fd-brief>
      <fd-transcript
        .conversationId=${this.open.id} .events=${view.events} .outbox=${this.outbox} .decisions=${this.open.decisions}
        .ghost=${view.ghost?.text ?? ''} .typing=${view.typing.visitor !== undefined} .agentId=${this.agent.id}
        .visitor=${nameOf(conversation)} .seen=${conversation.seen?.visitor ?? 0}
        @retry=${() => this.client.outbox.retry()} @take-back=${this.#takeBack}
      ></fd-transcript>
      ${this.#writing()}
      ${conversation.practice && conversation.state === 'resolved' ? this.#card() : this.#composer(conversation)}
    `;
  }

  #composer(conversation: AgentConversation): TemplateResult {
    return html`<fd-composer .client=${this.client} .conversation=${conversation} .agent=${this.agent} .problem=${this.problem}
        .busy=${this.busy.has(`${this.open.id}/take`)}></fd-composer>`;
  }

  /** Practice is over: how it went. */
  #card(): TemplateResult {
    void import('../practice/card.js');
    return html`<fd-practice-card .client=${this.client} .conversationId=${this.open.id}></fd-practice-card>`;
  }

  /** Said before one sends, so that nobody answers beside a colleague. */
  #writing(): TemplateResult {
    const writers = this.watching.filter(({ writing }) => writing);
    return html`<p class="writing" role="status">${writers.map(
      ({ name, writing }) => html`<span>${t(writing === 'note' ? 'isNoting' : 'isWriting', { name })}</span>`,
    )}</p>`;
  }

  tag(): void {
    this.renderRoot.querySelector('fd-bar')?.addTag();
  }

  slash(): void {
    this.renderRoot.querySelector('fd-composer')?.slash();
  }

  write(mode: 'reply' | 'note'): void {
    this.renderRoot.querySelector('fd-composer')?.write(mode);
  }

  #head(conversation: AgentConversation): TemplateResult {
    const { state, agent } = conversation;
    const where =
      state === 'assigned'
        ? conversation.agentId === this.agent.id
          ? t('stateMine')
          : t('stateAssigned', { agent: agent?.name ?? t('aColleague') })
        : t(state === 'bot' ? 'stateBot' : state === 'queued' ? 'stateQueued' : 'stateResolved');
    return html`<header>
      ${this.#back()}
      <div class="who">
        <h1 tabindex="-1">${nameOf(conversation)}</h1>
        <p>
          ${practiceMark(conversation)}<span class="state ${state}">${where}</span>
          ${state === 'queued' ? waitClock(conversation, this.client.skew) : nothing}
        </p>
      </div>
      <div class="verbs" role="group" aria-label=${t('actions')}>
        ${verbs.map((verb) => this.#verb(verb, conversation))}
        ${this.paired ? html`<button type="button" class="icon-only" aria-label=${t('besideClose')} title=${t('besideClose')} @click=${() => this.#emit('back')}>${icon('close')}</button>` : nothing}
        <button type="button" class="icon-only details" aria-label=${t('details')} title=${t('details')} @click=${() => this.#emit('details')}>${icon('details')}</button>
      </div>
    </header>`;
  }

  /** Verbs that cannot be used here are shown, not hidden: the row keeps its shape and its order. */
  #verb(verb: Verb, conversation: AgentConversation): TemplateResult {
    const allowed = may(verb, this.agent, conversation);
    const running = this.busy.has(`${conversation.id}/${verb}`);
    const kind = verb === 'take' && allowed && conversation.state !== 'resolved' ? 'primary' : '';
    const hint = t(`${verb}Hint`);
    return html`<button type="button" class=${kind} data-verb=${verb} title=${hint} aria-keyshortcuts=${shortcuts[verb] ?? nothing} aria-busy=${running} ?disabled=${!allowed || running}
      @click=${() => (verb === 'transfer' ? this.#emit('transfer') : void act(this.client, verb, conversation.id))}>
      ${verbIcon(verb)}<span>${t(verb)}</span>
    </button>`;
  }

  #loading(conversation: AgentConversation | undefined): TemplateResult {
    if (this.failed) return this.#nothingHere(t('loadFailedTitle'), t('loadFailedHint'));
    return html`<header>
        ${this.#back()}
        <div class="who">${conversation ? html`<h1>${nameOf(conversation)}</h1>` : html`<i class="skeleton title"></i>`}</div>
      </header>
      <div class="loading" role="status" aria-label=${t('loading')}>
        <i class="skeleton"></i><i class="skeleton right"></i><i class="skeleton short"></i><i class="skeleton"></i>
      </div>`;
  }

  #nothingHere(title: string, hint: string): TemplateResult {
    return html`<header>${this.#back()}</header>
      <div class="blank" role="status"><h2>${title}</h2><p>${hint}</p></div>`;
  }

  #back(): TemplateResult {
    return html`<button type="button" class="icon-only back" aria-label=${t('backToLists')} @click=${() => this.#emit('back')}>${icon('back')}</button>`;
  }

  #takeBack = (event: CustomEvent<string>): void => {
    this.client.outbox.takeBack(this.open.id, event.detail);
    const composer = this.renderRoot.querySelector('fd-composer');
    composer?.reload();
    composer?.write(this.client.kept.draft(this.open.id).mode);
  };

  #emit(name: string): void {
    this.dispatchEvent(new CustomEvent(name, { bubbles: true, composed: true }));
  }
}

const shortcuts: Partial<Record<Verb, string>> = { take: 't', resolve: 'e' };

function verbIcon(verb: Verb): TemplateResult {
  const names = { take: 'take', handBack: 'bot', transfer: 'transfer', release: 'release', resolve: 'check' } as const;
  return icon(names[verb]);
}

customElements.define('fd-thread', FdThread);

declare global {
  interface HTMLElementTagNameMap {
    'fd-thread': FdThread;
  }
}
