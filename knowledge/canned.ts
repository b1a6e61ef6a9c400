/**
 * Canned responses for agents: the same entries that the bot answers from, found by shortcut, title or tag, filled in
 * for one conversation.
 */
import { Invalid } from '../services/errors.js';
import type { Sql } from '../services/platform/db.js';
import { validNow } from './rows.js';
import { fillVariables, unresolved, type Variable } from './variables.js';

export type Canned = {
  key: string;
  /** What an agent types after the slash: the last part of the key. */
  shortcut: string;
  title: string;
  /** With everything filled in that is known or has a fallback. */
  text: string;
  /** Placeholders that only the agent can fill. A text with any is not sent. */
  unresolved: string[];
  /** How often agents sent it. */
  uses: number;
};

export type CannedProps = {
  inbox: string;
  /** What was typed after the slash. */
  q?: string;
  values: Partial<Record<Variable, string>>;
  /** Keys of entries that go before the others, in this order. */
  first?: string[];
  limit?: number;
};

/**
 * Best first: the shortcut begins with what was typed, then titles and tags that hold it; what is used more comes
 * first.
 */
export async function findCanned(
  sql: Sql,
  { inbox, q = '', values, first = [], limit = 8 }: CannedProps,
): Promise<Canned[]> {
  const typed = q.trim().toLowerCase();
  const like = typed.replace(/[\\%_]/g, '\\$&');
  const rows = await sql.query<{ key: string; title: string; answer: string; uses: number }>(
    `select e.key, e.title, e.answer, coalesce(u.uses, 0)::int as uses
     from installation i join version_entries v on v.version_id = i.current_version join entries e on e.id = v.entry_id
     left join lateral (
       select count(*) as uses from conversation_events c
       where c.body ? 'canned' and c.body ->> 'canned' = e.key) u on true
     where (e.inboxes = '{}' or $1 = any (e.inboxes)) and ${validNow}
       and ($2 = '' or lower(e.key) like '%' || $2 || '%' or lower(e.title) like '%' || $2 || '%'
            or exists (select 1 from unnest(e.tags) tag where lower(tag) like $2 || '%'))
     order by array_position($4::text[], e.key), (lower(regexp_replace(e.key, '^.*/', '')) like $2 || '%') desc,
       (lower(e.title) like '%' || $2 || '%') desc, uses desc, e.key
     limit $3`,
    [inbox, like, limit, first],
  );
  return rows.map(({ key, title, answer, uses }) => {
    const text = fillVariables(answer, values);
    return { key, shortcut: key.replace(/^.*\//, ''), title, text, unresolved: unresolved(text), uses };
  });
}

/** A message that came from a canned response is refused while a placeholder stands in it. */
export function refuseGaps({
  text,
  note,
  canned,
}: {
  text: string;
  note?: boolean | undefined;
  canned?: string | undefined;
}): void {
  const left = canned && !note ? unresolved(text) : [];
  if (left.length) throw new Invalid(`text: fill in ${left.join(', ')} before you send it.`, 'unresolved_variable');
}
