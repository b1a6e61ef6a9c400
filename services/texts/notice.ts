/** Which sentences of the catalogue tell a move, in their order. Pure: server, widget and saved transcripts say the same. */
import type { Notice, Reason } from '../wire/conversation.js';

type HandoffWhy = 'not_found' | 'not_helped' | 'sensitive' | 'failed';

/** What a visitor is told of why they are handed on; who asked for a person knows. */
const byReason: Record<Reason, HandoffWhy | undefined> = {
  asked_for_human: undefined,
  low_confidence: 'not_found',
  nothing_found: 'not_found',
  none_of_these: 'not_found',
  model_declined: 'not_found',
  negative_feedback: 'not_helped',
  repeated_question: 'not_helped',
  sensitive_topic: 'sensitive',
  model_failed: 'failed',
};

/** A notice of a handoff with what else is true of it: why, and whether the team can write to them already. */
export function handedOn(notice: Notice, reason: Reason, reachable: boolean): Notice {
  const why = byReason[reason];
  const mail = reachable && notice.kind !== 'queued';
  if (!why && !mail) return notice;
  return { ...notice, params: { ...notice.params, ...(why && { why }), ...(mail && { mail: 'known' }) } };
}

/** Why, where that is to be said, and what happens now. */
export const noticeKeys = ({ kind, params: { why, mail } = {} }: Notice): string[] => [
  ...(why ? [why] : []),
  mail ? `${kind}_known` : kind,
];
