/** The knowledge base in the console: entries with their use, the try-it box, changes. For content teams, managers and admins. */
import express, { type Response, type Router } from 'express';
import type { Entry } from '../../../knowledge/entry.js';
import { tryQuestion } from '../../../knowledge/try/try-questions.js';
import { listEntries, readEntry } from '../../../knowledge/versions/browse.js';
import { addQuestions, removeEntry, saveEntry } from '../../../knowledge/versions/edit.js';
import type { AgentRow } from '../../conversation/agents.js';
import { Forbidden, NotFound } from '../../errors.js';
import type { Platform } from '../../platform/open.js';
import type { SaveEntry } from '../../wire/knowledge.js';
import * as wire from '../../wire/knowledge.js';
import { byOf } from '../address.js';
import type { Routes } from '../endpoints.js';

/** Under these paths bodies may be large, and are read only when it is known who sends them. */
export const KNOWLEDGE = '/knowledge/';

export type KnowledgeRoutes = {
  open: Routes;
  platform: Platform;
  /** Who is signed in. */
  me: (res: Response) => AgentRow;
};

/** Nobody but content teams, managers and admins gets below here. */
export function guardKnowledge(router: Router, me: KnowledgeRoutes['me']): void {
  router.use(
    KNOWLEDGE.slice(0, -1),
    (_req, res, next) => {
      if (me(res).role === 'agent') throw new Forbidden('This is for managers and content teams.');
      next();
    },
    express.json({ limit: '25mb', strict: true }),
  );
}

export function addKnowledge({ open, platform, me }: KnowledgeRoutes): void {
  const { db } = platform;
  const { embedder } = platform.models;

  open.add(
    {
      method: 'get',
      path: '/knowledge/entries',
      summary: 'Entries of the current version, with how they are used and what became of them.',
      auth: 'agent',
      query: wire.entriesQuery,
      replies: { 200: wire.entriesReply },
    },
    async ({ query }) => {
      const { cursor, limit = 50, ...filter } = query;
      const offset = cursor ?? 0;
      const { entries, total } = await listEntries(db, { ...filter, offset, limit });
      const next = offset + entries.length;
      return { entries, total, ...(next < total && entries.length > 0 && { next: String(next) }) };
    },
  );

  open.add(
    {
      method: 'get',
      path: '/knowledge/entries/:key',
      summary: 'An entry with its use and its history. Send `version` back with a change.',
      auth: 'agent',
      query: wire.entryQuery,
      replies: { 200: wire.entryReply },
    },
    async ({ req, query }) => {
      const read = await readEntry(db, String(req.params.key), query.version);
      if (!read) throw new NotFound('There is no such entry in this version.');
      return read;
    },
  );

  open.add(
    {
      method: 'put',
      path: '/knowledge/entries/:key',
      summary:
        'Write an entry, into a draft or live at once. With the version it was read in; without one it must be new. 409 where it changed since.',
      auth: 'agent',
      body: wire.saveEntryBody,
      replies: { 200: wire.savedReply },
    },
    async ({ req, res, body }) => {
      const key = String(req.params.key);
      const { entry, ...seen } = body;
      return saveEntry(db, embedder, written(key, entry), { ...seen, author: me(res).name, by: byOf(res) });
    },
  );

  open.add(
    {
      method: 'delete',
      path: '/knowledge/entries/:key',
      summary: 'Take an entry away, in a draft or at once. 409 where it changed since `version`.',
      auth: 'agent',
      query: wire.removeEntryQuery,
      replies: { 200: wire.savedReply },
    },
    async ({ req, res, query }) =>
      removeEntry(db, embedder, String(req.params.key), { ...query, author: me(res).name, by: byOf(res) }),
  );

  open.add(
    {
      method: 'post',
      path: '/knowledge/entries/:key/questions',
      summary:
        "Add an example of how visitors ask for this entry, to a draft or live at once: one click from an agent's reply.",
      auth: 'agent',
      body: wire.addQuestionBody,
      replies: { 200: wire.savedReply },
    },
    async ({ req, res, body }) => {
      const { question, ...into } = body;
      return addQuestions(db, embedder, {
        key: String(req.params.key),
        questions: [question],
        ...into,
        author: me(res).name,
        by: byOf(res),
      });
    },
  );

  open.add(
    {
      method: 'post',
      path: '/knowledge/try',
      summary: 'What the bot would do with a question, and why, by the current version or another; nothing is stored.',
      auth: 'agent',
      body: wire.tryBody,
      replies: { 200: wire.tryReply },
    },
    async ({ body }) => {
      const { thresholds, ...decided } = await tryQuestion(db, embedder, body);
      const { verdict, reason, confidence, candidates, features, context, parts, best, answeredBy, version, ms } =
        decided;
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
    },
  );
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
