/** What is published now, as it came in. */
import type { Sql } from '../../services/platform/db.js';
import type { Entry } from '../entry.js';

/** The entries of the current version in the order of their keys; none where nothing was published yet. */
export async function currentEntries(sql: Sql): Promise<Entry[]> {
  const rows = await sql.query<Entry & { link: string | null; source: string | null }>(
    `select e.key, e.title, e.questions, e.answer, e.locale, e.inboxes, e.tags, e.link, e.source
     from installation i join version_entries m on m.version_id = i.current_version join entries e on e.id = m.entry_id
     order by e.key`,
  );
  return rows.map(({ link, source, ...entry }) => ({ ...entry, ...(link && { link }), ...(source && { source }) }));
}
