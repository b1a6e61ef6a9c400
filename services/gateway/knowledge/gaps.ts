/** Gaps in the console: what visitors asked in vain, and closing it. For content teams, managers and admins; see knowledge.ts. */

import { type CloseGapProps, closeGap } from '../../../knowledge/gaps/close.js';
import { forgetReadings, readGaps } from '../../../knowledge/gaps/gaps.js';
import * as wire from '../../wire/knowledge.js';
import { byOf } from '../address.js';
import { type KnowledgeRoutes, written } from './knowledge.js';

export function addGaps({ open, platform, me }: KnowledgeRoutes): void {
  const { db } = platform;
  const { embedder } = platform.models;

  open.add(
    {
      method: 'get',
      path: '/knowledge/gaps',
      summary:
        'What visitors asked and did not get a good answer to, grouped by meaning, the dearest group first; and what became of closed groups.',
      auth: 'agent',
      query: wire.gapsQuery,
      replies: { 200: wire.gapsReply },
    },
    ({ query }) => readGaps(db, embedder, query),
  );

  open.add(
    {
      method: 'post',
      path: '/knowledge/gaps',
      summary:
        'Close a group: with a new entry, with its questions as examples of an entry that there is, or as nothing to answer.',
      auth: 'agent',
      body: wire.closeGapBody,
      replies: { 200: wire.closeGapReply },
    },
    async ({ res, body }) => {
      const closed = await closeGap(db, embedder, { ...given(body), author: me(res).name, by: byOf(res) });
      forgetReadings(db);
      return closed;
    },
  );
}

function given(body: wire.CloseGap): CloseGapProps {
  if (!('entry' in body)) return body;
  const { key, ...entry } = body.entry;
  return { ...body, entry: written(key, entry) };
}
