/** What is written down of who changed or looked at what. Read by services/operations/audit-log.ts. */

import type { Sql } from '../platform/db.js';
import type { AuditAction, AuditTargetKind } from '../wire/audit-kinds.js';

/** Who did it, by the name of that moment. `address` is a network, see gateway/address.ts. */
export type By = {
  kind: 'agent' | 'script' | 'system' | 'nobody';
  id?: string;
  name?: string | undefined;
  address?: string | undefined;
};

/** Whoever sits at the machine itself. */
export const script: By = { kind: 'script' };
export const system: By = { kind: 'system' };

export type Noted = {
  action: AuditAction;
  target?: { kind: AuditTargetKind; id?: string; name?: string };
  details?: Record<string, unknown>;
};

/**
 * Adds a row, in the transaction of what it tells of: both are there or neither. The chain's one row is locked until
 * the commit, and always as the last lock, so nobody waits in a circle: call it at the end.
 */
export async function note(tx: Sql, by: By, { action, target, details = {} }: Noted): Promise<void> {
  await tx.query(
    `insert into audit (by, by_id, by_name, address, action, target_kind, target_id, target_name, details)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [
      ...[by.kind, by.id ?? null, by.name ?? null, by.address ?? null, action],
      ...[target?.kind ?? null, target?.id ?? null, target?.name ?? null, JSON.stringify(details)],
    ],
  );
}

/** Longer values are cut: the log says what was changed, it is no copy of all settings. */
const LONGEST = 400;

/** The fields that differ, each with what it was and what it is. */
export function changesOf(before: object, after: object): Record<string, [unknown, unknown]> {
  const short = (value: unknown) => {
    const text = JSON.stringify(value ?? null);
    return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : (value ?? null);
  };
  const was = new Map<string, unknown>(Object.entries(before));
  return Object.fromEntries(
    Object.entries(after)
      .filter(([name, value]) => JSON.stringify(was.get(name) ?? null) !== JSON.stringify(value ?? null))
      .map(([name, value]) => [name, [short(was.get(name)), short(value)]]),
  );
}

/** So many an hour: whoever tries passwords from a thousand addresses must not fill the database. */
const FAILURES = 100;

/**
 * A sign-in that failed, with the account as it was typed. The last one of an hour's share says
 * that more are not written down.
 */
export async function noteFailure(tx: Sql, by: By, account: string): Promise<void> {
  await tx.query('select 1 from audit_chain for update');
  const [row] = await tx.query<{ failed: number }>(
    `select count(*)::int as failed from audit where action = 'sign_in_failed' and at > now() - interval '1 hour'`,
  );
  const failed = row?.failed ?? 0;
  if (failed >= FAILURES) return;
  await note(tx, by, {
    action: 'sign_in_failed',
    target: { kind: 'account', name: account.slice(0, 254) },
    ...(failed === FAILURES - 1 && { details: { more: true } }),
  });
}

/** How often one and the same reading is written down. */
export const READ_AGAIN_MS = 3_600_000;

/** Somebody read a conversation that is not theirs, or all of a visitor's. */
export async function noteReading(
  tx: Sql,
  by: By,
  target: { kind: 'conversation' | 'visitor'; id: string },
): Promise<void> {
  await tx.query('select 1 from audit_chain for update');
  const [known] = await tx.query(
    `select 1 from audit where action = 'conversation_read' and target_id = $1 and by_id = $2 and at > now() - ${READ_AGAIN_MS} * interval '1 millisecond' limit 1`,
    [target.id, by.id],
  );
  if (!known) await note(tx, by, { action: 'conversation_read', target });
}
