/** Rocket.Chat's canned responses. */
import { asList, has, idOf, type Shape, spoken, text } from '../shape.js';

export const rocketChat: Shape[] = [
  {
    name: "Rocket.Chat's canned responses",
    fits: (fields) => has(fields, 'shortcut', 'text'),
    rows: ({ shortcut, text: body, scope, tags }) =>
      scope && text(scope) !== 'global'
        ? `it is for one ${text(scope)} only`
        : [{ key: `rocketchat/${idOf(shortcut, body)}`, title: spoken(shortcut), body, tags: asList(tags) }],
  },
];
