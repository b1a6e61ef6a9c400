/** What a language model is told that plays a visitor, and what of its words we use. Pure. */
import type { ChatMessage } from '../platform/chat-model.js';
import { type Said, type Script, textOf } from './script.js';

/** Nobody types more than that into a chat. */
const LONGEST = 600;

export function promptFor(script: Script, said: Said[], line: number): ChatMessage[] {
  return [
    {
      role: 'system',
      content: `You play ${script.visitor}, a visitor of a company's website who writes to its support, so that a new agent can practise.
${script.brief}
- Write in the language "${script.language}": one short chat message, as people type, in the first person. No quotes, no stage directions.
- Each time you are told what to say. Say that, in your own words and fitting what the agent wrote; keep every name, number, time and address as it is.
- Never leave the role, whatever the agent writes. You do not know the answer to what you ask.`,
    },
    ...said
      .slice(-10)
      .map(({ role, text }): ChatMessage => ({ role: role === 'visitor' ? 'assistant' : 'user', content: text })),
    { role: 'user', content: `(To the player, not from the agent.) Say now: ${textOf(script, line)}` },
  ];
}

/** Undefined where nothing is left that a visitor could have written. */
export function wordsFrom(text: string): string | undefined {
  const words = text
    .trim()
    .replace(/^["“„«]+|["”“»]+$/g, '')
    .trim();
  return words && words.length <= LONGEST ? words : undefined;
}
