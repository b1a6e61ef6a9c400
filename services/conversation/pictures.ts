/** Agents' pictures, which visitors see beside what they write. */
import { randomBytes } from 'node:crypto';
import type { Db, Sql } from '../platform/db.js';

/** Puts the picture in place of the one before; its new address is on the account. */
export async function setPicture(db: Db, agentId: string, { type, bytes }: { type: string; bytes: Buffer }) {
  const key = randomBytes(16).toString('base64url');
  await db.tx(async (tx) => {
    await tx.query(
      `insert into agent_pictures (agent_id, key, type, bytes) values ($1, $2, $3, $4)
       on conflict (agent_id) do update set key = excluded.key, type = excluded.type, bytes = excluded.bytes, created_at = now()`,
      [agentId, key, type, bytes],
    );
    await tx.query('update agents set avatar = $2 where id = $1', [agentId, `/v1/pictures/${key}`]);
  });
}

export async function removePicture(db: Db, agentId: string): Promise<void> {
  await db.tx(async (tx) => {
    await tx.query('delete from agent_pictures where agent_id = $1', [agentId]);
    await tx.query('update agents set avatar = null where id = $1', [agentId]);
  });
}

export async function findPicture(sql: Sql, key: string): Promise<{ type: string; bytes: Buffer } | undefined> {
  const [picture] = await sql.query<{ type: string; bytes: Buffer }>(
    'select type, bytes from agent_pictures where key = $1',
    [key],
  );
  return picture;
}
