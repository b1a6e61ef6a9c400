/**
 * A sentence encoder small enough to reckon by hand, written as public ones are laid out: each word is a number, each
 * number a row of a table, and that is all. ONNX is a protobuf; its numbers of fields are those of onnx.proto3.
 */
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

type Field = [number: number, value: number | string | Buffer];

/** A message of numbers (as varints) and of texts, bytes or messages (with their length before them). */
const message = (...fields: Field[]): Buffer =>
  Buffer.concat(
    fields.flatMap(([number, value]) => {
      if (typeof value === 'number') return [varint(number * 8), varint(value)];
      const bytes = Buffer.from(value);
      return [varint(number * 8 + 2), varint(bytes.length), bytes];
    }),
  );

function varint(value: number): Buffer {
  const bytes: number[] = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return Buffer.from([...bytes, rest]);
    bytes.push((rest % 128) + 128);
  }
}

const FLOAT = 1;
const INT64 = 7;

/** A value's name, type, and dimensions: numbers, or names where they differ from run to run. */
const value = (name: string, type: number, dims: (number | string)[]): Buffer => {
  const shape = message(...dims.map((dim): Field => [1, message(typeof dim === 'number' ? [1, dim] : [2, dim])]));
  return message([1, name], [2, message([1, message([1, type], [2, shape])])]);
};

const node = (op: string, inputs: string[], output: string, ...attributes: Buffer[]): Buffer =>
  message(
    ...inputs.map((name): Field => [1, name]),
    [2, output],
    [4, op],
    ...attributes.map((attribute): Field => [5, attribute]),
  );

/**
 * Each token's row of the table as `last_hidden_state`. `whole` adds the mean over all tokens as `sentence_embedding`.
 */
function onnx(table: number[][], whole: boolean): Buffer {
  const dims = table[0]?.length ?? 0;
  const rows = Buffer.alloc(table.length * dims * 4);
  table.flat().forEach((x, i) => {
    rows.writeFloatLE(x, i * 4);
  });
  const weights = message([1, table.length], [1, dims], [2, FLOAT], [8, 'table'], [9, rows]);
  const axes = message([1, 'axes'], [8, 1], [20, 7]);
  const flat = message([1, 'keepdims'], [3, 0], [20, 2]);
  const nodes = [
    node('Gather', ['table', 'input_ids'], 'last_hidden_state'),
    ...(whole ? [node('ReduceMean', ['last_hidden_state'], 'sentence_embedding', axes, flat)] : []),
  ];
  const graph = message(
    ...nodes.map((one): Field => [1, one]),
    [2, 'tiny'],
    [5, weights],
    ...['input_ids', 'attention_mask'].map((name): Field => [11, value(name, INT64, ['texts', 'tokens'])]),
    [12, value('last_hidden_state', FLOAT, ['texts', 'tokens', dims])],
    ...(whole ? [[12, value('sentence_embedding', FLOAT, ['texts', dims])] as Field] : []),
  );
  return message([1, 8], [2, 'frontdesk'], [7, graph], [8, message([1, ''], [2, 13])]);
}

export type TinyModel = {
  /** Words and what each is; `[PAD]`, `[UNK]`, `[CLS]` and `[SEP]` among them, in whatever place. */
  words: Record<string, number[]>;
  /** More files by their path in the folder, or others than usual; undefined leaves one out. */
  files?: Record<string, object | string | undefined>;
  /** Where the ONNX file lies. */
  file?: string;
  whole?: boolean;
};

/** Writes it into a new folder of its own and returns that. */
export function tinyModel({ words, files = {}, file = 'onnx/model.onnx', whole = false }: TinyModel): string {
  const dir = mkdtempSync(join(tmpdir(), 'tiny-model-'));
  const names = Object.keys(words);
  const id = (name: string) => names.indexOf(name);
  const special = ['[PAD]', '[UNK]', '[CLS]', '[SEP]'].map((content) => ({
    ...{ id: id(content), content, special: true },
    ...{ single_word: false, lstrip: false, rstrip: false, normalized: false },
  }));
  const usual = {
    'config.json': { model_type: 'bert', hidden_size: words['[PAD]']?.length, vocab_size: names.length },
    'tokenizer_config.json': {
      ...{ tokenizer_class: 'BertTokenizer', model_max_length: 16 },
      ...{ pad_token: '[PAD]', unk_token: '[UNK]', cls_token: '[CLS]', sep_token: '[SEP]' },
    },
    'tokenizer.json': {
      ...{ version: '1.0', truncation: null, padding: null, added_tokens: special, decoder: null },
      normalizer: {
        type: 'BertNormalizer',
        clean_text: true,
        handle_chinese_chars: true,
        strip_accents: null,
        lowercase: true,
      },
      pre_tokenizer: { type: 'BertPreTokenizer' },
      post_processor: {
        type: 'TemplateProcessing',
        single: ['[CLS]', 'A', '[SEP]'].map((name) =>
          name === 'A' ? { Sequence: { id: name, type_id: 0 } } : { SpecialToken: { id: name, type_id: 0 } },
        ),
        pair: [],
        special_tokens: Object.fromEntries(
          ['[CLS]', '[SEP]'].map((name) => [name, { id: name, ids: [id(name)], tokens: [name] }]),
        ),
      },
      model: {
        ...{ type: 'WordPiece', unk_token: '[UNK]', continuing_subword_prefix: '##', max_input_chars_per_word: 100 },
        vocab: Object.fromEntries(names.map((name, i) => [name, i])),
      },
    },
    ...files,
  };
  const write = (path: string, bytes: string | Buffer) => {
    mkdirSync(dirname(join(dir, path)), { recursive: true });
    writeFileSync(join(dir, path), bytes);
  };
  for (const [path, content] of Object.entries(usual))
    if (content !== undefined) write(path, typeof content === 'string' ? content : JSON.stringify(content));
  write(file, onnx(Object.values(words), whole));
  return dir;
}
