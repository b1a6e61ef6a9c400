/** The audit log as admins read it: by page, as a file, and whether its chain is whole. */
import { csvRow, harmless } from '../../knowledge/csv-text.js';
import type { Sql } from '../platform/db.js';
import { databaseZone } from '../reports/zones.js';
import { auditKinds } from '../wire/audit-kinds.js';
import type { AuditCheckReply, AuditPageQuery, AuditQuery, AuditReply, AuditRow } from '../wire/operations.js';

const PAGE = 100;
const FILE_PAGE = 1_000;

/** Newest first. */
export async function readAudit(sql: Sql, query: AuditPageQuery): Promise<AuditReply> {
  const rows = await page(sql, query, PAGE + 1);
  const people = await sql.query<{ id: string; name: string }>(
    `with recursive who as (
       (select by_id from audit where by_id is not null order by by_id limit 1)
       union all
       select (select a.by_id from audit a where a.by_id > who.by_id order by a.by_id limit 1) from who where who.by_id is not null)
     select who.by_id as id, last.by_name as name from who
     join lateral (select by_name from audit a where a.by_id = who.by_id order by n desc limit 1) last on true
     order by lower(last.by_name), who.by_id`,
  );
  const shown = rows.slice(0, PAGE);
  const last = shown.at(-1);
  return { rows: shown, people, ...(rows.length > PAGE && last && { next: last.n }) };
}

async function page(sql: Sql, it: AuditPageQuery, limit: number): Promise<AuditRow[]> {
  const values: unknown[] = [];
  const bind = (value: unknown) => `$${values.push(value)}`;
  const where = ['true'];
  if (it.by) where.push(it.by.includes('-') ? `by_id = ${bind(it.by)}` : `by = ${bind(it.by)}`);
  if (it.kind) where.push(`action = any(${bind(auditKinds[it.kind])})`);
  const zone = await databaseZone(sql, it.zone);
  if (it.from) where.push(`at >= ${bind(it.from)}::date::timestamp at time zone ${bind(zone)}`);
  if (it.to) where.push(`at < (${bind(it.to)}::date + 1)::timestamp at time zone ${bind(zone)}`);
  if (it.before) where.push(`n < ${bind(it.before)}`);
  const rows = await sql.query<AuditRow>(
    `select n, to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at,
       jsonb_strip_nulls(jsonb_build_object('kind', by, 'id', by_id, 'name', by_name)) as by, address, action,
       jsonb_strip_nulls(jsonb_build_object('kind', target_kind, 'id', target_id, 'name', target_name)) as target, details
     from audit where ${where.join(' and ')} order by n desc limit ${limit}`,
    values,
  );
  return rows.map(({ address, target, ...row }) => ({
    ...row,
    ...(address && { address }),
    ...(target?.kind && { target }),
  }));
}

const names = [
  'row',
  'at',
  'by',
  'account',
  'name',
  'network',
  'action',
  'target',
  'target_id',
  'target_name',
  'details',
];

/** Newest first, page after page. No cell of it is run by a spreadsheet. */
export async function* auditCsv(sql: Sql, query: AuditQuery): AsyncGenerator<string> {
  yield `\ufeff${csvRow(names)}`;
  let before: number | undefined;
  do {
    const rows = await page(sql, { ...query, before }, FILE_PAGE);
    yield rows.map((row) => csvRow(cells(row).map(harmless))).join('');
    before = rows[FILE_PAGE - 1]?.n;
  } while (before);
}

const cells = ({ n, at, by, address, action, target, details }: AuditRow): string[] => [
  ...[`${n}`, at, by.kind, by.id ?? '', by.name ?? '', address ?? '', action],
  ...[target?.kind ?? '', target?.id ?? '', target?.name ?? '', JSON.stringify(details)],
];

/** Rows of one statement: some 10 ms each thousand. */
const CHECKED = 5_000;

/**
 * Whether every row carries the hash of the one before it and its own, and none is missing at either end.
 * Somebody who may write to the database can make a whole new chain; they cannot make it end in a hash
 * that was written down elsewhere.
 */
export async function checkAudit(sql: Sql): Promise<AuditCheckReply> {
  const first = async () => (await sql.query<{ first: number }>('select first from audit_chain'))[0]?.first;
  for (;;) {
    const before = await first();
    const reply = await walk(sql);
    // Rows that were too old went meanwhile, and with them what was to be read.
    if (reply.broken === undefined || before === (await first())) return reply;
  }
}

async function walk(sql: Sql): Promise<AuditCheckReply> {
  const [head] = await sql.query<{ first: number; last: number; before: string; hash: string }>(
    `select first, last, encode(before, 'hex') as before, encode(hash, 'hex') as hash from audit_chain`,
  );
  if (!head) throw new Error('the audit chain has lost its head');
  const reply: AuditCheckReply = { rows: 0, hash: head.hash };
  let [due, previous] = [head.first, head.before];
  while (due <= head.last) {
    const rows = await sql.query<{ n: number; at: string; previous: string; hash: string; right: boolean }>(
      `select n, to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at, encode(previous, 'hex') as previous,
         encode(hash, 'hex') as hash, hash = audit_hash(audit) as right
       from audit where n >= $1 and n <= $2 order by n limit ${CHECKED}`,
      [due, head.last],
    );
    if (rows.length === 0) return { ...reply, broken: due };
    for (const row of rows) {
      if (row.n !== due || row.previous !== previous || !row.right) return { ...reply, broken: due };
      reply.rows++;
      reply.from ??= row.at;
      reply.to = row.at;
      due++;
      previous = row.hash;
    }
  }
  const [early] = await sql.query<{ n: number }>('select n from audit where n < $1 order by n limit 1', [head.first]);
  if (early) return { ...reply, broken: early.n };
  return previous === head.hash ? reply : { ...reply, broken: head.last };
}
