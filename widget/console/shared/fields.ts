/** What an event came from, checked where it comes in: the browser's types only know that something sent it. */

/** The field that somebody changed. Undefined for anything else. */
export function fieldOf({ target }: Event): HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement | undefined {
  return target instanceof HTMLInputElement ||
    target instanceof HTMLSelectElement ||
    target instanceof HTMLTextAreaElement
    ? target
    : undefined;
}

/** The text of an input, a select or a textarea; empty for anything else. */
export const textIn = (event: Event): string => fieldOf(event)?.value ?? '';

/** Whether a box is ticked. */
export const isTicked = ({ target }: Event): boolean => target instanceof HTMLInputElement && target.checked;

/** The option of these that a select now holds; the first where it holds something that was not offered. */
export function chosen<T extends string>(options: readonly [T, ...T[]], event: Event): T {
  const text = textIn(event);
  return options.find((option) => option === text) ?? options[0];
}

/** The element that an event came from. */
export const elementOf = ({ target }: Event): HTMLElement | undefined =>
  target instanceof HTMLElement ? target : undefined;

/** Leaves a field or a row. */
export const blur = (event: Event): void => elementOf(event)?.blur();

/** The row of a list that has the focus: what its `data-id` says. */
export function focusedId(within: ShadowRoot | null): string | undefined {
  const focused = within?.activeElement;
  return focused instanceof HTMLElement ? focused.dataset.id : undefined;
}
