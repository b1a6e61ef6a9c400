/**
 * The server's endpoints by their types: a wrong path, parameter, body or reply does not compile. Nothing of the table
 * itself comes along.
 */
import type { Api } from '../../services/gateway/table.js';
import { type RequestOptions, request } from './http.js';

export type At = keyof Api;
export type Reply<A extends At> = Api[A]['reply'];
export type Body<A extends At> = Api[A]['body'];

/** May be left out where nothing in it must be given. */
type Given<K extends string, T> = [T] extends [undefined]
  ? { [k in K]?: undefined }
  : Record<never, never> extends T
    ? { [k in K]?: T }
    : { [k in K]: T };

/** What an endpoint asks for. */
export type Asked<A extends At> = Given<'params', Api[A]['params']> &
  Given<'query', Api[A]['query']> &
  Given<'body', Api[A]['body']>;

type Others = Omit<RequestOptions, 'method' | 'body'>;
/** The second argument, which may be left out as well where all in it may. */
export type Rest<T> = Record<never, never> extends T ? [given?: T] : [given: T];

export type Call = <A extends At>(at: A, ...given: Rest<Asked<A> & Others>) => Promise<Reply<A>>;

type Loose = Others & { params?: object | undefined; query?: object | undefined; body?: unknown };

/** Over any way to send a request and to read its reply. */
export function api(send: <T>(url: string, options: RequestOptions) => Promise<T>): Call {
  return <T>(at: At, { params, query, body, ...others }: Loose = {}) => {
    const { method, path } = placeOf(at, params);
    return send<T>(path + queryOf(query), { ...others, method, body });
  };
}

const methods = ['GET', 'POST', 'PUT', 'DELETE'] as const;

/** `POST /v1/inboxes/:slug` with its parameters filled in. */
export function placeOf(at: At, params: object = {}): { method: (typeof methods)[number]; path: string } {
  const method = methods.find((name) => at.startsWith(`${name} `)) ?? 'GET';
  const given = new Map<string, unknown>(Object.entries(params));
  const path = at.slice(method.length + 1).replace(/:(\w+)/g, (_, name) => encodeURIComponent(String(given.get(name))));
  return { method, path };
}

type Filled<P extends string> = P extends `${infer Before}/:${infer After}`
  ? After extends `${string}/${infer Rest}`
    ? `${Before}/${string}/${Filled<Rest>}`
    : `${Before}/${string}`
  : P;
type UrlOf<A extends At> = A extends `${string} ${infer P}` ? `${string}${Filled<P>}${'' | `?${string}`}` : never;

/**
 * For the widget, which has no bytes to spare: the address is written out, and all is held to the endpoint that is
 * named.
 */
export const requestTo: <A extends At>(
  url: UrlOf<A>,
  ...options: Rest<Omit<RequestOptions, 'body'> & Given<'body', Body<A>>>
) => Promise<Reply<A>> = request;

/** What is not set is not sent. */
export function queryOf(query: object = {}): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== '' && value !== false);
  return given.length ? `?${new URLSearchParams(given.map(([name, value]) => [name, String(value)]))}` : '';
}
