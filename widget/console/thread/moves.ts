/** The quiet lines of the transcript in words: moves, feedback, ratings, contacts. Pure. */
import type { Event, Mark } from '../../../services/wire/conversation.js';
import { type Key, region, t } from '../words.js';

const when = new Intl.DateTimeFormat(region, {
  weekday: 'short',
  day: 'numeric',
  month: 'short',
  hour: 'numeric',
  minute: '2-digit',
});

export function quietWords(event: Event, visitor: string): string {
  if (event.mark) return markWords(event, event.mark);
  if (event.type === 'move' || event.move) return moveWords(event, visitor);
  if (event.feedback) {
    const { helpful, why, comment } = event.feedback;
    const key: Key = helpful ? 'feedbackHelpful' : why ? `feedback_${why}` : 'feedbackUnhelpful';
    return withComment(t(key, { visitor }), comment);
  }
  if (event.rating) return withComment(t('rated', { visitor, score: event.rating.score }), event.rating.comment);
  if (event.contact)
    return event.contact.email ? t('leftContact', { visitor, email: event.contact.email }) : t('filledIn', { visitor });
  return event.text ?? '';
}

function markWords(event: Event, { kind, tags, until, agent: about }: Mark): string {
  const agent = event.agent?.name ?? t(event.role === 'bot' ? 'bot' : 'aColleague');
  const words = t(`mark_${kind}`, {
    agent,
    tags: (tags ?? []).join(', '),
    until: until ? when.format(Date.parse(until)) : '',
    whom: about?.name ?? '',
  });
  return withComment(words, event.text);
}

function moveWords(event: Event, visitor: string): string {
  const { move } = event;
  const agent = event.agent?.name ?? event.notice?.params?.agent ?? t('aColleague');
  if (!move) return event.text ?? '';
  const reason = move.reason ? t(`reason_${move.reason}`) : '';
  switch (move.name) {
    case 'escalate':
      return reason ? t('moveEscalateReason', { reason }) : t('moveEscalate');
    case 'assign':
      return t('moveAssign', { agent });
    case 'take':
      return t('moveTake', { agent });
    case 'release':
      if (move.cause) return t(move.cause === 'silent' ? 'moveReleaseSilent' : 'moveReleaseAbsent', { agent });
      return event.agent || event.role === 'agent' ? t('moveRelease', { agent }) : t('moveReleaseAbsent');
    case 'transfer':
      return move.to === 'assigned'
        ? t('moveTransferAgent', { agent: event.notice?.params?.agent ?? agent })
        : t('moveTransferInbox');
    case 'handBack':
      return event.role === 'visitor' ? t('moveHandBackVisitor', { visitor }) : t('moveHandBack', { agent });
    case 'resolve': {
      const by: Partial<Record<string, Key>> = { visitor: 'moveResolveVisitor', agent: 'moveResolveAgent' };
      return t(by[event.role ?? ''] ?? 'moveResolve', { visitor, agent });
    }
    case 'reopen':
      return t('moveReopen', { visitor });
    default:
      return event.text ?? move.name;
  }
}

function withComment(text: string, comment: string | undefined): string {
  return comment ? t('withComment', { text, comment }) : text;
}
