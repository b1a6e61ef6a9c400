/** What agents say of the bot's decisions; learnt from by knowledge/fit. */
import type { z } from 'zod';
import type { Sql } from '../platform/db.js';
import type { labelBody } from '../wire/agent.js';

/** Undefined for a decision that there is not, or that belongs to no conversation. */
export async function conversationOfDecision(sql: Sql, decisionId: number): Promise<string | undefined> {
  const [decision] = await sql.query<{ conversationId: string | null }>(
    'select conversation_id as "conversationId" from decisions where id = $1',
    [decisionId],
  );
  return decision?.conversationId ?? undefined;
}

export async function labelDecision(
  sql: Sql,
  agentId: string,
  { decisionId, kind, entry }: z.infer<typeof labelBody>,
): Promise<void> {
  await sql.query('insert into labels (decision_id, by, kind, entry) values ($1, $2, $3, $4)', [
    ...[decisionId, agentId, kind, entry ?? null],
  ]);
}
