/** What managers and admins ask of the server about the team. Each throws `HttpError`. */
import type { MemberChange } from '../../../services/wire/team.js';
import type { Body } from '../../shared/api.js';
import type { ConsoleClient } from '../link/client.js';

export const readTeam = (client: ConsoleClient) => client.call('GET /v1/agent/team');

export const saveMember = (client: ConsoleClient, id: string, body: MemberChange) =>
  client.call('PUT /v1/agent/team/:id', { params: { id }, body });

/** A new password; signs the account out everywhere. */
export const newPassword = (client: ConsoleClient, id: string) =>
  client.call('POST /v1/agent/team/:id/password', { params: { id } });

export const addMember = (client: ConsoleClient, body: Body<'POST /v1/agent/team'>) =>
  client.call('POST /v1/agent/team', { body });
