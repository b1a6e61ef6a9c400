/** Help Scout: articles of Docs, and saved replies as people's scripts write them. */
import { asList, has, hasAny, idOf, type Shape, text } from '../shape.js';

export const helpScout: Shape[] = [
  {
    name: "Help Scout's articles",
    fits: (fields) =>
      has(fields, 'name', 'text') && hasAny(fields, 'collectionId', 'publicUrl', 'lastPublishedAt', 'hasDraft'),
    rows: ({ id, name, text: body, status, keywords, publicUrl, locale }) =>
      status !== undefined && text(status) !== 'published'
        ? 'the article is not published'
        : [
            {
              key: `helpscout/${idOf(id, name)}`,
              title: name,
              body,
              html: true,
              locale,
              tags: asList(keywords),
              link: publicUrl,
            },
          ],
  },
  {
    name: "Help Scout's saved replies",
    fits: (fields) => has(fields, 'name', 'text'),
    rows: ({ id, name, text: body }) => [{ key: `helpscout-reply/${idOf(id, name)}`, title: name, body, html: true }],
  },
];
