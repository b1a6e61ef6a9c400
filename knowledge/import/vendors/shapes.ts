/**
 * Every shape of another product that is read. The first that fits an item wins, so the more particular stand first.
 */
import { entriesOf, type Fields, type Item, type Shape } from '../shape.js';
import type { Parsed } from '../source.js';
import { chatwoot } from './chatwoot.js';
import { freshdesk } from './freshdesk.js';
import { helpScout } from './help-scout.js';
import { intercom } from './intercom.js';
import { libredesk } from './libredesk.js';
import { liveHelperChat } from './live-helper-chat.js';
import { papercups } from './papercups.js';
import { qnabot } from './qnabot.js';
import { rocketChat } from './rocket-chat.js';
import { tiledesk } from './tiledesk.js';
import { zammad } from './zammad.js';
import { zendesk } from './zendesk.js';

const shapes: Shape[] = [
  ...qnabot,
  ...chatwoot,
  ...intercom,
  ...zendesk,
  ...freshdesk,
  ...rocketChat,
  ...liveHelperChat,
  ...tiledesk,
  ...helpScout,
  ...libredesk,
  ...zammad,
  ...papercups,
];

export const shapeOf = (fields: Fields, around: Fields = {}): Shape | undefined =>
  shapes.find((shape) => shape.fits(fields, around));

/**
 * Entries of a list in the shape of another product; undefined when it has none. It is told from the first items, since
 * the very first may be odd, and an item that fits no shape itself is read by that one.
 */
export function vendorEntries(file: string, items: Item[], around: Fields = {}): Parsed | undefined {
  const main = items
    .slice(0, 20)
    .map(({ fields }) => shapeOf(fields, around))
    .find(Boolean);
  return main && entriesOf(file, items, around, (fields) => shapeOf(fields, around) ?? main);
}
