/**
 * An encoder in a folder, laid out as public ones are: what its own files say of it, and vectors from it in a worker
 * thread. See docs/models.md.
 */
import { createHash } from 'node:crypto';
import { createReadStream, existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, join } from 'node:path';
import { parse as parseYaml } from 'yaml';
import { z } from 'zod';
import { Misconfigured, messageOf } from '../errors.js';
import { locale } from '../wire/text.js';
import { embedPool, spareCores } from './embed-pool.js';
import type { Embedder } from './embedder.js';
import type { Pooling } from './pooling.js';
import { compiled, root } from './root.js';

export type ModelFolder = {
  dir: string;
  /** The ONNX file, from the folder. */
  file: string;
  /** Its weights lie in a second file beside it. */
  external: boolean;
  pooling: Pooling;
  /** Before a text, by what it is; empty where the files say nothing. */
  prefix: { query: string; passage: string };
  /** Longer texts are cut. */
  maxTokens?: number;
  /** Codes of the languages it was made for; undefined where the files say nothing. */
  languages?: string[];
  /** A step after the pooling that nothing but the ONNX file itself can do. */
  further?: string;
};

/** The package that runs it. It is large and few need it, so that it is not installed by itself. */
const RUNNER = '@huggingface/transformers';

/**
 * The encoder in this folder. It is loaded by the first text it is asked for. Throws `Misconfigured` where the package
 * that runs it is missing, or the folder is not one.
 */
export async function folderEmbedder(dir: string, languages?: string[]): Promise<Embedder> {
  const program = compiled(import.meta.url, './model-thread.js');
  demandRunner(program);
  const folder = { ...readModelFolder(dir), ...(languages && { languages }) };
  // A second thread would hold a second copy of what may be a gigabyte: one is given all the cores instead.
  const pool = embedPool({ file: program, workerData: { runner: RUNNER, folder, cores: spareCores() } }, 1);
  const { file, pooling, prefix, maxTokens } = folder;
  return {
    about: { file, pooling, prefix, maxTokens, languages: folder.languages ?? 'not said' },
    model: `${basename(dir)}@${await fingerprint(folder)}`,
    ...(folder.languages && { languages: folder.languages }),
    async embed(texts, { urgent = false, signal, as = 'query' } = {}) {
      const vectors = await pool.embed(
        texts.map((text) => folder.prefix[as] + text),
        urgent,
      );
      signal?.throwIfAborted();
      return vectors;
    },
    close: pool.close,
  };
}

/** Throws `Misconfigured` where the package is not there for this program to import. */
export function demandRunner(program: URL): void {
  try {
    createRequire(program).resolve(RUNNER);
  } catch {
    const { peerDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    // Its scripts would fetch what drives graphics cards, from elsewhere; nothing here needs it. Without --save-prod npm
    // takes it for the optional package that it may leave out, and leaves it out.
    throw new Misconfigured(
      `EMBEDDING_DIR needs the package ${RUNNER}, which is large and not installed by itself. Install it with: npm install --no-save --save-prod --ignore-scripts ${RUNNER}@${peerDependencies[RUNNER]}`,
    );
  }
}

const NEEDED = ['config.json', 'tokenizer.json', 'tokenizer_config.json'];

/** What the files say. Throws `Misconfigured` with everything that is wrong. */
export function readModelFolder(dir: string): ModelFolder {
  if (!existsSync(dir)) throw new Misconfigured(`EMBEDDING_DIR: there is no folder ${dir}.`);
  const problems = NEEDED.filter((name) => !existsSync(join(dir, name))).map((name) => `${name} is missing`);
  const read = <T>(name: string, schema: z.ZodType<T>, otherwise: T): T => {
    if (!existsSync(join(dir, name))) return otherwise;
    try {
      return schema.parse(JSON.parse(readFileSync(join(dir, name), 'utf8')));
    } catch (error) {
      problems.push(
        `${name} cannot be read: ${error instanceof z.ZodError ? z.prettifyError(error) : messageOf(error)}`,
      );
      return otherwise;
    }
  };
  const file = onnxFile(dir, problems);
  const steps = read('modules.json', modulesSchema, []).map(({ type }) => type.split('.').at(-1) ?? type);
  const further = steps.find((step) => !['Transformer', 'Pooling', 'Normalize'].includes(step));
  const { prompts, default_prompt_name: usual } = read('config_sentence_transformers.json', promptsSchema, {});
  const prompt = (...names: (string | null | undefined)[]) =>
    names.map((name) => name && prompts?.[name]).find((text) => text) || '';
  // Some keep two of their places for padding.
  const places = (read('config.json', configSchema, {}).max_position_embeddings ?? Infinity) - 2;
  const maxTokens = [
    read('sentence_bert_config.json', cutSchema, {}).max_seq_length,
    read('tokenizer_config.json', cutSchema, {}).model_max_length,
    places,
  ].find((most) => most && most < BEYOND);
  const pooling = poolingOf(read('1_Pooling/config.json', poolingSchema, {}), problems);
  const languages = languagesOf(dir);
  if (problems.length) throw new Misconfigured(`EMBEDDING_DIR: ${dir} cannot be used.\n- ${problems.join('\n- ')}`);
  return {
    dir,
    file,
    external: existsSync(join(dir, `${file}_data`)),
    pooling,
    prefix: { query: prompt('query', usual), passage: prompt('document', 'passage', usual) },
    ...(maxTokens && { maxTokens }),
    ...(languages && { languages }),
    ...(further && { further }),
  };
}

/** `model.onnx` where there is one, else the only one there is: a quantised file is chosen by leaving it alone there. */
function onnxFile(dir: string, problems: string[]): string {
  const found = ['onnx', '']
    .filter((folder) => existsSync(join(dir, folder)))
    .flatMap((folder) => readdirSync(join(dir, folder)).map((name) => (folder ? `${folder}/${name}` : name)))
    .filter((name) => name.endsWith('.onnx'));
  const file = found.find((name) => basename(name) === 'model.onnx') ?? (found.length === 1 ? found[0] : undefined);
  if (!file)
    problems.push(
      found.length
        ? `there are ${found.length} ONNX files and none is model.onnx: keep the one you want of ${found.join(', ')}`
        : 'onnx/model.onnx is missing',
    );
  return file ?? '';
}

const modulesSchema = z.array(z.object({ type: z.string() }));
const promptsSchema = z.object({
  prompts: z.record(z.string(), z.string()).nullish(),
  default_prompt_name: z.string().nullish(),
});
const cutSchema = z.object({ max_seq_length: z.number().nullish(), model_max_length: z.number().nullish() });
const configSchema = z.object({ max_position_embeddings: z.number().nullish() });
/** Where there is no limit, some write a number beyond all texts. */
const BEYOND = 1_000_000;
/** One of the `pooling_mode_...` is true. */
const poolingSchema = z.record(z.string(), z.unknown());

/** By the names that sentence-transformers gives them; the mean over the root of the length only differs in length. */
const modes: Record<string, Pooling> = {
  pooling_mode_mean_tokens: 'mean',
  pooling_mode_mean_sqrt_len_tokens: 'mean',
  pooling_mode_cls_token: 'cls',
  pooling_mode_lasttoken: 'last',
};

/** Where nothing is said, the mean, as sentence-transformers has it. */
function poolingOf(config: Record<string, unknown>, problems: string[]): Pooling {
  const on = Object.keys(config).filter((key) => key.startsWith('pooling_mode_') && config[key] === true);
  const [mode] = on;
  const known = mode === undefined ? 'mean' : modes[mode];
  if (on.length > 1 || !known)
    problems.push(`1_Pooling/config.json pools by ${on.join(' and ')}: known are mean_tokens, cls_token and lasttoken`);
  if (config.include_prompt === false && known === 'mean')
    problems.push('1_Pooling/config.json leaves the prompt out of the mean, which cannot be done here');
  return known ?? 'mean';
}

/** From the front matter of the README, as model cards have it; words such as `multilingual` name no language. */
function languagesOf(dir: string): string[] | undefined {
  const file = join(dir, 'README.md');
  const [, matter] = (existsSync(file) && /^---\r?\n([\s\S]*?)\r?\n---/.exec(readFileSync(file, 'utf8'))) || [];
  if (!matter) return undefined;
  try {
    const { language } = parseYaml(matter) ?? {};
    const codes = [language].flat().filter((code): code is string => locale.safeParse(code).success);
    return codes.length ? codes : undefined;
  } catch {
    return undefined;
  }
}

/** Of all that shapes a vector: another file, prefix or pooling is another model. */
async function fingerprint({ dir, file, external, pooling, prefix, maxTokens }: ModelFolder): Promise<string> {
  const hash = createHash('sha256').update(JSON.stringify({ pooling, prefix, maxTokens }));
  for (const name of [file, ...(external ? [`${file}_data`] : []), 'tokenizer.json', 'tokenizer_config.json'])
    for await (const part of createReadStream(join(dir, name))) hash.update(part);
  return hash.digest('hex').slice(0, 8);
}
