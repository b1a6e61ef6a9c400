/**
 * `npm run agent:add -- --email E --name N --role ROLE [--inbox SLUG ...] [--password-stdin]`: makes an account of the
 * team.
 */
import { randomBytes } from 'node:crypto';
import type { AgentRow } from '../services/conversation/agents.js';
import { script } from '../services/conversation/audit.js';
import { addMember } from '../services/conversation/team.js';
import { parse } from '../services/gateway/endpoints.js';
import { addAgentBody } from '../services/wire/agent.js';
import { operate, standardInput } from './operator.js';
import { defineVerb } from './verb.js';

const usage = `Usage: npm run agent:add -- --email E --name N --role agent|content|manager|admin [--inbox SLUG ...] [--password-stdin]

  --inbox           an inbox this person works for, several times for several; without one: all of them
  --password-stdin  reads the password from standard input; without it one is made and shown once`;

export const verb = defineVerb({
  description: 'makes an account of the team',
  usage,
  options: {
    email: { type: 'string' },
    name: { type: 'string' },
    role: { type: 'string' },
    inbox: { type: 'string', multiple: true },
    'password-stdin': { type: 'boolean' },
  },
  async run({ values }, io) {
    const made = values['password-stdin'] ? undefined : randomBytes(12).toString('base64url');
    const body = parse(
      addAgentBody,
      {
        email: values.email,
        name: values.name,
        role: values.role ?? 'agent',
        password: made ?? (await standardInput()),
        ...(values.inbox && { inboxes: values.inbox }),
      },
      'arguments',
    );
    const { agent } = await operate<{ agent: Pick<AgentRow, 'name' | 'email' | 'role'> }>(io, {
      path: '/agents',
      body,
      here: async ({ db }) => ({ agent: await db.tx((tx) => addMember(tx, script, body)) }),
    });
    io.out(`Added ${agent.name} <${agent.email}> as ${agent.role}.${made ? ` Password (shown once): ${made}` : ''}`);
  },
});
