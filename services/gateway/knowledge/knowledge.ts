/**
 * The knowledge base in the console: entries with their use, the try-it box, changes. For content teams, managers and
 * admins.
 */

import type { z } from 'zod';
import type { Entry } from '../../../knowledge/entry.js';
import { tryQuestion } from '../../../knowledge/try/try-questions.js';
import { listEntries, readEntry } from '../../../knowledge/versions/browse.js';
import { addQuestions, removeEntry, saveEntry } from '../../../knowledge/versions/edit.js';
import { NotFound } from '../../errors.js';
import type { Platform } from '../../platform/open.js';
import type { SaveEntry } from '../../wire/knowledge.js';
import * as wire from '../../wire/knowledge.js';
import { on } from '../endpoints.js';
import type { Gate } from '../gate.js';
import { writers } from '../roles.js';

/** What a content team sends: whole files. */
export const LARGE = '25mb';

const writer = { auth: 'agent', role: writers } as const;

export const knowledgeRoutes = [
  on(
    'GET',
    '/v1/agent/knowledge/entries',
    {
      ...writer,
      summary: 'Entries of the current version, with how they are used and what became of them.',
      query: wire.entriesQuery,
      replies: { 200: wire.entriesReply },
    },
    async ({ db, query }) => {
      const { cursor, limit = 50, ...filter } = query;
      const offset = cursor ?? 0;
      const { entries, total } = await listEntries(db, { ...filter, offset, limit });
      const next = offset + entries.length;
      return { entries, total, ...(next < total && entries.length > 0 && { next: String(next) }) };
    },
  ),
  on(
    'GET',
    '/v1/agent/knowledge/entries/:key',
    {
      ...writer,
      summary: 'An entry with its use and its history. Send `version` back with a change.',
      query: wire.entryQuery,
      replies: { 200: wire.entryReply },
    },
    async ({ db, params, query }) => {
      const read = await readEntry(db, params.key, query.version);
      if (!read) throw new NotFound('There is no such entry in this version.');
      return read;
    },
  ),
  on(
    'PUT',
    '/v1/agent/knowledge/entries/:key',
    {
      ...writer,
      summary:
        'Write an entry, into a draft or live at once. With the version it was read in; without one it must be new. 409 where it changed since.',
      maxBody: LARGE,
      body: wire.saveEntryBody,
      replies: { 200: wire.savedReply },
    },
    ({ db, platform, agent, by, params, body: { entry, ...seen } }) =>
      saveEntry(db, platform.models.embedder, written(params.key, entry), { ...seen, author: agent.name, by }),
  ),
  on(
    'DELETE',
    '/v1/agent/knowledge/entries/:key',
    {
      ...writer,
      summary: 'Take an entry away, in a draft or at once. 409 where it changed since `version`.',
      query: wire.removeEntryQuery,
      replies: { 200: wire.savedReply },
    },
    ({ db, platform, agent, by, params, query }) =>
      removeEntry(db, platform.models.embedder, params.key, { ...query, author: agent.name, by }),
  ),
  on(
    'POST',
    '/v1/agent/knowledge/entries/:key/questions',
    {
      ...writer,
      summary:
        "Add an example of how visitors ask for this entry, to a draft or live at once: one click from an agent's reply.",
      maxBody: LARGE,
      body: wire.addQuestionBody,
      replies: { 200: wire.savedReply },
    },
    ({ db, platform, agent, by, params: { key }, body: { question, ...into } }) =>
      addQuestions(db, platform.models.embedder, { key, questions: [question], ...into, author: agent.name, by }),
  ),
  on(
    'POST',
    '/v1/agent/knowledge/try',
    {
      ...writer,
      summary: 'What the bot would do with a question, and why, by the current version or another; nothing is stored.',
      maxBody: LARGE,
      body: wire.tryBody,
      replies: { 200: wire.tryReply },
    },
    tried,
  ),
] as const;

/** What deciding asks of the platform. */
export const servicesOf = ({ db, models }: Platform) => ({ sql: db, embedder: models.embedder });

async function tried({ db, platform, body }: Gate & { body: z.infer<typeof wire.tryBody> }) {
  const { thresholds, ...decided } = await tryQuestion(db, platform.models.embedder, body);
  const { verdict, reason, confidence, candidates, features, context, parts, best, answeredBy, version, ms } = decided;
  const entries = best.map(({ key, title, answer, link }) => ({ key, title, answer, ...(link && { link }) }));
  return {
    ...(version && { version }),
    verdict,
    ...(reason && { reason }),
    confidence,
    thresholds,
    candidates,
    features,
    ...(context && { context }),
    ...(parts && { parts }),
    best: entries,
    answeredBy,
    ms,
  };
}

/** What is left out of a form comes as no field, or as an empty one. */
export function written(key: string, { link, validFrom, validUntil, ...entry }: SaveEntry['entry']): Entry {
  const { audience, ...rest } = entry;
  return {
    ...rest,
    key,
    ...(link && { link }),
    ...(audience && { audience }),
    ...(validFrom && { validFrom }),
    ...(validUntil && { validUntil }),
  };
}
