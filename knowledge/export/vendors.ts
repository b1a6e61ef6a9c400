/**
 * The shapes of other products, for who moves on: what they import themselves, or what a script can send to their
 * interface.
 */
import { Marked } from 'marked';
import { csvText } from '../csv-text.js';
import type { Entry } from '../entry.js';
import { fillVariables, isVariable, type Variable } from '../variables.js';
import type { Writer, Written } from './writer.js';

type Names = Record<Variable, string>;

const names = {
  chatwoot: {
    'visitor.name': 'contact.name',
    'visitor.email': 'contact.email',
    'agent.name': 'agent.name',
    'inbox.name': 'inbox.name',
  },
  zendesk: {
    'visitor.name': 'ticket.requester.name',
    'visitor.email': 'ticket.requester.email',
    'agent.name': 'current_user.name',
    'inbox.name': 'ticket.account',
  },
  freshdesk: {
    'visitor.name': 'ticket.requester.name',
    'visitor.email': 'ticket.requester.email',
    'agent.name': 'ticket.agent.name',
    'inbox.name': 'helpdesk_name',
  },
} satisfies Record<string, Names>;

/** Our variables by another product's names. */
const renamed = (text: string, of: Names): string =>
  text.replace(/\{\{([a-z.]+)\|[^{}|\n]+\}\}/g, (whole, variable: string) =>
    isVariable(variable) ? `{{${of[variable]}}}` : whole,
  );

/** What a bot may say, with the fallbacks in: a page of a help centre knows nobody's name. */
const forEverybody = (entries: Entry[]) =>
  entries
    .filter(({ audience }) => audience !== 'agents')
    .map((entry) => ({ ...entry, answer: fillVariables(entry.answer, {}) }));

const pairsOf = (entries: Entry[]) =>
  forEverybody(entries).flatMap(({ title, questions, answer }) =>
    (questions.length ? questions : [title]).map((question) => [question, answer]),
  );

/** The last part of a key, as in the console; twice the same gets a number. */
function withShortcuts(entries: Entry[]): (Entry & { shortcut: string })[] {
  const taken = new Set<string>();
  return entries.map((entry) => {
    const base = (entry.key.split('/').at(-1) ?? entry.key).replace(/[^\p{L}\p{N}_-]+/gu, '_').slice(0, 60) || 'entry';
    let shortcut = base;
    for (let i = 2; taken.has(shortcut.toLowerCase()); i++) shortcut = `${base}_${i}`;
    taken.add(shortcut.toLowerCase());
    return { ...entry, shortcut };
  });
}

const file = (path: string, data: unknown): Written => ({
  files: [{ path, text: `${JSON.stringify(data, null, 2)}\n` }],
});

const html = (markdown: string): string => new Marked().parse(markdown, { async: false });

/** Chatwoot takes this many rows at once, and questions up to this length. */
const CHATWOOT = { rows: 1_000, question: 255 };

export const vendorWriters: Record<string, Writer> = {
  chatwoot: (entries) => {
    const fits = pairsOf(entries).filter(([question]) => (question ?? '').length <= CHATWOOT.question);
    const left = pairsOf(entries).length - fits.length;
    const parts = Array.from({ length: Math.ceil(fits.length / CHATWOOT.rows) }, (_, i) =>
      fits.slice(i * CHATWOOT.rows, (i + 1) * CHATWOOT.rows),
    );
    return {
      files: parts.map((rows, i) => ({
        path: `chatwoot-faq${parts.length > 1 ? `-${i + 1}` : ''}.csv`,
        text: csvText(['question', 'answer'], rows),
      })),
      notes: left ? [`${left} questions are left out: Chatwoot takes up to ${CHATWOOT.question} characters`] : [],
    };
  },
  'chatwoot-canned': (entries) => {
    const rows = withShortcuts(entries).map(({ shortcut, answer }) => [shortcut, renamed(answer, names.chatwoot)]);
    return { files: [{ path: 'chatwoot-canned.csv', text: csvText(['short_code', 'content'], rows) }] };
  },
  dify: (entries) => ({ files: [{ path: 'dify.csv', text: csvText(['question', 'answer'], pairsOf(entries)) }] }),
  tiledesk: (entries) =>
    file('tiledesk.json', {
      name: 'Frontdesk',
      preview_settings: {},
      contents: forEverybody(entries).map(({ title, answer, tags, link }) =>
        link
          ? { name: title, source: link, type: 'text', content: answer, tags }
          : { name: title, source: title, type: 'faq', content: `${title}\n${answer}`, tags },
      ),
    }),
  qnabot: (entries) =>
    file('qnabot.json', {
      qna: forEverybody(entries).map(({ key, title, questions, answer, tags }) => ({
        qid: key,
        type: 'qna',
        q: questions.length ? questions : [title],
        a: answer,
        alt: { markdown: answer },
        ...(tags[0] && { t: tags[0] }),
      })),
    }),
  'zendesk-macros': (entries) =>
    file('zendesk-macros.json', {
      macros: entries.map(({ title, answer }) => ({
        title,
        active: true,
        restriction: null,
        actions: [{ field: 'comment_value', value: renamed(answer, names.zendesk) }],
      })),
    }),
  'zendesk-articles': (entries) =>
    file('zendesk-articles.json', {
      articles: forEverybody(entries).map(({ title, answer, locale, tags }) => ({
        title,
        body: html(answer),
        locale: locale.toLowerCase(),
        draft: false,
        user_segment_id: null,
        label_names: tags,
      })),
    }),
  'intercom-articles': (entries) =>
    file('intercom-articles.json', {
      type: 'list',
      data: forEverybody(entries).map(({ title, answer, locale }) => ({
        type: 'article',
        title,
        body: html(answer),
        state: 'published',
        default_locale: locale,
      })),
    }),
  freshdesk: (entries) =>
    file(
      'freshdesk.json',
      entries.map(({ title, answer }) => ({
        title,
        content_html: html(renamed(answer, names.freshdesk)),
        visibility: 0,
      })),
    ),
  'rocket-chat': (entries) =>
    file('rocket-chat.json', {
      cannedResponses: withShortcuts(entries).map(({ shortcut, answer, tags }) => ({
        shortcut,
        text: renamed(answer, names.chatwoot),
        scope: 'global',
        tags,
      })),
    }),
  papercups: (entries) =>
    file('papercups.json', {
      data: withShortcuts(entries).map(({ shortcut, answer }) => ({
        name: shortcut,
        content: fillVariables(answer, {}),
      })),
    }),
};
