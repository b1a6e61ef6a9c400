/** QnABot: its JSON, and its spreadsheet with one column for each question. Several questions share an answer. */
import { asFields, asList, type Fields, has, hasAny, idOf, type Shape, text } from '../shape.js';

export const qnabot: Shape[] = [
  {
    name: 'QnABot',
    fits: (fields) => has(fields, 'qid') && hasAny(fields, 'q', 'a', 'question1', 'answer'),
    rows: (fields) => {
      const { qid, type, a, answer, markdown, alt, t, topic, clientFilterValues } = fields;
      if (type !== undefined && text(type) !== '' && text(type) !== 'qna')
        return `it is a ${text(type)}, not an answer`;
      if (text(clientFilterValues)) return 'it is for some clients only';
      const questions = asList(fields.q).map(text).concat(numbered(fields, 'question')).filter(Boolean);
      const body = text(asFields(alt).markdown) || text(markdown) || text(a) || text(answer);
      const links = buttonsOf(fields).map(([label, value]) => `- [${label}](${value})`);
      return [
        {
          key: `qnabot/${idOf(qid, questions[0])}`,
          title: questions[0] ?? qid,
          questions,
          body: [body, links.join('\n')].filter(Boolean).join('\n\n'),
          tags: [t ?? topic],
        },
      ];
    },
  },
];

/** `question1`, `question2`, ... as far as they go. */
const numbered = (fields: Fields, name: string): string[] =>
  Object.keys(fields)
    .filter((field) => field.startsWith(name) && /^\d+$/.test(field.slice(name.length)))
    .sort((one, other) => Number(one.slice(name.length)) - Number(other.slice(name.length)))
    .map((field) => text(fields[field]));

/** Buttons of the card that lead somewhere; the others only ask the bot something else. */
function buttonsOf(fields: Fields): [string, string][] {
  const card = asList(asFields(fields.r).buttons).map((button): [string, string] => [
    text(asFields(button).text),
    text(asFields(button).value),
  ]);
  const values = numbered(fields, 'buttonvalue');
  const table = numbered(fields, 'displaytext').map((label, i): [string, string] => [label, values[i] ?? '']);
  return [...card, ...table].filter(([label, value]) => label && /^https?:\/\/\S+$/.test(value));
}
