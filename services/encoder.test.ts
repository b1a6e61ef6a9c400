/** An encoder in a folder, from its files to a visitor's answer; see platform/model-folder.ts. */
import { rmSync } from 'node:fs';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { readConfig } from './config.js';
import { start } from './main.js';
import { type Embedder, openEmbedder } from './platform/embedder.js';
import { hasRunner } from './testing/runner.js';
import { eventually, modes, openVisitor, type Stack, signIn, startStack } from './testing/stack.js';
import { type TinyModel, tinyModel } from './testing/tiny-model.js';
import type { VersionsReply } from './wire/knowledge.js';

const words = {
  '[PAD]': [9, 9, 9],
  '[UNK]': [0, 0, 0],
  '[CLS]': [1, 0, 0],
  '[SEP]': [0, 1, 0],
  ...{ refund: [3, 0, 0], parcel: [0, 3, 4], query: [0, 0, 8], passage: [8, 0, 0] },
};
const made: string[] = [];
const embedders: Embedder[] = [];
let stack: Stack | undefined;
afterEach(async () => {
  await Promise.all(embedders.splice(0).map((one) => one.close()));
  await stack?.drop();
  stack = undefined;
});
afterAll(() => {
  for (const dir of made) rmSync(dir, { recursive: true });
});

function folder(more: Partial<TinyModel> = {}): string {
  const dir = tinyModel({ words, ...more });
  made.push(dir);
  return dir;
}

async function open(more: Partial<TinyModel> = {}, languages?: string[]): Promise<Embedder> {
  const embedder = await openEmbedder({
    embeddingDir: folder(more),
    ...(languages && { embeddingLanguages: languages }),
  });
  embedders.push(embedder);
  return embedder;
}

const close = (x: number) => expect.closeTo(x, 6);
/** Of length 1, in the direction of these numbers. */
function along(...numbers: number[]) {
  const length = Math.hypot(...numbers);
  return numbers.map((x) => close(x / length));
}
const pooling = (mode: string) => ({ '1_Pooling/config.json': { [`pooling_mode_${mode}`]: true } });

describe.skipIf(!(await hasRunner()))('an encoder in a folder', () => {
  test('texts become the vectors that can be reckoned by hand, whatever they are embedded beside', async () => {
    const embedder = await open();
    // [CLS] refund parcel [SEP]: (1 + 3 + 0 + 0, 0 + 0 + 3 + 1, 0 + 0 + 4 + 0) / 4. [CLS] refund [SEP]: (4, 1, 0) / 3.
    const vectors = await embedder.embed(['Refund parcel', 'refund', 'refund refund refund']);
    expect(vectors).toEqual([along(4, 4, 4), along(4, 1, 0), along(10, 1, 0)]);
    expect(await embedder.embed(['refund'])).toEqual([along(4, 1, 0)]);
  });

  test('the first token, the last token, and a vector that the file itself makes', async () => {
    const first = await open({ files: pooling('cls_token'), file: 'onnx/model_quantized.onnx' });
    expect(await first.embed(['parcel'])).toEqual([along(1, 0, 0)]);
    const last = await open({ files: pooling('lasttoken'), file: 'model.onnx' });
    expect(await last.embed(['parcel', 'parcel refund parcel'])).toEqual([along(0, 1, 0), along(0, 1, 0)]);
    // Its mean is over whatever fills up, too: this is the file's own, and no mean of ours.
    const whole = await open({ whole: true, files: pooling('cls_token') });
    expect(await whole.embed(['refund parcel', 'refund'])).toEqual([along(4, 4, 4), along(13, 10, 9)]);
  });

  test('questions and passages have the prefixes of its own files, and the same text is then two', async () => {
    const prompts = { query: 'query ', document: 'passage ' };
    const embedder = await open({ files: { 'config_sentence_transformers.json': { prompts } } });
    expect(await embedder.embed(['refund'])).toEqual([along(4, 1, 8)]);
    expect(await embedder.embed(['refund'], { as: 'passage' })).toEqual([along(12, 1, 0)]);
    expect(await embedder.embed(['refund'])).toEqual([along(4, 1, 8)]);
  });

  test('what is too long is cut and ends as every text does, and what has no word at all is still a text', async () => {
    const files = { 'sentence_bert_config.json': { max_seq_length: 3 } };
    const texts = ['refund parcel parcel parcel', 'refund', ''];
    expect(await (await open({ files })).embed(texts)).toEqual([along(4, 1, 0), along(4, 1, 0), along(1, 1, 0)]);
    const last = await open({ files: { ...files, ...pooling('lasttoken') } });
    expect(await last.embed(texts)).toEqual([along(0, 1, 0), along(0, 1, 0), along(0, 1, 0)]);
  });

  test('another file, prefix or pooling is another model; what it knows is said by its files or by a setting', async () => {
    const files = { 'README.md': '---\nlanguage: [de, fr]\n---\n' };
    const [one, same, other] = [await open(), await open({ files }), await open({ files: pooling('cls_token') })];
    const [name, print] = one.model.split('@');
    expect(made[made.length - 3]).toMatch(new RegExp(`/${name}$`));
    expect(same.model.split('@')[1]).toBe(print);
    expect(other.model.split('@')[1]).not.toBe(print);
    expect([one.languages, same.languages]).toEqual([undefined, ['de', 'fr']]);
    expect((await open({ files }, ['da'])).languages).toEqual(['da']);
  });

  test('a step that only the file could do is refused where it does not', async () => {
    const steps = ['Transformer', 'Pooling', 'Dense'].map((type) => ({ type: `sentence_transformers.models.${type}` }));
    const files = { 'modules.json': steps };
    await expect((await open({ files })).embed(['refund'])).rejects.toThrow(
      'embedding failed: modules.json names a step that is not in onnx/model.onnx (Dense)',
    );
    expect(await (await open({ files, whole: true })).embed(['refund'])).toEqual([along(4, 1, 0)]);
  });

  test('a file that is none is told at the start', async () => {
    const begin = (EMBEDDING_DIR: string) =>
      start(readConfig({ EMBEDDING_DIR, DATA_DIR: `${EMBEDDING_DIR}/data`, LOG_LEVEL: 'silent' }));
    await expect(begin(folder({ file: 'weights.bin' }))).rejects.toThrow('onnx/model.onnx is missing');
    const broken = folder({ file: 'weights.bin', files: { 'onnx/model.onnx': 'not an ONNX file' } });
    await expect(begin(broken)).rejects.toThrow(
      `EMBEDDING_DIR: the encoder in ${broken} does not work: embedding failed:`,
    );
  });

  const databases = modes().filter((mode) => mode !== 'redis');
  test.each(databases)(
    'the version of before serves until everything is made anew (%s)',
    async (mode) => {
      const EMBEDDING_DIR = folder({ files: { 'README.md': '---\nlanguage: de\n---\n' } });
      stack = await startStack(mode, { env: { EMBEDDING_DIR } });
      const admin = await signIn(stack, { role: 'admin' });
      const versions = async () => (await admin.call<VersionsReply>('GET', '/knowledge/versions')).body;
      const before = await versions();
      expect(before.encoder).toMatchObject({ languages: ['de'], unknown: ['en'] });
      expect(before.versions).toMatchObject([{ current: true, model: 'use-lite-512-q' }]);

      const ask = async () => {
        const visitor = await openVisitor((stack as Stack).url);
        await visitor.post('How do I reset my password?');
        return eventually(async () => (await visitor.history()).events.find(({ role }) => role === 'bot'));
      };
      expect((await ask()).text).toContain('[Reset password]');
      expect((await versions()).versions).toHaveLength(1);

      const after = await eventually(async () => {
        const now = await versions();
        return now.versions[0]?.current && now.versions.length === 2 ? now : undefined;
      }, 120_000);
      expect(after.versions[0]).toMatchObject({
        model: after.encoder.model,
        changes: { created: 0, updated: 0, removed: 0 },
      });
      expect(after.versions[0]?.entries).toBe(before.versions[0]?.entries);
      expect((await ask()).text).toContain('[Reset password]');
      const decided = await stack.platform.db.query<{ version: number }>(
        'select version_id as version from decisions order by id',
      );
      expect(decided.map(({ version }) => version)).toEqual([before.current, after.current]);
      const promise = await admin.call<{ foreign: boolean }>('GET', '/knowledge/promise');
      expect(promise.body.foreign).toBe(true);
      const back = await admin.call('POST', `/knowledge/versions/${before.current}/rollback`, {});
      expect([back.status, back.body.error?.code]).toEqual([409, 'other_model']);
    },
    180_000,
  );
});
