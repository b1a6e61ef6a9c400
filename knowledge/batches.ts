/**
 * Much writing in small bites: with the embedded database there is one connection, and whoever holds it holds up every
 * visitor.
 */
import { setImmediate } from 'node:timers/promises';
import type { Db, Sql } from '../services/platform/db.js';

export type Progress = { done: number; total: number; step: string };

/** A bite should hold the connection this long; a busy machine may double it without anybody noticing. */
const TARGET_MS = 40;
const LARGEST = 1_000;

export type BatchOptions = { signal?: AbortSignal; onDone?: (done: number) => void };

/** Runs `work` over all items in transactions of its own, each as large as takes about 40 ms here and now. */
export async function inBatches<Item>(
  db: Db,
  items: Item[],
  work: (tx: Sql, batch: Item[]) => Promise<unknown>,
  { signal, onDone }: BatchOptions = {},
): Promise<void> {
  let size = 16;
  for (let at = 0; at < items.length; ) {
    signal?.throwIfAborted();
    const batch = items.slice(at, at + size);
    const ms = await db.tx(async (tx) => {
      // Measured inside: waiting for others to hand over the connection says nothing about our size.
      const began = performance.now();
      await work(tx, batch);
      return performance.now() - began;
    });
    at += batch.length;
    size = Math.max(1, Math.min(LARGEST, Math.round(size * Math.max(0.25, Math.min(2, TARGET_MS / ms)))));
    onDone?.(at);
    // The embedded database computes on this thread: let the server's sockets have it in between.
    await setImmediate();
  }
}

/**
 * Reads all rows of `query(after)`, which gives them in the order of a number, a page at a time and a turn between
 * pages.
 */
export async function inPages<Numbered extends { id: number }>(
  query: (after: number) => Promise<Numbered[]>,
): Promise<Numbered[]> {
  const all: Numbered[] = [];
  for (;;) {
    const page = await query(all.at(-1)?.id ?? 0);
    for (const row of page) all.push(row);
    if (page.length === 0) return all;
    await setImmediate();
  }
}

/** The same for work without the database: a turn of the event loop after every few milliseconds. */
export async function inTurns<Item, Result>(
  items: Item[],
  work: (item: Item) => Result | Promise<Result>,
  signal?: AbortSignal,
): Promise<Result[]> {
  const results: Result[] = [];
  let turn = performance.now();
  for (const item of items) {
    results.push(await work(item));
    if (performance.now() - turn < 15) continue;
    signal?.throwIfAborted();
    await setImmediate();
    turn = performance.now();
  }
  return results;
}
