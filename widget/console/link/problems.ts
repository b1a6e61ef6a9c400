/** What a refusal means, in words that say what to do next. Pure. */
import type { HttpError } from '../../shared/http.js';
import { type Key, t } from '../words.js';
import { type Board, current, shownOf } from './board.js';

/** `verb` says which act could be tried again. */
export type Problem = { code: string; text: string; verb?: 'resolve' | 'send' };

const conflicts: Partial<Record<string, Key>> = {
  newer_reply: 'problemNewerReply',
  newer_message: 'problemNewerMessage',
  not_owner: 'problemNotOwner',
  taken: 'problemTaken',
  illegal_move: 'problemMoved',
};

/** Read after the board knows what came meanwhile, so that names are right. */
export function refusal(board: Board, id: string, error: Pick<HttpError, 'status' | 'code' | 'message'>): string {
  if (error.status === 0 || error.status >= 500) return t('problemOffline');
  const key = error.status === 409 ? conflicts[error.code] : undefined;
  if (!key) return error.message;
  const owner = current(board, id)?.agent?.name;
  if (key === 'problemNotOwner' && !owner) return t('problemNobodyOwns');
  return t(key, { agent: (key === 'problemNewerReply' ? lastColleague(board, id) : owner) ?? t('aColleague') });
}

function lastColleague(board: Board, id: string): string | undefined {
  const events = shownOf(board, id)?.view.events ?? [];
  const last = events.findLast(
    (event) => event.role === 'agent' && event.type === 'message' && event.agentId !== board.agent?.id,
  );
  return last?.agent?.name;
}
