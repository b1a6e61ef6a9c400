/**
 * What a page says of its visitor, as far as the server takes it. What does not fit must not keep a conversation from
 * being opened: it is left out, and the page is told. Pure.
 */
export function fitting(fields: unknown): { fit: Record<string, unknown>; wrong: string[] } {
  const fit: Record<string, unknown> = {};
  const wrong: string[] = [];
  // Whatever a page hands over has entries, but for nothing at all: that throws, and the page is told.
  for (const [name, value] of Object.entries(fields as object)) {
    const plain = value === null || typeof value === 'boolean' || Number.isFinite(value);
    if (name.length > 64 || name === 'preChat' || !(plain || typeof value === 'string')) wrong.push(name);
    else fit[name] = plain ? value : `${value}`.slice(0, 500);
  }
  return { fit, wrong };
}
