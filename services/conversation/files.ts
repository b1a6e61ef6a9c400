/**
 * Files of a conversation: kept when they are uploaded, carried by a message or a note afterwards,
 * read by whoever has their address.
 */
import { createHash, randomBytes, randomUUID, timingSafeEqual } from 'node:crypto';
import { Invalid, NotFound, ReusedClientId, TooMany } from '../errors.js';
import type { Db, Sql } from '../platform/db.js';
import type { ConversationRow } from './conversations.js';
import type { StoredFile } from './event-types.js';
import { append, type EventRow, type NewEvent } from './events.js';

export type Uploader = { role: 'visitor'; visitorId: string } | { role: 'agent'; agentId: string };

const columns = 'id, name, type, size, key';
const PART = 256 * 1024;
const FILES_PER_HOUR = 30;

/**
 * Throws `TooMany` where this visitor has uploaded enough for now. An upload that is repeated does not count itself.
 */
export async function limitUploads(sql: Sql, visitorId: string, clientId: string): Promise<void> {
  const [lately] = await sql.query<{ count: number; wait: number }>(
    `select count(*) as count, ceil(extract(epoch from min(f.created_at) + interval '1 hour' - now())) as wait
     from conversations c join files f on f.conversation_id = c.id
     where c.visitor_id = $1 and f.role = 'visitor' and f.client_id <> $2 and f.created_at > now() - interval '1 hour'`,
    [visitorId, clientId],
  );
  if (lately && lately.count >= FILES_PER_HOUR)
    throw new TooMany(
      `At most ${FILES_PER_HOUR} files an hour. Please send this one later.`,
      Math.max(1, Number(lately.wait)),
    );
}

/**
 * Keeps a file until a message carries it. Safe to repeat with the same `clientId`, also at the same time: each
 * statement is short and stands for itself, so that the embedded database's one connection is free between the parts.
 */
export async function keepFile(
  db: Db,
  conversationId: string,
  by: Uploader,
  file: { clientId: string; name: string; type: string; bytes: Buffer },
): Promise<StoredFile> {
  const { clientId, name, type, bytes } = file;
  const bodyHash = createHash('sha256').update(`${name}\0`).update(bytes).digest();
  const agentId = by.role === 'agent' ? by.agentId : null;
  const kept = await db.tx(async (tx) => {
    if (by.role === 'visitor') {
      // Counted under a lock: many uploads at once get no more than one after the other.
      await tx.query('select 1 from visitors where id = $1 for update', [by.visitorId]);
      await limitUploads(tx, by.visitorId, clientId);
    }
    await tx.query(
      `insert into files (id, conversation_id, role, agent_id, client_id, body_hash, name, type, size, key)
       select $1, c.id, $3, $4, $5, $6, $7, $8, $9, $10 from conversations c where c.id = $2 on conflict do nothing`,
      [
        randomUUID(),
        conversationId,
        by.role,
        agentId,
        clientId,
        bodyHash,
        name,
        type,
        bytes.length,
        randomBytes(32).toString('base64url'),
      ],
    );
    const [row] = await tx.query<StoredFile & { bodyHash: Buffer; complete: boolean }>(
      `select ${columns}, body_hash as "bodyHash", complete from files
       where conversation_id = $1 and role = $2 and agent_id is not distinct from $3 and client_id = $4`,
      [conversationId, by.role, agentId, clientId],
    );
    return row;
  });
  if (!kept) throw new NotFound();
  const { bodyHash: before, complete, ...stored } = kept;
  if (!before.equals(bodyHash)) throw new ReusedClientId();
  if (complete) return stored;
  for (let n = 0; n * PART < bytes.length; n++)
    await db.query('insert into file_parts (file_id, n, bytes) values ($1, $2, $3) on conflict do nothing', [
      stored.id,
      n,
      bytes.subarray(n * PART, (n + 1) * PART),
    ]);
  await db.query('update files set complete = true where id = $1', [stored.id]);
  return stored;
}

/** What files can go with: everything that is said, but by the bot. */
type WithFiles = Exclude<Extract<NewEvent, { type: 'message' | 'note' }>, { role: 'bot' }>;

/**
 * Appends what somebody said together with the files it names: their own, of this conversation, each sent once. Throws
 * `Invalid` for any other.
 */
export async function appendWith(
  tx: Sql,
  row: ConversationRow,
  ids: readonly string[] | undefined,
  event: WithFiles,
): Promise<EventRow> {
  if (!ids) return append(tx, row, event);
  const found = await tx.query<StoredFile>(
    `select ${columns} from files
     where id = any($1::uuid[]) and conversation_id = $2 and role = $3 and agent_id is not distinct from $4
       and complete and event_seq is null for update`,
    [ids, row.id, event.role, event.by?.id ?? null],
  );
  const files = ids.map((id) => {
    const file = found.find((one) => one.id === id.toLowerCase());
    if (!file)
      throw new Invalid(
        `files: ${id} was not uploaded to this conversation by you, or was sent already. Upload it again.`,
        'file_unknown',
      );
    return file;
  });
  const appended = await append(tx, row, { ...event, body: { ...event.body, files } });
  await tx.query('update files set event_seq = $2 where id = any($1::uuid[])', [ids, appended.seq]);
  return appended;
}

/** The file at this address. An unknown id and a wrong key are alike. */
export async function findFile(sql: Sql, id: string, key: string): Promise<StoredFile | undefined> {
  const [file] = await sql.query<StoredFile>(`select ${columns} from files where id = $1 and complete`, [id]);
  const [asked, held] = [Buffer.from(key), Buffer.from(file?.key ?? '')];
  return asked.length === held.length && timingSafeEqual(asked, held) ? file : undefined;
}

/** Its content, part by part. */
export async function* partsOf(sql: Sql, { id, size }: StoredFile): AsyncGenerator<Buffer> {
  for (let n = 0; n * PART < size; n++) {
    const [part] = await sql.query<{ bytes: Buffer }>('select bytes from file_parts where file_id = $1 and n = $2', [
      id,
      n,
    ]);
    if (!part) throw new NotFound();
    yield part.bytes;
  }
}

/** Removes what was uploaded and never sent, a few at a time. */
export async function removeUnsent(sql: Sql): Promise<number> {
  const removed = await sql.query(
    `delete from files where id in (
       select id from files where event_seq is null and created_at < now() - interval '1 day'
       order by created_at limit 20 for update skip locked) returning 1`,
  );
  return removed.length;
}
