import { FIELD_NAME_MAX, FIELD_TEXT_MAX } from '../../services/wire/limits.js';
import type { Facts } from './link/session.js';

/**
 * What a page says of its visitor, as far as the server takes it. What does not fit must not keep a conversation from
 * being opened: it is left out, and the page is told. Pure.
 */
export function fitting(fields: unknown): { fit: Facts; wrong: string[] } {
  const fit: Facts = {};
  const wrong: string[] = [];
  // Whatever a page hands over has entries, but for nothing at all: that throws, and the page is told.
  for (const [name, value] of Object.entries(fields as object)) {
    const number = typeof value === 'number' && Number.isFinite(value);
    if (name.length > FIELD_NAME_MAX || name === 'preChat') wrong.push(name);
    else if (typeof value === 'string') fit[name] = value.slice(0, FIELD_TEXT_MAX);
    else if (value === null || typeof value === 'boolean' || number) fit[name] = value;
    else wrong.push(name);
  }
  return { fit, wrong };
}
