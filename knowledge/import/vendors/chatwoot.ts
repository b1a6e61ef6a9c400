/** Chatwoot: canned responses, Captain's responses, articles of a portal. */
import { asFields, has, hasAny, idOf, type Shape, spoken, text } from '../shape.js';

export const chatwoot: Shape[] = [
  {
    // `short_code` is unique there, and the only id in the CSV that other tools write.
    name: "Chatwoot's canned responses",
    fits: (fields) => has(fields, 'short_code', 'content'),
    rows: ({ short_code, content }) => [
      { key: `chatwoot/${idOf(short_code, content)}`, title: spoken(short_code), body: content },
    ],
  },
  {
    name: "Captain's responses",
    fits: (fields) =>
      has(fields, 'question', 'answer', 'status') && hasAny(fields, 'documentable', 'assistant', 'account_id'),
    rows: ({ id, question, answer, status, documentable }) =>
      text(status) === 'pending'
        ? 'nobody has approved it yet'
        : [
            {
              key: `chatwoot-response/${idOf(id, question)}`,
              title: question,
              questions: [question],
              body: answer,
              link: asFields(documentable).external_link,
            },
          ],
  },
  {
    name: "articles of Chatwoot's portal",
    fits: (fields) =>
      has(fields, 'title', 'content', 'slug', 'status') &&
      hasAny(fields, 'category', 'associated_articles', 'portal', 'views'),
    rows: ({ id, slug, title, content, status, category, link, url }) => {
      if (text(status) !== 'published') return `the article is ${text(status) || 'not published'}`;
      const { name, locale } = asFields(category);
      return [
        { key: `chatwoot-article/${idOf(id, slug)}`, title, body: content, locale, tags: [name], link: link ?? url },
      ];
    },
  },
];
