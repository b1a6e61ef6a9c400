/** The OpenAPI 3.1 document of the endpoints. */
import { z } from 'zod';
import { errorSchema, type StaffRole, staffRoleSchema } from '../wire/conversation.js';
import type { Auth, Endpoint } from './endpoints.js';

export function openApi(all: Endpoint[], info: { title: string; version: string }) {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const endpoint of all) {
    const path = endpoint.path.replace(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [endpoint.method.toLowerCase()]: operation(endpoint, path) };
  }
  return {
    openapi: '3.1.0',
    info,
    paths,
    components: {
      securitySchemes: {
        visitorToken: { type: 'http', scheme: 'bearer' },
        agentSession: { type: 'apiKey', in: 'cookie', name: '__Host-frontdesk' },
        operatorKey: { type: 'http', scheme: 'bearer' },
      },
    },
  };
}

function operation(endpoint: Endpoint, path: string) {
  const names = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]);
  const query = endpoint.query ? schemaOf(endpoint.query).properties : undefined;
  const roles = rolesOf(endpoint);
  return {
    summary: endpoint.summary,
    security: security[endpoint.auth],
    ...(roles && { 'x-roles': roles }),
    parameters: [
      ...names.map((name) => ({ name, in: 'path', required: true, schema: { type: 'string' } })),
      ...Object.entries(query ?? {}).map(([name, schema]) => ({ name, in: 'query', schema })),
    ],
    ...(endpoint.body && {
      requestBody: { content: { 'application/json': { schema: schemaOf(endpoint.body) } } },
    }),
    ...(endpoint.consumes && { requestBody: { required: true, content: { [endpoint.consumes]: {} } } }),
    responses: {
      ...Object.fromEntries(
        Object.entries(endpoint.replies).map(([status, schema]) => [
          status,
          {
            description: status === '204' ? 'Done.' : 'As asked.',
            ...(schema && { content: { [endpoint.produces ?? 'application/json']: { schema: schemaOf(schema) } } }),
          },
        ]),
      ),
      default: {
        description: 'What went wrong, with a stable code and a sentence that says how to mend it.',
        content: { 'application/json': { schema: schemaOf(errorSchema) } },
      },
    },
  };
}

/** Whose account it takes; undefined where it takes none. */
export function rolesOf({ role }: Pick<Endpoint, 'role'>): readonly StaffRole[] | undefined {
  return role === 'any' ? staffRoleSchema.options : role?.only;
}

const security: Record<Auth, Record<string, never[]>[]> = {
  none: [],
  newcomer: [{}, { visitorToken: [] }],
  visitor: [{ visitorToken: [] }],
  agent: [{ agentSession: [] }],
  operator: [{ operatorKey: [] }],
};

const schemaOf = (schema: z.ZodType) => z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
