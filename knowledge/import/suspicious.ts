/**
 * Words that address a language model instead of a visitor. They are flagged for a person, who may know why they are
 * there.
 */
import type { Entry } from '../entry.js';

const patterns = [
  /\b(?:ignore|disregard|forget|override)\b[^.\n]{0,40}\b(?:previous|prior|above|earlier|preceding|all|your)\b[^.\n]{0,20}\b(?:instructions?|prompts?|rules|guidelines|context)\b/i,
  /\b(?:reveal|print|repeat|show|output)\b[^.\n]{0,30}\b(?:system|hidden|initial|developer)\s+(?:prompt|message|instructions?)\b/i,
  /\byou are (?:now|no longer)\b[^.\n]{0,40}\b(?:assistant|chatbot|bot|ai|model|dan|jailb\w+|unrestricted|developer mode)\b/i,
  /<\|(?:im_start|im_end|system|endoftext)[^>]{0,20}\|?>|\[\/?INST\]|<<\/?SYS>>/i,
  /^\s*(?:#+\s*)?(?:system|assistant|developer)\s*(?:prompt|message)?\s*:\s*\S/im,
  /\bdo not (?:tell|inform|mention (?:this|it) to)\b[^.\n]{0,20}\b(?:user|visitor|customer|human)s?\b/i,
];

/** Tag characters, direction overrides and runs of zero-width ones: text that people cannot see. */
const hidden = /[\u{e0000}-\u{e007f}\u202a-\u202e\u2066-\u2069]|[\u200b-\u200d\u2060]{3,}/u;

/** What to say about an entry that seems to give orders, or undefined. */
export function suspicion({ title, questions, answer }: Entry): string | undefined {
  const text = [title, ...questions, answer].join('\n');
  if (hidden.test(text)) return 'holds characters that people cannot see; check who wrote it, or type it anew';
  const found = patterns.map((pattern) => pattern.exec(text)?.[0].trim()).find(Boolean);
  return found && `reads like an order to a language model ("${found.slice(0, 80)}"); check who wrote it`;
}
