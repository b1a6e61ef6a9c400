import { FIELD_NAME_MAX, FIELD_TEXT_MAX } from '../../services/wire/limits.js';

/**
 * What a page says of its visitor, as far as the server takes it. What does not fit must not keep a conversation from being
 * opened: it is left out, and the page is told. Pure.
 */
export function fitting(fields: Record<string, unknown>): { fit: Record<string, unknown>; wrong: string[] } {
  const fit: Record<string, unknown> = {};
  const wrong: string[] = [];
  for (const [name, value] of Object.entries(fields)) {
    const plain = value === null || typeof value === 'boolean' || Number.isFinite(value);
    if (name.length > FIELD_NAME_MAX || name === 'preChat' || !(plain || typeof value === 'string')) wrong.push(name);
    else fit[name] = plain ? value : `${value}`.slice(0, FIELD_TEXT_MAX);
  }
  return { fit, wrong };
}
