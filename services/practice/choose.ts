/** Which visitors come: scenarios, and questions that the team's own published entries answer. */
import { forBot } from '../../knowledge/rows.js';
import { fillVariables } from '../../knowledge/variables.js';
import { Invalid } from '../errors.js';
import type { Sql } from '../platform/db.js';
import type { PracticeReply, StartPractice } from '../wire/practice.js';
import { scenarios } from './scenarios.js';
import type { Language, Script } from './script.js';

const KNOWLEDGE = 'knowledge';

/** What somebody says besides the question of an entry. */
const asking = {
  en: {
    title: 'A question from your knowledge base',
    about: 'One of the example questions of your published entries; its answer is known.',
    there: 'Are you still there?',
    again: (question: string) => `I am not sure that answers it. I wanted to know: ${question}`,
    thanks: 'That answers it, thank you.',
  },
  de: {
    title: 'Eine Frage aus Ihrer Wissensbasis',
    about: 'Eine der Beispielfragen Ihrer veröffentlichten Einträge; die Antwort ist bekannt.',
    there: 'Sind Sie noch da?',
    again: (question: string) => `Ich glaube, das beantwortet es noch nicht. Ich wollte wissen: ${question}`,
    thanks: 'Das beantwortet es, danke.',
  },
};

/** SQL: entries that the bot may use now, of one language and inbox, with an example question. */
const asked = `from installation i join version_entries v on v.version_id = i.current_version join entries e on e.id = v.entry_id
  where e.questions <> '{}' and ${forBot} and split_part(e.locale, '-', 1) = $1 and (e.inboxes = '{}' or $2 = any (e.inboxes))`;

/** What there is to choose from. */
export async function choices(sql: Sql, language: Language, inbox: string): Promise<PracticeReply['scenarios']> {
  const [any] = await sql.query(`select 1 ${asked} limit 1`, [language, inbox]);
  const { title, about } = asking[language];
  return [
    ...scenarios[language].map(({ id, title, about }) => ({ id, title, about })),
    ...(any ? [{ id: KNOWLEDGE, title, about }] : []),
  ];
}

/** As many different ones as asked for: the one that is named first, then whichever. Throws `Invalid`. */
export async function choose(
  sql: Sql,
  { scenario, language, count }: StartPractice,
  inbox: { slug: string; name: string },
): Promise<Script[]> {
  const written = shuffled(
    scenarios[language].map(({ id, about: _, ...rest }): Script => ({ ...rest, scenario: id, language })),
  );
  const fromTeam = await fromKnowledge(sql, language, inbox, count);
  if (scenario === KNOWLEDGE && fromTeam.length < 1)
    throw new Invalid('scenario: no published entry of this language has an example question.');
  // Of the team's own questions one or none among the others, so that no kind crowds out the rest.
  const pool = scenario === KNOWLEDGE ? [...fromTeam, ...written] : shuffled([...written, ...fromTeam.slice(0, 1)]);
  const named = scenario ? pool.find((one) => one.scenario === scenario) : pool[0];
  if (!named) throw new Invalid(`scenario: there is no "${scenario}".`);
  return [named, ...pool.filter((one) => one !== named)].slice(0, count);
}

function shuffled<T>(list: T[]): T[] {
  return list
    .map((one) => ({ one, at: Math.random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ one }) => one);
}

async function fromKnowledge(
  sql: Sql,
  language: Language,
  inbox: { slug: string; name: string },
  count: number,
): Promise<Script[]> {
  const rows = await sql.query<{ key: string; title: string; answer: string; link: string | null; question: string }>(
    `select e.key, e.title, e.answer, e.link, e.questions[1 + floor(random() * cardinality(e.questions))::int] as question
     ${asked} order by random() limit $3`,
    [language, inbox.slug, count],
  );
  return rows.map(({ key, title, answer, link, question }): Script => {
    const says = asking[language];
    return {
      scenario: KNOWLEDGE,
      language,
      title,
      visitor: 'Toni',
      brief: `You want to know: ${question}`,
      opening: question,
      lines: [
        { on: 'silence', seconds: 60, text: says.there },
        { on: 'reply', seconds: 6, where: 'missing', text: says.again(question) },
        { on: 'silence', seconds: 60, text: says.there },
        { on: 'reply', seconds: 6, where: 'held', text: says.thanks, thanks: true },
      ],
      patience: 90,
      goal: 60,
      needs: [],
      entry: { key, answer: fillVariables(answer, { 'inbox.name': inbox.name }), ...(link && { link }) },
    };
  });
}
