/**
 * A checksum over what an agent's stream has shown: the server computes it over what it wrote, the console over what it
 * holds; when they differ the console asks for a new snapshot. FNV-1a (32 bit) of each `id.seq.ownerEpoch`, combined by
 * addition so that order does not matter. It detects accidents, not attackers.
 */
export function checksum(rows: Iterable<{ id: string; seq: number; ownerEpoch: number }>): {
  count: number;
  checksum: string;
} {
  let count = 0;
  let sum = 0;
  for (const row of rows) {
    count++;
    sum = (sum + fnv1a(`${row.id}.${row.seq}.${row.ownerEpoch}`)) >>> 0;
  }
  return { count, checksum: sum.toString(16).padStart(8, '0') };
}

function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}
