/** The bot's own words around what the knowledge base says (pure): choices, small talk, an apology, what is left open. */
import type { Decided } from '../../knowledge/decide/decide.js';
import type { BotBody } from '../conversation/event-types.js';
import type { Outcome } from '../conversation/turns.js';
import { say } from '../texts/texts.js';
import { isMiss } from './so-far.js';

/** As they wrote, where that is sure and one of the screens' languages; else as their page is. */
export const localeOf = ({ language }: Pick<Decided, 'language'>, { locale }: { locale: string }): string =>
  language && locale.split('-')[0] !== language ? language : locale;

/** What the team sees on the conversation of somebody who was angry; it comes no sooner for that. */
const UPSET = 'upset';
export const marked = ({ angry }: Pick<Decided, 'angry'>): { tag?: string } => (angry ? { tag: UPSET } : {});

type Spoken = Outcome & { decision?: never };

/** What is said, or done, where no entry answers. */
export function withoutEntry(decided: Decided, locale: string): Spoken {
  const sorry = decided.angry && say(locale, 'bot', 'sorry');
  const after = (text: string): string => (sorry ? `${sorry} ${text}` : text);
  const mark = marked(decided);
  if (decided.verdict === 'handoff')
    return { ...mark, kind: 'escalate', reason: decided.reason ?? 'low_confidence', ...(sorry && { text: sorry }) };
  if (decided.verdict === 'small_talk') {
    const text = say(locale, 'bot', decided.smallTalk ?? 'hello');
    return {
      ...{ ...mark, kind: 'reply', text: after(text) },
      body: { smallTalk: true, ...(isMiss(decided) && { missed: true, suggestions: [aPerson(locale)] }) },
    };
  }
  return {
    ...{
      ...mark,
      kind: 'reply',
      text: after(say(locale, 'bot', decided.smallTalk === 'number' ? 'number_of' : 'suggest')),
    },
    body: {
      suggestions: [
        ...decided.best.map(({ title, key }) => ({ label: title, key })),
        { label: say(locale, 'bot', 'none_of_these') },
      ],
    },
  };
}

const aPerson = (locale: string) => ({ label: say(locale, 'bot', 'a_person') });

/** The text of an answer, with an apology before it and the open questions named behind it. */
export function answered(
  { angry, open }: Pick<Decided, 'angry' | 'open'>,
  { text, locale }: { text: string; locale: string },
): { kind: 'reply'; text: string } {
  const before = angry ? `${say(locale, 'bot', 'sorry')}\n\n` : '';
  const quoted = open?.map((part) => say(locale, 'bot', 'quoted', { text: part })).join(', ');
  const behind = quoted ? `\n\n${say(locale, 'bot', 'open', { questions: quoted })}` : '';
  return { kind: 'reply', text: `${before}${text}${behind}` };
}

/** A person for the rest, one press away. */
export const openChoice = ({ open }: Pick<Decided, 'open'>, locale: string): Pick<BotBody, 'suggestions'> =>
  open?.length ? { suggestions: [aPerson(locale)] } : {};
