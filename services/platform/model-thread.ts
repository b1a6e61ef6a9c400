/** The worker thread of an encoder in a folder: loads it once, answers one batch at a time. */
import { basename, dirname, extname } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import type { ModelFolder } from './model-folder.js';
import { pooled, unit } from './pooling.js';

type Tensor<Data = Float32Array> = { data: Data; dims: number[]; tolist: () => unknown };
type Inputs = { input_ids: Tensor<BigInt64Array>; attention_mask: Tensor<BigInt64Array> };
type Tokenizer = (texts: string[], options: object) => Inputs;
/** As much of it as is used here: the build must not need what is not installed. */
type Runner = {
  env: { allowRemoteModels: boolean; useFSCache: boolean };
  AutoTokenizer: { from_pretrained: (dir: string) => Promise<Tokenizer> };
  AutoModel: {
    from_pretrained: (dir: string, options: object) => Promise<(inputs: Inputs) => Promise<Record<string, Tensor>>>;
  };
};

const { runner, folder, cores } = workerData as { runner: string; folder: ModelFolder; cores: number };
const { dir, file, pooling, maxTokens } = folder;
const { env, AutoTokenizer, AutoModel }: Runner = await import(runner);

// What is not in the folder is missing: nothing is ever fetched, and nothing is written.
env.allowRemoteModels = false;
env.useFSCache = false;

const tokenizer = AutoTokenizer.from_pretrained(dir);
const model = AutoModel.from_pretrained(dir, {
  subfolder: dirname(file) === '.' ? '' : dirname(file),
  model_file_name: basename(file, extname(file)),
  // As the file is: which precision it has is in its name already.
  dtype: 'fp32',
  use_external_data_format: folder.external,
  session_options: { intraOpNumThreads: cores, interOpNumThreads: 1 },
});
tokenizer.catch(() => {});
model.catch(() => {});

parentPort?.on('message', async (texts: string[]) => {
  // Not caught: a thread whose model did not load, or broke, would fail every question from then on. It
  // ends, and the next begins anew.
  parentPort?.postMessage({ vectors: await embed(texts) });
});

function tokensOf(tokenize: Tokenizer, texts: string[]): Inputs {
  const options = { padding: true, truncation: true, ...(maxTokens && { max_length: maxTokens }) };
  // Some have no token at all for an empty text; a dot stands for "says nothing".
  const inputs = tokenize(
    texts.map((text) => text.trim() || '.'),
    options,
  );
  // It cuts off the token that ends a text as well, and some models look at nothing but that one.
  const { data: ids, dims } = inputs.input_ids;
  const [count = 0, tokens = 0] = dims;
  const end = tokenize([''], options).input_ids.data.at(-1);
  if (tokens === maxTokens && end !== undefined)
    for (let last = tokens - 1; last < count * tokens; last += tokens)
      if (Number(inputs.attention_mask.data[last]) === 1) ids[last] = end;
  return inputs;
}

async function embed(texts: string[]): Promise<number[][]> {
  const inputs = tokensOf(await tokenizer, texts);
  const outputs = await (await model)(inputs);
  // Some files hold every step to the end.
  const whole = outputs.sentence_embedding;
  if (whole) return (whole.tolist() as number[][]).map(unit);
  const hidden = outputs.last_hidden_state ?? outputs.token_embeddings;
  if (!hidden || folder.further)
    throw new Error(
      folder.further
        ? `modules.json names a step that is not in ${file} (${folder.further}): use a file with a sentence_embedding output`
        : `${file} has neither of the outputs last_hidden_state and sentence_embedding`,
    );
  const [count = 0, tokens = 0, dims = 0] = hidden.dims;
  return pooled(
    {
      hidden: hidden.data,
      mask: inputs.attention_mask.data,
      ...{ texts: count, tokens, dims },
    },
    pooling,
  );
}
