/**
 * Inboxes and their settings: read, made, changed all or nothing. What they say to visitors is told in one language.
 */
import { Conflict, Invalid, NotFound } from '../errors.js';
import type { Db, Sql } from '../platform/db.js';
import type {
  InboxChange,
  InboxSettings,
  NewInbox,
  OperatorInbox,
  PreChat,
  PreChatForm,
  Words,
} from '../wire/inboxes.js';
import { type By, changesOf, note, script } from './audit.js';

const columns = `slug, name, coalesce(greetings, to_jsonb(greeting)) as greeting, locale, accent, origins, hours,
  pre_chat as "preChat", proactive, theme, verified_only as "verifiedOnly",
  routing, accept, offer_seconds as "acceptSeconds", reply_seconds as "replySeconds", skills,
  remind_seconds as "remindSeconds", remind_to as "remindTo",
  bot_helps as "botHelps", sensitive, auto_resolve as "autoResolve", idle_minutes as "idleMinutes"`;

export function listInboxes(sql: Sql): Promise<InboxSettings[]> {
  return sql.query<InboxSettings>(`select ${columns} from inboxes order by slug <> 'default', slug`);
}

export function inboxNames(sql: Sql): Promise<{ slug: string; name: string }[]> {
  return sql.query(`select slug, name from inboxes order by slug <> 'default', slug`);
}

/** Throws `NotFound`. */
export async function readInbox(sql: Sql, slug: string): Promise<InboxSettings> {
  const [inbox] = await sql.query<InboxSettings>(`select ${columns} from inboxes where slug = $1`, [slug]);
  if (!inbox) throw new NotFound(`There is no inbox "${slug}".`);
  return inbox;
}

/** Whose pages this origin may be. */
export async function inboxesOfOrigin(sql: Sql, origin: string): Promise<string[]> {
  const rows = await sql.query<{ slug: string }>('select slug from inboxes where $1 = any(origins)', [origin]);
  return rows.map(({ slug }) => slug);
}

/** Throws `Conflict` where the slug is taken. */
export async function addInbox(tx: Sql, { slug, ...settings }: NewInbox, by: By): Promise<InboxSettings> {
  const [made] = await tx.query(
    `insert into inboxes (slug, name) values ($1, $2) on conflict (slug) do nothing returning slug`,
    [slug, settings.name],
  );
  if (!made) throw new Conflict('inbox_taken', `There is an inbox "${slug}" already. Choose another short name.`);
  const inbox = await writeInbox(tx, slug, settings);
  const { name } = inbox;
  await note(tx, by, {
    action: 'inbox_made',
    target: { kind: 'inbox', id: slug, name },
    details: { set: Object.keys(settings) },
  });
  return inbox;
}

/** Changes what is named, all of it or nothing, and writes down what that was before. Throws `NotFound`. */
export async function changeInbox(tx: Sql, slug: string, change: InboxChange, by: By): Promise<InboxSettings> {
  await tx.query('select 1 from inboxes where slug = $1 for update', [slug]);
  const before = await readInbox(tx, slug);
  const after = await writeInbox(tx, slug, change);
  const changes = changesOf(before, after);
  const target = { kind: 'inbox', id: slug, name: before.name } as const;
  if (Object.keys(changes).length) await note(tx, by, { action: 'inbox_changed', target, details: { changes } });
  return after;
}

async function writeInbox(sql: Sql, slug: string, change: InboxChange): Promise<InboxSettings> {
  const sets: string[] = [];
  const values: unknown[] = [slug];
  const set = (column: string, value: unknown) => {
    values.push(value);
    sets.push(`${column} = $${values.length}`);
  };
  const json = (value: unknown) => (value === null ? null : JSON.stringify(value));
  for (const column of ['name', 'locale', 'accent', 'origins', 'routing', 'accept', 'skills', 'sensitive'] as const)
    if (change[column] !== undefined) set(column, change[column]);
  if (change.greeting !== undefined) {
    const same = typeof change.greeting === 'string';
    set('greeting', same ? change.greeting : null);
    set('greetings', same ? null : json(change.greeting));
  }
  if (change.hours !== undefined) set('hours', json(change.hours));
  if (change.preChat !== undefined) set('pre_chat', json(change.preChat));
  if (change.proactive !== undefined) set('proactive', json(change.proactive));
  if (change.verifiedOnly !== undefined) set('verified_only', change.verifiedOnly);
  if (change.acceptSeconds !== undefined) set('offer_seconds', change.acceptSeconds);
  if (change.replySeconds !== undefined) set('reply_seconds', change.replySeconds);
  if (change.remindSeconds !== undefined) set('remind_seconds', change.remindSeconds);
  if (change.remindTo !== undefined) set('remind_to', change.remindTo);
  if (change.botHelps !== undefined) set('bot_helps', change.botHelps);
  if (change.autoResolve !== undefined) set('auto_resolve', change.autoResolve);
  if (change.idleMinutes !== undefined) set('idle_minutes', change.idleMinutes);
  if (change.theme !== undefined) set('theme', json(change.theme));
  if (sets.length > 0) await sql.query(`update inboxes set ${sets.join(', ')} where slug = $1`, values);
  return readInbox(sql, slug);
}

/** What `npm run inbox` does: reads, changes, and makes what is not there where that is asked for. */
export function operateInbox(db: Db, { slug, set = {}, create }: OperatorInbox): Promise<InboxSettings> {
  return db.tx(async (tx) => {
    const [known] = await tx.query('select 1 from inboxes where slug = $1', [slug]);
    if (known || !create) return changeInbox(tx, slug, set, script);
    if (!set.name) throw new Invalid('name: a new inbox needs one.');
    return addInbox(tx, { ...set, slug, name: set.name }, script);
  });
}

/** The words in this language, else in the inbox's, else in the first there is. */
export function inLanguage(words: Words, locale: string, fallback: string): string {
  if (typeof words === 'string') return words;
  const main = (tag: string) => tag.split('-')[0];
  const spoken = (wanted: string) =>
    words[wanted] ?? Object.entries(words).find(([tag]) => main(tag) === main(wanted))?.[1];
  return spoken(locale) ?? spoken(fallback) ?? Object.values(words)[0] ?? '';
}

/** A form as a visitor of this language sees it. */
export function formIn(preChat: PreChat, locale: string, fallback: string): PreChatForm {
  const { consent } = preChat;
  return {
    when: preChat.when,
    fields: preChat.fields.map(({ label, ...field }) => ({
      ...field,
      ...(label !== undefined && { label: inLanguage(label, locale, fallback) }),
    })),
    ...(consent !== undefined && { consent: inLanguage(consent, locale, fallback) }),
  };
}
