/** What the console asks of the server about practice. Each throws `HttpError`. */
import type { StartPractice } from '../../../services/wire/practice.js';
import type { ConsoleClient } from '../link/client.js';

export const readPractice = (client: ConsoleClient, language: StartPractice['language']) =>
  client.call('GET /v1/agent/practice', { query: { language } });

export const readTeamCards = (client: ConsoleClient) => client.call('GET /v1/agent/practice/team');

export const readCard = (client: ConsoleClient, id: string) =>
  client.call('GET /v1/agent/practice/:id', { params: { id } });

export const startPractice = (client: ConsoleClient, body: StartPractice) =>
  client.call('POST /v1/agent/practice', { body });
