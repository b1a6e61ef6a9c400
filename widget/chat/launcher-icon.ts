/** The launcher's icon. Made node by node: a page with Trusted Types refuses strings of markup. */
export function icon(): SVGElement {
  const make = (tag: string, attributes: Record<string, string>) => {
    const node = document.createElementNS('http://www.w3.org/2000/svg', tag);
    // A key of its own has a value.
    for (const key in attributes) node.setAttribute(key, attributes[key] as string);
    return node;
  };
  const svg = make('svg', { viewBox: '0 0 26 26', 'aria-hidden': 'true' });
  svg.append(
    make('path', {
      d: 'M13 4.5c5.2 0 9 3.4 9 7.8s-3.8 7.8-9 7.8c-1.1 0-2.2-.2-3.2-.5L5.2 21.5l1-3.8C4.8 16.3 4 14.4 4 12.3 4 7.9 7.8 4.5 13 4.5ZM9.2 12.3h.01M13 12.3h.01M16.8 12.3h.01',
    }),
  );
  return svg;
}
