/** A gap that is to be closed with a new entry, handed over by the page of gaps. */
import { blank, slugOf, type Typed } from '../entry/text.js';

const NAME = 'frontdesk:gap';

export type Gap = { decisions: number[]; title: string; questions: string[]; answer: string };

/** Throws where the browser forbids its storage. */
export const holdGap = (gap: Gap): void => sessionStorage.setItem(NAME, JSON.stringify(gap));

export function heldGap(): Gap | undefined {
  try {
    const gap = JSON.parse(sessionStorage.getItem(NAME) ?? 'null') as Partial<Gap> | null;
    if (!gap?.decisions?.length) return undefined;
    const { decisions, title = '', questions = [], answer = '' } = gap;
    return { decisions, title, questions, answer };
  } catch {
    return undefined; // Forbidden or damaged: a new entry like any other.
  }
}

export function dropGap(): void {
  try {
    sessionStorage.removeItem(NAME);
  } catch {
    // Nothing was held either.
  }
}

export const typedOfGap = ({ title, questions, answer }: Gap): Typed => ({
  ...blank,
  title,
  key: slugOf(title),
  questions: questions.join('\n'),
  answer,
});
