/** What the promise says, as figures that people read. Pure. */
import type { PromiseReply } from '../../../services/wire/knowledge.js';
import { region } from '../words.js';

export type Inbox = PromiseReply['inboxes'][number];
export type Point = PromiseReply['curve'][number];

const small = new Intl.NumberFormat(region, { maximumFractionDigits: 1 });
const whole = new Intl.NumberFormat(region, { maximumFractionDigits: 0 });
const digits = new Intl.NumberFormat(region, { minimumFractionDigits: 2, maximumFractionDigits: 2 });

/** A share in percent; below ten a digit more, because there it matters. */
export function share(value: number): string {
  const percent = Math.min(1, Math.max(0, value)) * 100;
  return `${(percent < 9.95 ? small : whole).format(percent)}\u00a0%`;
}

export const count = (value: number): string => whole.format(value);

/** A confidence, with the two digits a threshold is set in. */
export const two = (confidence: number): string => digits.format(confidence);

/** The threshold in force: the one set by hand outranks the derived one. */
export const inForce = ({ answerThreshold, derivedThreshold }: Inbox): number => answerThreshold ?? derivedThreshold;

/** The point where answers begin at `threshold`; undefined where nothing is that sure. */
export const pointAt = (curve: readonly Point[], threshold: number): Point | undefined =>
  curve.findLast(({ confidence }) => confidence >= threshold);

/**
 * The curve with the points of the budgets in it. The server thins the curve out, but tells exactly how many questions
 * each budget answers, and the same threshold must not read as 37 % here and as 38 % there.
 */
export function exact(promise: PromiseReply): PromiseReply {
  const curve = [...promise.curve];
  for (const { threshold, answered } of promise.budgets) {
    const after = curve.findIndex(({ confidence }) => confidence < threshold);
    const [a, b] = [curve[after - 1], curve[after]];
    if (!a || !b || answered <= a.answered || answered > b.answered) continue;
    const wrong = a.wrong + ((b.wrong - a.wrong) * (answered - a.answered)) / (b.answered - a.answered);
    curve.splice(after, 0, { confidence: threshold, answered, wrong });
  }
  return { ...promise, curve };
}

/** Fewer judged answers say nothing; as the server counts them. */
export const ENOUGH_LABELS = 20;

/** What `confidence` counts as since labels taught something: more or less than it would by the examples alone. */
export function relearned(confidence: number, { shift, slope }: { shift: number; slope: number }): number {
  return 1 / (1 + Math.exp(-(shift + slope * Math.log(confidence / (1 - confidence)))));
}
