/** What managers and admins ask of the server about the team. Each throws `HttpError`. */
import type { MemberChange, MemberReply, NewMemberReply, TeamReply } from '../../../services/wire/team.js';
import type { ConsoleClient } from '../link/client.js';

export const readTeam = (client: ConsoleClient) => client.call<TeamReply>('team');

export const saveMember = (client: ConsoleClient, id: string, body: MemberChange) =>
  client.call<MemberReply>(`team/${encodeURIComponent(id)}`, { method: 'PUT', body });

/** A new password; signs the account out everywhere. */
export const newPassword = (client: ConsoleClient, id: string) =>
  client.call<NewMemberReply>(`team/${encodeURIComponent(id)}/password`, { method: 'POST' });

export const addMember = (client: ConsoleClient, body: { email: string; name: string; role: string }) =>
  client.call<NewMemberReply>('team', { method: 'POST', body });
