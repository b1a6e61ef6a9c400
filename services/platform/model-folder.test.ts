import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { type TinyModel, tinyModel } from '../testing/tiny-model.js';
import { demandRunner, readModelFolder } from './model-folder.js';

const words = { '[PAD]': [0], '[UNK]': [0], '[CLS]': [0], '[SEP]': [0] };
const made: string[] = [];
afterAll(() => {
  for (const dir of made) rmSync(dir, { recursive: true });
});

function folder(files: TinyModel['files'] = {}, more: Partial<TinyModel> = {}): string {
  const dir = tinyModel({ words, files, ...more });
  made.push(dir);
  return dir;
}
const read = (files: TinyModel['files'] = {}, more: Partial<TinyModel> = {}) => readModelFolder(folder(files, more));

/** What is wrong with it, in sentences. */
function problems(files: TinyModel['files'], more: Partial<TinyModel> = {}): string[] {
  const dir = folder(files, more);
  try {
    readModelFolder(dir);
  } catch (error) {
    const [head, ...lines] = (error as Error).message.split('\n');
    expect(head).toBe(`EMBEDDING_DIR: ${dir} cannot be used.`);
    return lines;
  }
  return [];
}

test('a folder that says nothing: mean, no prefix, cut where the tokenizer says, no languages', () => {
  const dir = folder();
  expect(readModelFolder(dir)).toEqual({
    ...{ dir, file: 'onnx/model.onnx', external: false, pooling: 'mean' },
    ...{ prefix: { query: '', passage: '' }, maxTokens: 16 },
  });
});

test('the pooling is what its own file says, and one that is not known here is refused', () => {
  const pooling = (config: object) => ({ '1_Pooling/config.json': { word_embedding_dimension: 1, ...config } });
  for (const [mode, is] of [
    ['pooling_mode_mean_tokens', 'mean'],
    ['pooling_mode_mean_sqrt_len_tokens', 'mean'],
    ['pooling_mode_cls_token', 'cls'],
    ['pooling_mode_lasttoken', 'last'],
  ] as const)
    expect(read(pooling({ pooling_mode_max_tokens: false, [mode]: true })).pooling).toBe(is);
  expect(problems(pooling({ pooling_mode_max_tokens: true }))).toEqual([
    '- 1_Pooling/config.json pools by pooling_mode_max_tokens: known are mean_tokens, cls_token and lasttoken',
  ]);
  expect(problems(pooling({ pooling_mode_mean_tokens: true, pooling_mode_cls_token: true }))).toHaveLength(1);
  expect(problems(pooling({ pooling_mode_mean_tokens: true, include_prompt: false }))).toHaveLength(1);
});

test('prefixes by their usual names, else the usual one, else none', () => {
  const prompts = (all: object) => read({ 'config_sentence_transformers.json': all }).prefix;
  expect(prompts({ prompts: { query: 'query: ', passage: 'passage: ' } })).toEqual({
    query: 'query: ',
    passage: 'passage: ',
  });
  expect(prompts({ prompts: { query: 'Q: ', document: 'D: ', passage: 'P: ' } })).toEqual({
    query: 'Q: ',
    passage: 'D: ',
  });
  expect(prompts({ prompts: { query: 'Q: ', document: '' }, default_prompt_name: null })).toEqual({
    query: 'Q: ',
    passage: '',
  });
  expect(prompts({ prompts: { all: 'A: ' }, default_prompt_name: 'all' })).toEqual({ query: 'A: ', passage: 'A: ' });
});

test('the number of tokens: the narrower word comes first, and a number beyond all texts is none', () => {
  const cut = (tokenizer: number | null, sentence?: number, places?: number) =>
    read({
      'tokenizer_config.json': { model_max_length: tokenizer },
      ...(sentence && { 'sentence_bert_config.json': { max_seq_length: sentence } }),
      ...(places && { 'config.json': { max_position_embeddings: places } }),
    }).maxTokens;
  expect(cut(512, 128, 514)).toBe(128);
  expect(cut(512, undefined, 514)).toBe(512);
  expect(cut(1e30, undefined, 514)).toBe(512);
  expect(cut(null)).toBeUndefined();
});

test('languages from the front matter of the README, as far as it names any', () => {
  const languages = (text: string) => read({ 'README.md': text }).languages;
  expect(languages('---\nlanguage:\n- multilingual\n- de\n- pt-br\n---\n# Model')).toEqual(['de', 'pt-br']);
  expect(languages('---\r\nlanguage: en\r\nlicense: mit\r\n---\r\n')).toEqual(['en']);
  for (const none of ['# Model', '---\nlanguage: multilingual\n---', '---\nlicense: mit\n---', '---\na: [b\n---'])
    expect(languages(none)).toBeUndefined();
});

test('which file: model.onnx, in onnx/ or beside the rest, else the only one, with its weights beside it', () => {
  expect(read({}, { file: 'model.onnx' }).file).toBe('model.onnx');
  expect(read({}, { file: 'onnx/model_quantized.onnx' }).file).toBe('onnx/model_quantized.onnx');
  expect(read({ 'onnx/model_int8.onnx': 'x' })).toMatchObject({ file: 'onnx/model.onnx', external: false });
  expect(read({ 'onnx/model.onnx_data': 'x' }).external).toBe(true);
  expect(problems({ 'onnx/model_int8.onnx': 'x' }, { file: 'onnx/model_quantized.onnx' })).toEqual([
    expect.stringMatching(/there are 2 ONNX files and none is model\.onnx: keep the one you want of .*int8.*quantized/),
  ]);
});

test('a step after the pooling is remembered, for whoever runs it', () => {
  const steps = (...types: string[]) => ({
    'modules.json': types.map((type, idx) => ({
      idx,
      name: `${idx}`,
      path: '',
      type: `sentence_transformers.models.${type}`,
    })),
  });
  expect(read(steps('Transformer', 'Pooling', 'Normalize')).further).toBeUndefined();
  expect(read(steps('Transformer', 'Pooling', 'Dense')).further).toBe('Dense');
});

test('everything that is wrong is said at once', () => {
  expect(() => readModelFolder('/nowhere')).toThrow('EMBEDDING_DIR: there is no folder /nowhere.');
  expect(
    problems(
      {
        'tokenizer.json': undefined,
        'tokenizer_config.json': '{',
        'config_sentence_transformers.json': { prompts: 7 },
      },
      { file: 'weights.bin' },
    ),
  ).toEqual([
    '- tokenizer.json is missing',
    '- onnx/model.onnx is missing',
    expect.stringContaining('- config_sentence_transformers.json cannot be read: ✖ Invalid input'),
    expect.stringContaining('→ at prompts'),
    expect.stringContaining('- tokenizer_config.json cannot be read: '),
  ]);
});

test('without the package that runs it, the one command that installs it is named', () => {
  const elsewhere = pathToFileURL(join(tmpdir(), 'program.js'));
  expect(() => demandRunner(elsewhere)).toThrow(
    /^EMBEDDING_DIR needs the package @huggingface\/transformers, .* npm install --no-save --save-prod --ignore-scripts @huggingface\/transformers@\d+\.\d+\.\d+$/,
  );
});
