/** One definition per endpoint: it registers the route, checks what comes in, and writes the OpenAPI document. */
import type { Request, Response, Router } from 'express';
import { z } from 'zod';
import { Invalid } from '../errors.js';
import { errorSchema } from '../wire/conversation.js';

export type Endpoint = {
  method: 'get' | 'post' | 'put' | 'delete';
  /** In Express's form, `/conversations/:id`. */
  path: string;
  summary: string;
  auth: 'none' | 'visitor' | 'agent' | 'operator';
  body?: z.ZodType;
  /** The request's media type where it is not JSON; the handler reads it itself. */
  consumes?: string;
  query?: z.ZodType;
  /** By status; null for an empty body. */
  replies: Record<number, z.ZodType | null>;
  /** The reply's media type where it is not JSON. */
  produces?: string;
};

type BodyOf<E extends Endpoint> = E['body'] extends z.ZodType ? z.infer<E['body']> : undefined;
type QueryOf<E extends Endpoint> = E['query'] extends z.ZodType ? z.infer<E['query']> : undefined;
type Handler<E extends Endpoint> = (context: {
  req: Request;
  res: Response;
  body: BodyOf<E>;
  query: QueryOf<E>;
  id: string;
}) => Promise<unknown>;

export type Routes = { add: <const E extends Endpoint>(endpoint: E, handler: Handler<E>) => void; all: Endpoint[] };

/** Collects endpoints onto a router. A handler returns the body of the reply, or undefined where it wrote the response itself. */
export function routes(router: Router, prefix: string, all: Endpoint[]): Routes {
  return {
    all,
    add(endpoint, handler) {
      all.push({ ...endpoint, path: `${prefix}${endpoint.path}` });
      const status = Number(Object.keys(endpoint.replies)[0]);
      router[endpoint.method](endpoint.path, async (req, res) => {
        const body = (endpoint.body ? parse(endpoint.body, bodyOf(req), 'body') : undefined) as never;
        const query = (endpoint.query ? parse(endpoint.query, { ...req.query }, 'query') : undefined) as never;
        const reply = await handler({ req, res, body, query, id: idOf(req) });
        if (res.headersSent || res.writableEnded) return;
        if (endpoint.replies[status] === null) res.status(status).end();
        else res.status(status).json(reply);
      });
    },
  };
}

/** No body at all counts as an empty object: `POST .../resolve` needs none. A body of another type is refused. */
function bodyOf(req: Request): unknown {
  if (req.body !== undefined) return req.body;
  const length = req.headers['content-length'];
  if ((length === undefined || length === '0') && req.headers['transfer-encoding'] === undefined) return {};
  throw new Invalid('Send the body as JSON with "Content-Type: application/json".');
}

export const isUuid = (text: string): boolean => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text);

/** The id in the path, in lower case. What is no uuid cannot exist: an id of zeros finds nothing, and answers like any unknown one. */
function idOf(req: Request): string {
  const id = String(req.params.id ?? '').toLowerCase();
  return isUuid(id) ? id : '00000000-0000-0000-0000-000000000000';
}

/** Throws `Invalid` naming each wrong field and what is expected. */
export function parse<S extends z.ZodType>(schema: S, value: unknown, where: string): z.infer<S> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const problems = result.error.issues.slice(0, 5).map((issue) => `${issue.path.join('.') || where}: ${issue.message}`);
  throw new Invalid(problems.join('; '));
}

/** The OpenAPI 3.1 document of everything that was added. */
export function openApi(all: Endpoint[], info: { title: string; version: string }) {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const endpoint of all) {
    const path = endpoint.path.replace(/:(\w+)/g, '{$1}');
    const names = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]);
    const query = endpoint.query ? (schemaOf(endpoint.query) as { properties?: Record<string, unknown> }) : undefined;
    paths[path] ??= {};
    (paths[path] as Record<string, unknown>)[endpoint.method] = {
      summary: endpoint.summary,
      security: security[endpoint.auth],
      parameters: [
        ...names.map((name) => ({ name, in: 'path', required: true, schema: { type: 'string' } })),
        ...Object.entries(query?.properties ?? {}).map(([name, schema]) => ({ name, in: 'query', schema })),
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

const security = {
  none: [],
  visitor: [{ visitorToken: [] }],
  agent: [{ agentSession: [] }],
  operator: [{ operatorKey: [] }],
};

const schemaOf = (schema: z.ZodType): unknown => z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
