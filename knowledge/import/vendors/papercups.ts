/** Papercups' canned responses. */
import { has, idOf, type Shape, spoken } from '../shape.js';

export const papercups: Shape[] = [
  {
    name: "Papercups' canned responses",
    fits: (fields) => has(fields, 'name', 'content'),
    rows: ({ id, name, content }) => [{ key: `papercups/${idOf(id, name)}`, title: spoken(name), body: content }],
  },
];
