/**
 * An inbox's colour as the custom properties both schemes need, each with enough contrast whatever the colour is. Pure.
 */

type Rgb = [number, number, number];

const LIGHT: Rgb = [255, 255, 255];
const DARK: Rgb = [27, 26, 24];
const INK: Rgb = [0, 0, 0];

/** A rule for `:host`, or undefined where `accent` is not `#rgb` or `#rrggbb`. */
export function brandRule(accent: string | undefined): string | undefined {
  const color = parse(accent);
  if (!color) return undefined;
  const ink = towards(color, [0, 0, 0], LIGHT);
  const inkDark = towards(color, LIGHT, DARK);
  const set = { '': color, '-ink': ink, '-dark': inkDark, '-ink-dark': inkDark };
  const rules = Object.entries(set).map(([name, value]) => `--fd-brand${name}:${text(value)}`);
  return `:host{${rules.join(';')};--fd-on-brand:${text(on(color))};--fd-on-brand-dark:${text(on(inkDark))}}`;
}

/** WCAG contrast of two colours. */
export function contrast(a: Rgb, b: Rgb): number {
  const [one, other] = [luminance(a), luminance(b)];
  return (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
}

function on(color: Rgb): Rgb {
  return contrast(LIGHT, color) >= 4.5 ? LIGHT : INK;
}

/** Mixed with `end` in small steps until it can be read on `paper`. */
function towards(color: Rgb, end: Rgb, paper: Rgb): Rgb {
  let result = color;
  for (let part = 0; part <= 1 && contrast(result, paper) < 5; part += 0.05) {
    const mix = (i: 0 | 1 | 2) => Math.round(color[i] + (end[i] - color[i]) * part);
    result = [mix(0), mix(1), mix(2)];
  }
  return result;
}

function luminance(color: Rgb): number {
  const [r, g, b] = color;
  const linear = (c: number) => (c / 255 <= 0.03928 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4);
  return 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
}

export function parse(accent: string | undefined): Rgb | undefined {
  const hex = /^#([0-9a-f]{3}|[0-9a-f]{6})$/i.exec(accent ?? '')?.[1];
  if (!hex) return undefined;
  const full = hex.length === 3 ? hex.replace(/./g, '$&$&') : hex;
  const part = (i: number) => Number.parseInt(full.slice(i, i + 2), 16);
  return [part(0), part(2), part(4)];
}

function text(color: Rgb): string {
  return `#${color.map((c) => c.toString(16).padStart(2, '0')).join('')}`;
}
