/**
 * The file that `evaluate --out` writes, and others of its kind: `question,expected,predicted,confidence` and perhaps
 * `verdict`.
 */
import { Misconfigured } from '../../services/errors.js';
import { type Verdict, verdictSchema } from '../../services/wire/conversation.js';
import { csvText } from '../csv-text.js';
import { readColumns } from './columns.js';
import type { Judged, Prediction } from './figures.js';

/** A file of another program has no verdicts. */
export type Earlier = Prediction & { verdict?: Verdict };

/** An id as entries are stored, so that an id in a file and the key that a decision names are the same text. */
export const idOf = (text: string): string => text.normalize('NFC').trim();

/** The predictions in the order of the suite's questions. Refuses a file about other questions. */
export function readPredictions(file: string, questions: { question: string; expected: string }[]): Earlier[] {
  const rows = readColumns(file, {
    needed: ['question', 'expected', 'predicted', 'confidence'],
    optional: ['verdict'],
    hint: 'It must name question, expected, predicted and confidence, as a file that --out wrote does.',
  });
  const waiting = new Map<string, Earlier[]>();
  for (const { line, question, expected, predicted, confidence, verdict } of rows) {
    // An abstention may come without a confidence.
    const value = confidence.trim() === '' ? 0 : Number(confidence);
    if (!Number.isFinite(value))
      throw new Misconfigured(`${file}:${line} the confidence "${confidence}" is not a number; write one from 0 to 1.`);
    const known = verdict === '' ? undefined : verdictSchema.safeParse(verdict).data;
    if (verdict !== '' && !known)
      throw new Misconfigured(
        `${file}:${line} "${verdict}" is no verdict; there are ${verdictSchema.options.join(', ')}.`,
      );
    const same = waiting.get(question) ?? [];
    waiting.set(question, same);
    const read = { question, expected: idOf(expected), predicted: idOf(predicted), confidence: value };
    same.push({ ...read, ...(known && { verdict: known }) });
  }
  const found = questions.map((asked) => {
    const same = waiting.get(asked.question) ?? [];
    // A question may stand there twice, with the same expectation or another.
    const at = same.findIndex(({ expected }) => expected === asked.expected);
    return at === -1 ? undefined : same.splice(at, 1)[0];
  });
  const missing = questions.filter((_, i) => !found[i]);
  const left = [...waiting.values()].flat();
  if (missing.length || left.length) throw new Misconfigured(otherQuestions(file, questions.length, missing, left));
  const predictions = found.filter((one) => one !== undefined);
  const judged = predictions.filter(({ verdict }) => verdict).length;
  if (judged && judged < predictions.length)
    throw new Misconfigured(
      `${file} has verdicts for ${judged} of its ${predictions.length} questions; write all of them, or none.`,
    );
  return predictions;
}

function otherQuestions(file: string, all: number, missing: { question: string; expected: string }[], left: Earlier[]) {
  const named = ({ question, expected }: { question: string; expected: string }) =>
    `"${question.slice(0, 80)}" (${expected || 'to hand off'})`;
  const [lost] = missing;
  const [extra] = left;
  return [
    `${file} is about other questions than this suite.`,
    ...(lost ? [`${missing.length} of the suite's ${all} are not in it, the first being ${named(lost)}.`] : []),
    ...(extra ? [`${left.length} of its own are not in the suite, the first being ${named(extra)}.`] : []),
    'Name a file that was written for these questions with these expectations.',
  ].join(' ');
}

/** Every digit of the confidence, so that scoring the file gives the same figures and the same ties. */
export function predictionsCsv(asked: Judged[]): string {
  const rows = asked.map((one) => [one.question, one.expected, one.predicted, String(one.confidence), one.verdict]);
  return csvText(['question', 'expected', 'predicted', 'confidence', 'verdict'], rows);
}
