/** Saying no to an offer, and who is passed over for it. Saying yes is `take`. */
import { hint } from '../platform/attempt.js';
import type { Sql } from '../platform/db.js';
import type { Platform } from '../platform/open.js';
import { type ConversationRow, wakeMatcher } from './conversations.js';
import { changeVisible, type Of } from './visible.js';

/** From now on, for a while, this agent is not asked for this conversation. */
export async function passOver(
  tx: Sql,
  { conversationId, agentId, ms }: { conversationId: string; agentId: string; ms: number },
): Promise<void> {
  await tx.query(
    `insert into passes (conversation_id, agent_id, until) values ($1, $2, clock_timestamp() + $3 * interval '1 millisecond')`,
    [conversationId, agentId, ms],
  );
}

/** No, thank you: it goes to the next at once. Fine where it is not held out to them any more. */
export async function decline(platform: Platform, of: Of): Promise<ConversationRow> {
  const { row, declined } = await changeVisible(platform, of, async (tx, row) => {
    const [ended] = await tx.query(
      `update offers set ended_at = clock_timestamp(), outcome = 'declined'
       where conversation_id = $1 and agent_id = $2 and ended_at is null returning 1`,
      [row.id, of.agent.id],
    );
    if (ended) {
      await passOver(tx, { conversationId: row.id, agentId: of.agent.id, ms: platform.config.timing.pass });
      await tx.query('update conversations set updated_at = clock_timestamp() where id = $1', [row.id]);
    }
    return { row, declined: !!ended };
  });
  if (declined) {
    hint(platform, row);
    wakeMatcher(platform, row.id);
  }
  return row;
}
