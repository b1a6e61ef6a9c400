/**
 * A mail's words, as text and as plain HTML: everything escaped, no image, nothing that is
 * fetched when it is opened. Pure.
 */

import type { EventRow } from '../conversation/events.js';
import { visitorSees } from '../conversation/present.js';
import { say } from '../texts/texts.js';
import type { Citation } from '../wire/conversation.js';
import { readableLocale } from '../wire/names.js';

export type Letter = { subject: string; text: string; html: string };

export type LetterProps = {
  locale: string;
  /** The inbox's name. */
  name: string;
  events: EventRow[];
  /** Where the chat is. */
  link: string | undefined;
};

type Block = { head: string; text: string; sources: Citation[]; link?: string | undefined };

/** A copy of everything that was said, as the visitor saw it. */
export function transcriptLetter(props: LetterProps): Letter {
  const { locale, name } = props;
  return letter(props, {
    subject: say(locale, 'mail', 'transcriptSubject', { name }),
    blocks: props.events.filter(visitorSees).flatMap((event) => blockOf(props, event)),
    after: [say(locale, 'mail', 'transcriptWhy')],
  });
}

/** The replies that the visitor did not see, in one mail. */
export function missedLetter(props: LetterProps): Letter {
  const { locale, name, events } = props;
  const agent = events.at(-1)?.agentName ?? name;
  return letter(props, {
    subject: say(locale, 'mail', 'missedSubject', { agent, name }),
    before: say(locale, 'mail', 'missedIntro', { name }),
    blocks: events.flatMap((event) => blockOf(props, event)),
    after: [],
  });
}

/**
 * Conversations that nobody has taken yet, for those who lead the inbox. Says nothing of what was
 * written: it is read in the console.
 */
export function unclaimedLetter(props: {
  locale: string;
  name: string;
  timeZone: string | undefined;
  waiting: { since: Date; link: string | undefined }[];
}): Letter {
  const { locale, name, timeZone, waiting } = props;
  return letter(
    { locale, link: undefined },
    {
      subject: say(locale, 'mail', 'unclaimedSubject', { name, n: `${waiting.length}` }),
      before: say(locale, 'mail', 'unclaimedIntro', { name }),
      blocks: waiting.map(({ since, link }) => ({
        head: say(locale, 'mail', 'unclaimedSince', { time: timeIn(locale, timeZone).format(since) }),
        ...{ text: link ?? '', link, sources: [] },
      })),
      after: [say(locale, 'mail', 'unclaimedWhy', { name })],
    },
  );
}

const timeIn = (locale: string, timeZone = 'UTC') =>
  new Intl.DateTimeFormat(readableLocale(locale), {
    timeZone,
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    hour: 'numeric',
    minute: '2-digit',
    timeZoneName: 'short',
  });

function blockOf({ locale, name }: LetterProps, event: EventRow): Block[] {
  // Nobody told us where they are.
  const at = timeIn(locale).format(event.createdAt);
  const notice = event.type === 'move' && event.body.notice;
  if (notice) return [{ head: at, text: say(locale, 'notices', notice.kind, notice.params), sources: [] }];
  if (event.type !== 'message') return [];
  const files = event.role === 'visitor' || event.role === 'agent' ? (event.body.files ?? []) : [];
  const said = [...(event.text?.trim() ? [event.text] : []), ...files.map(({ name }) => `+ ${name}`)].join('\n');
  if (!said) return [];
  const who = {
    visitor: say(locale, 'mail', 'you'),
    bot: say(locale, 'mail', 'bot'),
    agent: event.agentName ?? name,
    system: name,
  };
  const sources = event.role === 'bot' ? (event.body.citations ?? []) : [];
  return [{ head: `${who[event.role ?? 'system']}, ${at}`, text: said, sources }];
}

function letter(
  { locale, link }: Pick<LetterProps, 'locale' | 'link'>,
  { subject, before, blocks, after }: { subject: string; before?: string; blocks: Block[]; after: string[] },
): Letter {
  const open = say(locale, 'mail', 'open');
  const last = [...after, say(locale, 'mail', 'noReply')];
  const text = [
    ...(before ? [before] : []),
    ...blocks.map(({ head, text, sources }) =>
      [
        text ? `${head}:` : head,
        ...(text ? [text] : []),
        ...sources.map((it) => `  [${it.index}] ${it.title}${web(it.link) ? ` ${it.link}` : ''}`),
      ].join('\n'),
    ),
    ...(link ? [`${open}: ${link}`] : []),
    ...last,
  ].join('\n\n');
  const dir = locale.startsWith('ar') ? 'rtl' : 'ltr';
  const html = [
    `<!doctype html><html lang="${escaped(locale)}" dir="${dir}"><head><meta charset="utf-8"><title>${escaped(subject)}</title></head>`,
    `<body style="max-width:640px;margin:24px auto;padding:0 16px;font:15px/1.5 sans-serif">`,
    ...(before ? [`<p>${escaped(before)}</p>`] : []),
    ...blocks.map(
      ({ head, text, sources, link }) =>
        `<p style="margin:20px 0 4px;color:#555;font-size:13px">${escaped(head)}</p><p dir="auto" style="margin:0;white-space:pre-wrap">${link ? linked(text, link) : escaped(text)}</p>${
          sources.length
            ? `<ul style="font-size:13px">${sources.map((it) => `<li>[${it.index}] ${linked(it.title, it.link)}</li>`).join('')}</ul>`
            : ''
        }`,
    ),
    ...(link ? [`<p style="margin-top:28px">${linked(open, link)}</p>`] : []),
    `<p style="margin-top:28px;color:#555;font-size:13px">${last.map(escaped).join('<br>')}</p></body></html>`,
  ].join('\n');
  return { subject, text: `${text}\n`, html };
}

/** Nothing but the web: a title may come from anywhere, and so may its address. */
const web = (link: string | undefined): boolean =>
  link !== undefined && URL.canParse(link) && /^https?:$/.test(new URL(link).protocol);

const linked = (words: string, link: string | undefined): string =>
  link && web(link) ? `<a href="${escaped(link)}">${escaped(words)}</a>` : escaped(words);

const escaped = (text: string): string => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
