/**
 * Floors and ceilings for figures: `--min res@5=0.3 --max ece=0.05`, so that a build can fail when answers get worse
 * (pure).
 */
import { Misconfigured } from '../../services/errors.js';
import { type AtThreshold, type Figures, named } from './figures.js';

export type Bound = { side: 'min' | 'max'; figure: string; value: number };

/** More is better of the one, less of the other; `wrong` and `resolved` are those at the chosen threshold. */
export const boundNames = {
  min: ['acc', 'auroc', 'res@1', 'res@2', 'res@5', 'res@10', 'resolved'],
  max: ['ece', 'wrong'],
};

/** Each text holds one `figure=value` or several, separated by commas. */
export function readBounds(side: Bound['side'], texts: string[]): Bound[] {
  return texts
    .flatMap((text) => text.split(','))
    .map((text) => {
      const [name = '', value = '', ...more] = text.split('=').map((part) => part.trim());
      if (value === '' || more.length)
        throw new Misconfigured(`--${side} "${text}" is not figure=value; write for example ${examples[side]}.`);
      const figure = name.replace(/^(res@\d+)%$/, '$1');
      const other = side === 'min' ? 'max' : 'min';
      if (boundNames[other].includes(figure))
        throw new Misconfigured(
          `${figure} is the better the ${side === 'min' ? 'lower' : 'higher'} it is: write --${other} ${figure}=${value}.`,
        );
      if (!boundNames[side].includes(figure))
        throw new Misconfigured(
          `--${side} knows no figure "${name}". For --min there are ${boundNames.min.join(', ')}; for --max ${boundNames.max.join(', ')}.`,
        );
      const share = Number(value);
      if (!(share >= 0 && share <= 1))
        throw new Misconfigured(
          `--${side} ${figure}: "${value}" is no share from 0 to 1; write for example ${examples[side]}.`,
        );
      return { side, figure, value: share };
    });
}

const examples = { min: 'res@5=0.3', max: 'ece=0.05' };

export type Checked = Bound & { found: number; kept: boolean };

export function checkBounds(bounds: Bound[], figures: Figures, { wrong, resolved }: AtThreshold): Checked[] {
  const found: Record<string, number> = { ...named(figures), wrong, resolved };
  return bounds.map((bound) => {
    const value = found[bound.figure] ?? found[`${bound.figure}%`] ?? 0;
    return { ...bound, found: value, kept: bound.side === 'min' ? value >= bound.value : value <= bound.value };
  });
}

/** One sentence for each; the value in full, so that 0.2999 does not read as 0.300. */
export const toldBound = ({ side, figure, value, found, kept }: Checked): string =>
  kept
    ? `${figure} ${Number(found.toFixed(6))} keeps its ${side === 'min' ? 'floor' : 'ceiling'} ${value}`
    : `${figure} ${Number(found.toFixed(6))} is ${side === 'min' ? 'below its floor' : 'above its ceiling'} ${value}`;
