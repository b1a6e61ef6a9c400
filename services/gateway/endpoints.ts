/**
 * One definition per endpoint: it registers the route, puts its guard in front of its handler, checks what comes in,
 * types what goes out, and writes the OpenAPI document. A route that is in no table does not exist, and one in a table
 * cannot be without its guard.
 */
import express, { type Express, type Request, type RequestHandler, type Response } from 'express';
import type { z } from 'zod';
import { Invalid } from '../errors.js';
import { Unsound, wellFormed } from '../wire/text.js';

import type { Gate } from './gate.js';
import type { Auth, Found, Guards } from './guards.js';
import type { Role } from './roles.js';

const methods = { GET: 'get', POST: 'post', PUT: 'put', DELETE: 'delete' } as const;
export type Method = keyof typeof methods;

export type Definition = {
  summary: string;
  body?: z.ZodType;
  /** The request's media type where it is not JSON; the handler reads it itself. */
  consumes?: string;
  query?: z.ZodType;
  /** By status, the usual one first; null for an empty body. */
  replies: Record<number, z.ZodType | null>;
  /** The reply's media type where it is not JSON; the handler writes it itself. */
  produces?: string;
  /** The handler may answer with a stream instead of the reply. */
  streams?: true;
  /** Larger than the usual 64 kB, and then read only when it is known who sends it. */
  maxBody?: string;
} & ({ auth: 'agent'; role: Role } | { auth: Exclude<Auth, 'agent'>; role?: undefined });

type Names<P extends string> = P extends `${string}:${infer Rest}`
  ? Rest extends `${infer Name}/${infer More}`
    ? Name | Names<More>
    : Rest
  : never;
/** What stands in the path, by name. */
export type Params<P extends string> = Record<Names<P>, string>;

type Read<S> = S extends z.ZodType ? z.infer<S> : undefined;
/** Of a function that has nothing to say. */
type Nothing = ReturnType<() => void>;
type Written<S> = S extends z.ZodType ? z.infer<S> : Nothing;
/**
 * What a handler returns: one of the replies that the definition names, nothing for an empty body, nothing where it
 * writes the response itself.
 */
export type ReplyOf<E extends Definition> = E extends { produces: string }
  ? Nothing
  : Written<E['replies'][keyof E['replies']]> | (E extends { streams: true } ? Nothing : never);

type Asked = {
  req: Request;
  res: Response;
  /** The path's `:id`, in lower case; what is no uuid cannot exist: then one of zeros, which finds nothing. */
  id: string;
};

export type Context<P extends string, E extends Definition> = Gate &
  Asked &
  Found[E['auth']] & {
    params: Params<P>;
    body: E extends { body: infer S } ? Read<S> : undefined;
    query: E extends { query: infer S } ? Read<S> : undefined;
  };

export type Route<M extends Method, P extends string, E extends Definition> = {
  method: M;
  /** In Express's form, `/conversations/:id`. */
  path: P;
  definition: E;
  handle(context: Context<P, E>): Promise<ReplyOf<E>>;
};

/** Any of them, as the table holds them. */
export type AnyRoute = {
  method: Method;
  path: string;
  definition: Definition;
  handle(
    context: Gate & Asked & Found[Auth] & { params: Record<string, string>; body: unknown; query: unknown },
  ): Promise<unknown>;
};

/** An endpoint with its handler. */
export const on = <M extends Method, P extends `/${string}`, const E extends Definition>(
  method: M,
  path: P,
  definition: E,
  handle: (context: Context<P, E>) => Promise<ReplyOf<E>>,
): Route<M, P, E> => ({ method, path, definition, handle });

/** Puts a table onto the app. */
export function register(app: Express, gate: Gate, guards: Guards, table: readonly AnyRoute[]): void {
  for (const route of table) app[methods[route.method]](route.path, answer(gate, guards, route));
}

function answer(gate: Gate, guards: Guards, { definition, handle }: AnyRoute): RequestHandler {
  const { auth, role, replies } = definition;
  // An operator's script may send a whole knowledge base.
  const maxBody = definition.maxBody ?? (auth === 'operator' ? '100mb' : undefined);
  const status = Number(Object.keys(replies)[0]);
  const json = readJson(maxBody ?? '64kb');
  return async (req, res) => {
    if (!maxBody) await json(req, res);
    const found = await guards[auth](req, role);
    if (maxBody) await json(req, res);
    const params = sound(req.params) as Record<string, string>;
    const body = definition.body && parse(definition.body, sound(bodyOf(req)), 'body');
    const query = definition.query && parse(definition.query, sound(req.query), 'query');
    const reply = await handle({ ...gate, ...found, req, res, params, id: idOf(params.id), body, query });
    if (res.headersSent || res.writableEnded) return;
    // A handler may have said that it is not the usual one.
    if (res.statusCode === 200) res.status(status);
    if (replies[status] === null) res.end();
    else res.json(reply);
  };
}

function readJson(limit: string): (req: Request, res: Response) => Promise<void> {
  const read = express.json({ limit, strict: true });
  return (req, res) =>
    new Promise((resolve, reject) => read(req, res, (error?: unknown) => (error ? reject(error) : resolve())));
}

/** No body at all counts as an empty object: `POST .../resolve` needs none. A body of another type is refused. */
function bodyOf(req: Request): unknown {
  if (req.body !== undefined) return req.body;
  const length = req.headers['content-length'];
  if ((length === undefined || length === '0') && req.headers['transfer-encoding'] === undefined) return {};
  throw new Invalid('Send the body as JSON with "Content-Type: application/json".');
}

export const isUuid = (text: string): boolean => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text);

function idOf(given = ''): string {
  const id = given.toLowerCase();
  return isUuid(id) ? id : '00000000-0000-0000-0000-000000000000';
}

/** What was sent, as text that can be stored, searched, mailed and shown; throws `Invalid`. */
function sound(value: unknown): unknown {
  try {
    return wellFormed(value);
  } catch (error) {
    throw error instanceof Unsound ? new Invalid(`${error.message}.`) : error;
  }
}

/** Throws `Invalid` naming each wrong field and what is expected. */
export function parse<S extends z.ZodType>(schema: S, value: unknown, where: string): z.infer<S> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const problems = result.error.issues.slice(0, 5).map((issue) => `${issue.path.join('.') || where}: ${issue.message}`);
  throw new Invalid(problems.join('; '));
}
