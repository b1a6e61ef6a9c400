/** The visitors of a load: each with a token and a conversation that an agent has, known by their number alone. */
import { createHash } from 'node:crypto';
import { addAgent } from '../../services/conversation/agents.js';
import { sha256 } from '../../services/conversation/tokens.js';
import type { Db } from '../../services/platform/db.js';

/** So many that nobody among them comes near what one visitor may write in a minute. */
export const CROWD = 8_000;

/** The customer's site on whose pages they are. */
export const SITE = 'https://shop.example';

/** What stands in each log already: a message, the handoff, an agent who took it. */
const LINES = 3;

export const tokenOf = (n: number): string => `visitor-of-the-bench-${n}`;

export function conversationOf(n: number): string {
  const hex = createHash('md5').update(`conversation ${n}`).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

/** Written past the verbs: opening is not what is measured. */
export async function gather(db: Db): Promise<void> {
  const agent = await addAgent(db, { email: 'bench@team.test', name: 'Lena', role: 'agent' });
  for (let from = 0; from < CROWD; from += 500) {
    const some = Array.from({ length: 500 }, (_, i) => from + i);
    await db.query(
      `with someone as (
         select gen_random_uuid() as visitor, t.* from unnest($1::uuid[], $2::bytea[]) as t (conversation, token)),
       visitors as (insert into visitors (id) select visitor from someone returning id),
       tokens as (
         insert into visitor_tokens (token_hash, visitor_id, inbox, expires_at)
         select s.token, s.visitor, 'default', now() + interval '1 day' from someone s),
       begun as (
         insert into conversations (id, inbox, visitor_id, locale, state, agent_id, queued_at, owner_epoch, seq, last_visitor_seq, owed_since)
         select s.conversation, 'default', s.visitor, 'en', 'assigned', $3, now(), 2, ${LINES}, 1, now() from someone s)
       insert into conversation_events (conversation_id, seq, type, role, text, body)
       select s.conversation, n, case n when 1 then 'message' else 'move' end, case n when 1 then 'visitor' else 'system' end,
         'I would like to talk to somebody of your team about an order of last week', '{}'
       from someone s, generate_series(1, ${LINES}) n`,
      [some.map(conversationOf), some.map((n) => sha256(tokenOf(n))), agent.id],
    );
  }
  await db.query('analyze');
}
