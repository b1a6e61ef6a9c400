/** The OpenAPI 3.1 document of the table. */
import { z } from 'zod';
import { errorSchema } from '../wire/conversation.js';
import type { AnyRoute, Definition } from './endpoints.js';

export function openApi(table: readonly AnyRoute[], info: { title: string; version: string }) {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const { method, path: expressPath, definition } of table) {
    const path = expressPath.replace(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [method.toLowerCase()]: operation(path, definition) };
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

function operation(path: string, { summary, auth, role, query, body, consumes, produces, replies }: Definition) {
  const names = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]);
  return {
    summary,
    security: security[auth],
    ...(role && { 'x-roles': role.may }),
    parameters: [
      ...names.map((name) => ({ name, in: 'path', required: true, schema: { type: 'string' } })),
      ...Object.entries((query && schemaOf(query).properties) ?? {}).map(([name, schema]) => ({
        name,
        in: 'query',
        schema,
      })),
    ],
    ...(body && { requestBody: { content: { 'application/json': { schema: schemaOf(body) } } } }),
    ...(consumes && { requestBody: { required: true, content: { [consumes]: {} } } }),
    responses: {
      ...Object.fromEntries(
        Object.entries(replies).map(([status, schema]) => [
          status,
          {
            description: status === '204' ? 'Done.' : 'As asked.',
            ...(schema && { content: { [produces ?? 'application/json']: { schema: schemaOf(schema) } } }),
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

const security = {
  none: [],
  maybe_visitor: [{}, { visitorToken: [] }],
  visitor: [{ visitorToken: [] }],
  agent: [{ agentSession: [] }],
  operator: [{ operatorKey: [] }],
};

const schemaOf = (schema: z.ZodType) => z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
