/** Intercom: articles in all their languages, external pages, macros. */
import { asFields, asList, type Fields, has, hasAny, idOf, isFalse, type Row, type Shape, text } from '../shape.js';

export const intercom: Shape[] = [
  {
    name: "Intercom's macros",
    fits: (fields) => fields.type === 'macro' || has(fields, 'body_text', 'visible_to'),
    rows: ({ id, name, body, body_text, visible_to }) =>
      visible_to && text(visible_to) !== 'everyone'
        ? 'the macro is for some teams only'
        : [
            {
              key: `intercom-macro/${idOf(id, name)}`,
              title: name,
              body: body ? withPlaceholders(text(body)) : body_text,
              html: Boolean(body),
            },
          ],
  },
  {
    name: "Intercom's articles",
    fits: (fields) => /^(?:internal_)?article$/.test(text(fields.type)) || has(fields, 'body', 'workspace_id', 'state'),
    rows: (fields) => {
      if (fields.type === 'internal_article') return 'the article is internal';
      const rows = [fields, ...translations(fields)].filter(({ state }) => text(state) === 'published').map(articleRow);
      return rows.length ? rows : 'the article is a draft';
    },
  },
  {
    name: "Intercom's external pages",
    fits: (fields) => has(fields, 'title', 'html') && hasAny(fields, 'external_id', 'source_id'),
    rows: ({ id, external_id, title, html, url, locale, ai_agent_availability }) =>
      isFalse(ai_agent_availability)
        ? 'the page is not for the bot'
        : [{ key: `intercom-page/${idOf(external_id, id)}`, title, body: html, html: true, locale, link: url }],
  },
];

/** Every language but the default one, which is the article itself. */
const translations = ({ id, default_locale, translated_content }: Fields): Fields[] =>
  Object.entries(asFields(translated_content))
    .filter(([locale, content]) => locale !== default_locale && asFields(content).type === 'article_content')
    .map(([locale, content]) => ({ ...asFields(content), id, locale }));

const articleRow = ({ id, title, body, url, default_locale, locale, tags }: Fields): Row => ({
  key: `intercom/${idOf(id, title)}${locale ? `-${text(locale)}` : ''}`,
  title,
  body,
  html: true,
  locale: locale ?? default_locale,
  link: url,
  tags: asList(asFields(tags).tags ?? tags).map((tag) => asFields(tag).name ?? tag),
});

/** `<attribute key="user.name" default="there">` is how a macro's body writes what its text writes in braces. */
const withPlaceholders = (html: string): string =>
  html.replace(/<attribute\b([^>]*?)\/?>(?:\s*<\/attribute>)?/gi, (_, attributes: string) => {
    const of = (name: string) => new RegExp(`\\b${name}\\s*=\\s*["']([^"']*)["']`, 'i').exec(attributes)?.[1] ?? '';
    return `{{${of('key')}${of('default') && `|fallback:"${of('default')}"`}}}`;
  });
