/** What a version fitted, as the judge uses it: packed into one value for the database, unpacked once per process. */
import { z } from 'zod';
import type { Sql } from '../../services/platform/db.js';
import type { Classifier } from './classifier.js';
import { ordinary, type Profile, signalNames } from './features.js';
import type { Curve, Weights } from './fitted.js';
import { BUCKETS } from './grams.js';
import { prior } from './prior.js';
import { type Vocabulary, vocabularyFrom } from './wording.js';

export type Model = {
  /** Entry ids by the classifier's number. */
  ids: number[];
  rare: Float32Array;
  classifier?: Classifier;
  weights: Weights;
  curve: Curve;
  profile: Profile;
  vocabulary?: Vocabulary;
  /** Names what made the version's vectors. */
  encoder?: string;
};

type Kept = Pick<Model, 'ids' | 'rare' | 'classifier' | 'vocabulary'>;

/** A line of JSON, then the arrays one after the other, each beginning at a multiple of four bytes. */
export function packModel({ ids, rare, classifier, vocabulary }: Kept): Buffer {
  const { dense, sparse, denseScale, sparseScale, bias } = classifier ?? {};
  const parts = [rare, dense, sparse, denseScale, sparseScale, bias].filter((part) => part !== undefined);
  const head = Buffer.from(
    JSON.stringify({
      ids,
      ...(classifier && { entries: classifier.entries, dims: classifier.dims }),
      ...(vocabulary && { vocabulary: [...vocabulary.words] }),
    }),
  );
  const size = Buffer.alloc(4);
  size.writeUInt32LE(head.length);
  return Buffer.concat(
    [size, head, ...parts.map((part) => Buffer.from(part.buffer, part.byteOffset, part.byteLength))].flatMap((part) => [
      part,
      Buffer.alloc(padding(part.length)),
    ]),
  );
}

const headSchema = z.object({
  ids: z.array(z.number()),
  entries: z.number().optional(),
  dims: z.number().optional(),
  vocabulary: z.array(z.string()).optional(),
});

export function unpackModel(packed: Buffer): Kept {
  // A copy that begins at byte 0: typed arrays want their alignment, a database driver's buffer has any.
  const bytes = Uint8Array.from(packed).buffer;
  const length = new DataView(bytes).getUint32(0, true);
  const {
    ids,
    entries,
    dims,
    vocabulary: words,
  } = headSchema.parse(JSON.parse(new TextDecoder().decode(new Uint8Array(bytes, 4, length))));
  let at = 4 + length + padding(length);
  const after = (byteLength: number): number => {
    const start = at;
    at += byteLength + padding(byteLength);
    return start;
  };
  const floats = (count: number) => new Float32Array(bytes, after(4 * count), count);
  const smalls = (count: number) => new Int8Array(bytes, after(count), count);
  const rare = floats(BUCKETS);
  const known = { ids, rare, ...(words && { vocabulary: vocabularyFrom(words) }) };
  if (!entries || !dims) return known;
  // One after the other, as they were packed.
  const dense = smalls(entries * dims);
  const sparse = smalls(entries * BUCKETS);
  const denseScale = floats(entries);
  const sparseScale = floats(entries);
  return { ...known, classifier: { entries, dims, dense, sparse, denseScale, sparseScale, bias: floats(entries) } };
}

const padding = (length: number): number => (4 - (length % 4)) % 4;

/** Two versions at most are in use at once: the one that was current when a turn began, and the next. */
const kept = new WeakMap<Sql, Map<number, Promise<Model>>>();

export function modelOf(sql: Sql, version: number): Promise<Model> {
  const models = kept.get(sql) ?? new Map<number, Promise<Model>>();
  kept.set(sql, models);
  const known = models.get(version);
  if (known) return known;
  const model = readModel(sql, version);
  models.set(version, model);
  // A failed read is tried again; and what a version fitted never changes, so it is forgotten only to save memory.
  model.catch(() => models.delete(version));
  const [oldest] = models.keys();
  if (models.size > 2 && oldest !== undefined) models.delete(oldest);
  return model;
}

type FittedRow = { model?: string; weights?: Weights; curve?: Curve; profile?: Profile };

async function readModel(sql: Sql, version: number): Promise<Model> {
  const [row] = await sql.query<{ fitted: FittedRow; model: Buffer | null }>(
    `select v.fitted, m.model from versions v left join version_models m on m.version_id = v.id where v.id = $1`,
    [version],
  );
  const { model: encoder, weights, curve = [], profile = ordinary } = row?.fitted ?? {};
  // What was fitted for other signals means nothing for these: until it is loaded again, the prior judges.
  const holds = weights?.inside.length === signalNames.length;
  const fitted = {
    ...{ weights: holds ? weights : prior, curve: holds ? curve : [], profile },
    ...(encoder && { encoder }),
  };
  // A version published without a fit is answered from all the same: every word counts alike, the prior judges.
  if (!row?.model) return { ids: [], rare: new Float32Array(BUCKETS).fill(1), ...fitted };
  return { ...unpackModel(row.model), ...fitted };
}
