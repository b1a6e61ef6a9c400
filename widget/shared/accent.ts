/** An inbox's colour as the custom properties both schemes need, each with enough contrast whatever the colour is. Pure. */

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
  const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

function on(color: Rgb): Rgb {
  return contrast(LIGHT, color) >= 4.5 ? LIGHT : INK;
}

/** Mixed with `end` in small steps until it can be read on `paper`. */
function towards(color: Rgb, end: Rgb, paper: Rgb): Rgb {
  let result = color;
  for (let part = 0; part <= 1 && contrast(result, paper) < 5; part += 0.05) {
    result = color.map((c, i) => Math.round(c + ((end[i] as number) - c) * part)) as Rgb;
  }
  return result;
}

function luminance(color: Rgb): number {
  const [r, g, b] = color.map((c) =>
    c / 255 <= 0.03928 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4,
  ) as Rgb;
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

export function parse(accent: string | undefined): Rgb | undefined {
  const hex = /^#([0-9a-f]{3}|[0-9a-f]{6})$/i.exec(accent ?? '')?.[1];
  if (!hex) return undefined;
  const full = hex.length === 3 ? hex.replace(/./g, '$&$&') : hex;
  return [0, 2, 4].map((i) => Number.parseInt(full.slice(i, i + 2), 16)) as Rgb;
}

function text(color: Rgb): string {
  return `#${color.map((c) => c.toString(16).padStart(2, '0')).join('')}`;
}
