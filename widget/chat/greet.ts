/** A greeting by name, where the name is known; else without one, and without the comma before it. Pure. */
export function greet(text: string, name: string | undefined): string {
  return text.replace(/^\{name\}[,،、]?\s*|[,،、]?\s*\{name\}/g, (place) =>
    name ? place.replace('{name}', () => name) : '',
  );
}
