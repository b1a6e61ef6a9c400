/**
 * libredesk: macros and knowledge base; Helper's bank of free texts. Its mined pairs are read as question and answer.
 */
import { has, hasAny, idOf, isFalse, isTrue, type Shape, text } from '../shape.js';

export const libredesk: Shape[] = [
  {
    name: "libredesk's macros",
    fits: (fields) => has(fields, 'name', 'message_content'),
    rows: ({ id, name, message_content, visibility }) =>
      visibility && text(visibility) !== 'all'
        ? 'the macro is for some agents only'
        : [{ key: `libredesk-macro/${idOf(id, name)}`, title: name, body: message_content, html: true }],
  },
  {
    name: "libredesk's knowledge base",
    fits: (fields) => has(fields, 'title', 'content') && hasAny(fields, 'enabled', 'source_url'),
    rows: ({ id, title, content, enabled, source_url }) =>
      isFalse(enabled)
        ? 'it is not enabled'
        : [
            {
              key: `libredesk/${idOf(id, title)}`,
              title,
              body: content,
              html: /<\w/.test(text(content)),
              link: source_url,
            },
          ],
  },
  {
    name: "Helper's knowledge bank",
    fits: (fields) =>
      has(fields, 'content') && !hasAny(fields, 'title', 'name') && hasAny(fields, 'enabled', 'suggested'),
    rows: ({ id, content, enabled, suggested }) => {
      if (isTrue(suggested)) return 'it is only suggested';
      return isFalse(enabled) ? 'it is not enabled' : [{ key: `helper/${idOf(id, content)}`, body: content }];
    },
  },
];
