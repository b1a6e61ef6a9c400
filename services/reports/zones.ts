/**
 * Time zones under the names that the database knows. A browser knows others: old ones that a distribution has dropped
 * (`US/Pacific-New`; `Asia/Calcutta` where only `Asia/Kolkata` is left), or newer ones.
 */
import { Invalid } from '../errors.js';
import type { Sql } from '../platform/db.js';
import { canonicalZone } from '../wire/names.js';

/** By the name that clocks here give a zone, and by the database's own in small letters. */
type Zones = Map<string, string>;
/** Read once: the names stay as long as the server runs, and looking them up takes it some ten milliseconds. */
const read = new WeakMap<Sql, Zones>();

/**
 * The database's name of a zone. Of one that clocks know and the database has under no name, UTC: whoever shows a report
 * names the zone that it was made in. Throws `Invalid` for what is no zone at all.
 */
export async function databaseZone(sql: Sql, asked: string): Promise<string> {
  const canonical = canonicalZone(asked);
  if (!canonical) throw new Invalid('zone: no time zone. Write one such as Europe/Berlin, or UTC.');
  const zones = read.get(sql) ?? (await readZones(sql));
  read.set(sql, zones);
  return zones.get(asked.toLowerCase()) ?? zones.get(canonical) ?? 'UTC';
}

async function readZones(sql: Sql): Promise<Zones> {
  const rows = await sql.query<{ name: string }>(
    `select name from pg_timezone_names where name !~ '^(posix|right)/' order by length(name) desc, name`,
  );
  return zonesOf(rows.map(({ name }) => name));
}

/** The later of several names of one zone stands for it, and its canonical one before all. Exported for its test. */
export function zonesOf(names: string[]): Zones {
  const zones: Zones = new Map();
  for (const name of names) {
    zones.set(name.toLowerCase(), name);
    const canonical = canonicalZone(name);
    if (canonical && zones.get(canonical) !== canonical) zones.set(canonical, name);
  }
  return zones;
}
