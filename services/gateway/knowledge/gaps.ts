/** Gaps in the console: what visitors asked in vain, and closing it. For content teams, managers and admins. */
import { type CloseGapProps, closeGap } from '../../../knowledge/gaps/close.js';
import { forgetReadings, readGaps } from '../../../knowledge/gaps/gaps.js';
import * as wire from '../../wire/knowledge.js';
import { on } from '../endpoints.js';
import { writers } from '../roles.js';
import { LARGE, written } from './knowledge.js';

export const gapRoutes = [
  on(
    'GET',
    '/v1/agent/knowledge/gaps',
    {
      summary:
        'What visitors asked and did not get a good answer to, grouped by meaning, the dearest group first; and what became of closed groups.',
      auth: 'agent',
      role: writers,
      query: wire.gapsQuery,
      replies: { 200: wire.gapsReply },
    },
    ({ db, platform, query }) => readGaps(db, platform.models.embedder, query),
  ),
  on(
    'POST',
    '/v1/agent/knowledge/gaps',
    {
      summary:
        'Close a group: with a new entry, with its questions as examples of an entry that there is, or as nothing to answer.',
      auth: 'agent',
      role: writers,
      maxBody: LARGE,
      body: wire.closeGapBody,
      replies: { 200: wire.closeGapReply },
    },
    async ({ db, platform, agent, by, body }) => {
      const closed = await closeGap(db, platform.models.embedder, { ...given(body), author: agent.name, by });
      forgetReadings(db);
      return closed;
    },
  ),
] as const;

function given(body: wire.CloseGap): CloseGapProps {
  if (!('entry' in body)) return body;
  const { key, ...entry } = body.entry;
  return { ...body, entry: written(key, entry) };
}
