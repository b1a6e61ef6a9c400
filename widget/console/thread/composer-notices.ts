/** What stands above the field: that one may not reply here and why, and what went wrong. */
import { html, nothing, type TemplateResult } from 'lit';
import type { Agent, AgentConversation } from '../../../services/wire/agent.js';
import { act } from '../link/acts.js';
import type { ConsoleClient } from '../link/client.js';
import type { Problem } from '../link/problems.js';
import { may } from '../link/rights.js';
import { t } from '../words.js';

type Where = { client: ConsoleClient; agent: Agent; conversation: AgentConversation; busy: boolean };

/** Whose it is, and the way to take it. `draft`: something is written already. */
export function notMine({ client, agent, conversation, busy }: Where, draft: boolean): TemplateResult {
  const { state, agent: owner, id } = conversation;
  const whose =
    state === 'assigned'
      ? t('hasIt', { agent: owner?.name ?? t('aColleague') })
      : t(state === 'bot' ? 'botHasIt' : state === 'queued' ? 'nobodyHasIt' : 'isResolved');
  return html`<div class="theirs">
    <span>${whose}${draft ? html` ${t('draftKept')}` : nothing}</span>
    ${
      may('take', agent, conversation)
        ? html`<button type="button" class="primary" ?disabled=${busy} @click=${() => act(client, 'take', id)}>${t('takeThis')}</button>`
        : nothing
    }
  </div>`;
}

export function problemBar({ client, agent, conversation }: Where, problem: Problem): TemplateResult {
  const { id } = conversation;
  return html`<div class="problem" role="alert">
    <span>${problem.text}</span>
    ${
      problem.verb === 'resolve' && may('resolve', agent, conversation)
        ? html`<button type="button" class="small" @click=${() => act(client, 'resolve', id)}>${t('resolveAnyway')}</button>`
        : nothing
    }
    <button type="button" class="small quiet" @click=${() => client.problem(id, undefined)}>${t('dismiss')}</button>
  </div>`;
}
