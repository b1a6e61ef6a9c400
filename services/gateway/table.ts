/** Every endpoint there is. The browser takes `Api` from here, as a type alone. */
import type { z } from 'zod';
import { accountRoutes } from './agent/account.js';
import { actRoutes } from './agent/acts.js';
import { readingRoutes } from './agent/agent.js';
import { cannedRoutes } from './agent/canned.js';
import { findingRoutes } from './agent/finding.js';
import { markRoutes } from './agent/marks.js';
import { pictureRoutes } from './agent/pictures.js';
import { practiceRoutes } from './agent/practice.js';
import { queueRoutes } from './agent/queue.js';
import type { Definition, Params, ReplyOf } from './endpoints.js';
import { agentFileRoutes, fileRoutes, visitorFileRoutes } from './files.js';
import { healthRoutes } from './health.js';
import { gapRoutes } from './knowledge/gaps.js';
import { knowledgeRoutes } from './knowledge/knowledge.js';
import { promiseRoutes } from './knowledge/promise.js';
import { versionRoutes } from './knowledge/versions.js';
import { auditRoutes } from './manage/audit.js';
import { inboxRoutes } from './manage/inboxes.js';
import { jobRoutes } from './manage/jobs.js';
import { reportRoutes } from './manage/reports.js';
import { retentionRoutes } from './manage/retention.js';
import { teamRoutes } from './manage/team.js';
import { operatorKnowledgeRoutes } from './operator/knowledge.js';
import { operatorRoutes } from './operator/operator.js';
import { eventRoutes } from './visitor/events.js';
import { identityRoutes } from './visitor/identity.js';
import { reactionRoutes } from './visitor/reactions.js';
import { visitorRoutes } from './visitor/visitor.js';
import { widgetConfigRoutes } from './visitor/widget-config.js';

const forVisitors = [
  ...visitorRoutes,
  ...widgetConfigRoutes,
  ...identityRoutes,
  ...reactionRoutes,
  ...visitorFileRoutes,
  ...eventRoutes,
] as const;

const forTheTeam = [
  ...actRoutes,
  ...accountRoutes,
  ...pictureRoutes,
  ...readingRoutes,
  ...queueRoutes,
  ...cannedRoutes,
  ...agentFileRoutes,
  ...markRoutes,
  ...findingRoutes,
  ...practiceRoutes,
] as const;

const forLeads = [
  ...inboxRoutes,
  ...teamRoutes,
  ...jobRoutes,
  ...reportRoutes,
  ...auditRoutes,
  ...retentionRoutes,
] as const;

const forWriters = [...promiseRoutes, ...knowledgeRoutes, ...versionRoutes, ...gapRoutes] as const;

/** What is asked most stands first: for each request Express tries one after the other. */
export const table = [
  ...forVisitors,
  ...forTheTeam,
  ...healthRoutes,
  ...forLeads,
  ...forWriters,
  ...operatorRoutes,
  ...operatorKnowledgeRoutes,
  ...fileRoutes,
] as const;

type Of<E extends Definition, K extends 'body' | 'query'> = E extends { [k in K]: infer S extends z.ZodType }
  ? S
  : never;
type Input<S> = [S] extends [never] ? undefined : z.input<S>;
/** In an address all is text, so what the server reads out of it says more; what has a default may be left out. */
type Output<S> = [S] extends [never] ? undefined : Optional<z.input<S>, z.output<S>>;
type Optional<I, O> = Omit<O, Defaulted<I>> & Partial<Pick<O, Defaulted<I> & keyof O>>;
type Defaulted<I> = { [k in keyof I]-?: Record<never, never> extends Pick<I, k> ? k : never }[keyof I];

/** What each endpoint takes and gives, by method and path. */
export type Api = {
  [R in (typeof table)[number] as `${R['method']} ${R['path']}`]: {
    params: Params<R['path']>;
    query: Output<Of<R['definition'], 'query'>>;
    body: Input<Of<R['definition'], 'body'>>;
    reply: ReplyOf<R['definition']>;
    produces: R['definition'] extends { produces: infer P } ? P : 'application/json';
  };
};
