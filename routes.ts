/** Registers endpoints: each with its guard in front, whatever stands before or after it on the router. */
import express, { type Request, type Response, type Router } from 'express';
import type { z } from 'zod';
import { Invalid } from '../errors.js';
import {
  type Checked,
  type Definition,
  type Endpoint,
  type Endpoints,
  type Handler,
  type Handlers,
  isUuid,
  type Method,
  parse,
} from './endpoints.js';
import type { Guards } from './guards.js';

/** Every definition of a table has its handler beside it, by the same key. */
export type Add = <const T extends Endpoints>(table: T, handlers: Handlers<T>) => void;

export function routes(router: Router, prefix: string, { guards, all }: { guards: Guards; all: Endpoint[] }): Add {
  const register = <D extends Definition>(key: string, definition: D, handler: Handler<D>): void => {
    const { method, path } = readKey(key);
    all.push({ ...definition, method, path: `${prefix}${path}` });
    const status = Number(Object.keys(definition.replies)[0]);
    const large = definition.limit === undefined ? undefined : jsonUpTo(definition.limit);
    router[verbs[method]](path, async (req, res) => {
      const found = await guards[at(definition, 'auth')](req, definition.role);
      await large?.(req, res);
      const body = checked(at(definition, 'body'), () => bodyOf(req), 'body');
      const query = checked(at(definition, 'query'), () => ({ ...req.query }), 'query');
      const reply = await handler({ ...found, req, res, body, query, id: idOf(req) });
      if (res.headersSent || res.writableEnded) return;
      if (definition.replies[status] === null) res.status(status).end();
      else res.status(status).json(reply);
    });
  };
  return (table, handlers) => {
    for (const key in table) register(key, table[key], handlers[key]);
  };
}

const verbs = { GET: 'get', POST: 'post', PUT: 'put', DELETE: 'delete' } as const;

function readKey(key: string): { method: Method; path: string } {
  const [method = '', path = ''] = key.split(' ');
  for (const known of ['GET', 'POST', 'PUT', 'DELETE'] as const) if (known === method) return { method: known, path };
  throw new Error(`No endpoint: ${key}`);
}

/** A field by its own type; read with a dot it would have the wider one of all definitions. */
const at = <T, K extends keyof T>(object: T, key: K): T[K] => object[key];

/** Reads a JSON body of up to this size. */
function jsonUpTo(limit: string): (req: Request, res: Response) => Promise<void> {
  const read = express.json({ limit, strict: true });
  return (req, res) =>
    new Promise((resolve, reject) => read(req, res, (error?: unknown) => (error ? reject(error) : resolve())));
}

function checked<S extends z.ZodType | undefined>(schema: S, value: () => unknown, where: string): Checked<S>;
function checked(schema: z.ZodType | undefined, value: () => unknown, where: string): unknown {
  return schema && parse(schema, value(), where);
}

/** No body at all counts as an empty object: `POST .../resolve` needs none. A body of another type is refused. */
function bodyOf(req: Request): unknown {
  if (req.body !== undefined) return req.body;
  const length = req.headers['content-length'];
  if ((length === undefined || length === '0') && req.headers['transfer-encoding'] === undefined) return {};
  throw new Invalid('Send the body as JSON with "Content-Type: application/json".');
}

/** The id in the path, in lower case. What is no uuid cannot exist: an id of zeros finds nothing, and answers like any unknown one. */
function idOf(req: Request): string {
  const id = String(req.params.id ?? '').toLowerCase();
  return isUuid(id) ? id : '00000000-0000-0000-0000-000000000000';
}
