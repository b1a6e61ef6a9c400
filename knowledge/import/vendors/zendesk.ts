/** Zendesk: articles of a help center, macros, chat shortcuts. */
import { asFields, asList, has, hasAny, idOf, isFalse, isTrue, type Shape, spoken, text } from '../shape.js';

export const zendesk: Shape[] = [
  {
    name: "articles of Zendesk's help center",
    fits: (fields) => has(fields, 'title', 'body') && hasAny(fields, 'section_id', 'user_segment_id', 'draft'),
    rows: ({ id, title, name, body, draft, user_segment_id, locale, html_url, label_names }) => {
      if (isTrue(draft)) return 'the article is a draft';
      if (user_segment_id !== null && user_segment_id !== undefined && user_segment_id !== '')
        return 'the article is restricted to some readers';
      return [
        {
          // One article has the same id in all its languages.
          key: `zendesk/${idOf(id, title)}${locale ? `-${text(locale)}` : ''}`,
          title: title || name,
          body,
          html: true,
          locale,
          tags: asList(label_names),
          link: html_url,
        },
      ];
    },
  },
  {
    name: "Zendesk's macros",
    fits: (fields) => has(fields, 'title', 'actions') && Array.isArray(fields.actions),
    rows: ({ id, title, active, restriction, actions }) => {
      if (isFalse(active)) return 'the macro is not active';
      if (restriction) return 'the macro is for some agents only';
      const values = new Map(asList(actions).map((action) => [asFields(action).field, asFields(action).value]));
      if (isFalse(values.get('comment_mode_is_public'))) return 'the macro writes an internal note';
      const html = commentOf(values.get('comment_value_html'));
      const body = html || commentOf(values.get('comment_value'));
      return body
        ? [{ key: `zendesk-macro/${idOf(id, title)}`, title, body, html: Boolean(html) }]
        : 'the macro writes nothing';
    },
  },
  {
    name: "Zendesk's chat shortcuts",
    fits: (fields) => has(fields, 'name', 'message') && hasAny(fields, 'scope', 'options', 'departments', 'agents'),
    rows: ({ name, message, scope, tags }) =>
      scope && text(scope) !== 'all'
        ? `the shortcut is for one ${text(scope)} only`
        : [{ key: `zendesk-shortcut/${idOf(name, message)}`, title: spoken(name), body: message, tags: asList(tags) }],
  },
];

/** Some macros hold `[channel, text]`. */
const commentOf = (value: unknown): string => text(Array.isArray(value) ? value.at(-1) : value);
