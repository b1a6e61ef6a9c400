/** What the console asks of the server about practice. Each throws `HttpError`. */
import type {
  PracticeCard,
  PracticeReply,
  PracticeTeamReply,
  StartPractice,
  StartPracticeReply,
} from '../../../services/wire/practice.js';
import type { ConsoleClient } from '../link/client.js';

export const readPractice = (client: ConsoleClient, language: StartPractice['language']) =>
  client.call<PracticeReply>(`practice?language=${language}`);

export const readTeamCards = (client: ConsoleClient) => client.call<PracticeTeamReply>('practice/team');

export const readCard = (client: ConsoleClient, id: string) =>
  client.call<{ card: PracticeCard }>(`practice/${encodeURIComponent(id)}`);

export const startPractice = (client: ConsoleClient, body: StartPractice) =>
  client.call<StartPracticeReply>('practice', { method: 'POST', body });
