/** What the promise says, as figures that people read. Pure. */
import type { PromiseReply } from '../../../services/protocol.js';
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

/** Whether the curve says anything: without trust or trials a rule of thumb decides. */
export const foretells = ({ trust, curve }: PromiseReply): boolean => trust > 0 && curve.length > 0;

/** Fewer judged answers say nothing; as the server counts them. */
export const ENOUGH_LABELS = 20;

/** What `confidence` counts as since labels taught something: more or less than it would by the examples alone. */
export function relearned(confidence: number, { shift, slope }: { shift: number; slope: number }): number {
  return 1 / (1 + Math.exp(-(shift + slope * Math.log(confidence / (1 - confidence)))));
}
