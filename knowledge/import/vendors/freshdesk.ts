/** Freshdesk's canned responses. */
import { has, idOf, type Shape, text } from '../shape.js';

export const freshdesk: Shape[] = [
  {
    name: "Freshdesk's canned responses",
    fits: (fields) => has(fields, 'title') && (has(fields, 'content_html') || has(fields, 'content', 'folder_id')),
    rows: ({ id, title, content, content_html, visibility }) =>
      // 0 is everybody, 1 its author, 2 some groups.
      visibility !== undefined && visibility !== null && text(visibility) !== '0'
        ? 'it is for some agents only'
        : [{ key: `freshdesk/${idOf(id, title)}`, title, body: content_html || content, html: Boolean(content_html) }],
  },
];
