/** Tiledesk: contents of a knowledge base, canned responses. Its CSV is read as question and answer, see csv.ts. */
import { asList, has, hasAny, idOf, isFalse, type Shape, text } from '../shape.js';

export const tiledesk: Shape[] = [
  {
    name: "a knowledge base of Tiledesk's",
    fits: (fields) => has(fields, 'name', 'content', 'type') && /^(?:url|text|faq)$/.test(text(fields.type)),
    rows: ({ name, source, type, content, tags }) => {
      const body = text(content);
      if (text(type) === 'url' && !body) return 'it only names an address; load that';
      const faq = text(type) === 'faq';
      // A pair is kept as "question, line end, answer", with the question as its name too.
      const answer = faq && body.startsWith(text(name)) ? body.slice(text(name).length).trim() || body : body;
      return [
        {
          key: `tiledesk/${idOf(text(source) && text(source) !== text(name) ? hashOf(source) : '', name)}`,
          title: name,
          questions: faq ? [name] : [],
          body: answer,
          tags: asList(tags),
          link: source,
        },
      ];
    },
  },
  {
    name: "Tiledesk's canned responses",
    fits: (fields) => has(fields, 'title', 'text') && hasAny(fields, 'shared', 'attributes', 'status'),
    rows: ({ _id, id, title, text: body, shared }) =>
      isFalse(shared)
        ? 'it belongs to one agent alone'
        : [{ key: `tiledesk-canned/${idOf(_id ?? id, title)}`, title, body: withBraces(body) }],
  },
];

/** An address says itself which page it is; as a key it would be too long. */
const hashOf = (source: unknown) => idOf('', source);

/** Its variables begin with a dollar sign. */
const withBraces = (body: unknown) =>
  text(body)
    .replace(/\$\{?recipient_name\b\}?/g, '{{contact.name}}')
    .replace(/\$\{?agent_name\b\}?/g, '{{agent.name}}');
