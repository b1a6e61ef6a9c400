/**
 * A gateway in memory over real HTTP, as small as the contract allows, with faults on demand. For tests of the client
 * only.
 */
import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Conversation, Event } from '../../services/wire/conversation.js';
import type { WidgetConfig } from '../../services/wire/inboxes.js';

export interface FakeConversation {
  conversation: Conversation;
  token: string;
  secret: string | undefined;
  events: Event[];
  streams: Set<ServerResponse>;
}

export interface Asked {
  method: string;
  path: string;
  // biome-ignore lint/suspicious/noExplicitAny: the body of any request, looked at by tests
  body: any;
  headers: IncomingMessage['headers'];
}

export class FakeGateway {
  readonly all = new Map<string, FakeConversation>();
  readonly asked: Asked[] = [];
  /** Asked before every request. `drop` does the work and loses the reply; a status is answered instead of it. */
  fault: (asked: Asked) => { status: number; headers?: Record<string, string> } | 'drop' | undefined = () => undefined;
  /** A proxy that holds streams back. */
  buffering = false;
  epoch = 'e1';
  url = '';
  /** Called after a visitor's message; a place for a scripted bot. */
  onMessage: (to: FakeConversation, event: Event) => void = () => {};
  /** More of the inbox's settings than a name. */
  config: Partial<WidgetConfig> = {};
  onAction: (to: FakeConversation, action: string, body: Record<string, unknown>) => void = () => {};
  readonly #server = createServer((req, res) => void this.handle(req, res).catch(() => res.destroy()));

  async listen(port = 0): Promise<this> {
    await new Promise<void>((resolve) => this.#server.listen(port, '127.0.0.1', resolve));
    this.url = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
    return this;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  only(): FakeConversation {
    const [first] = [...this.all.values()].slice(-1);
    if (!first) throw new Error('nothing was opened');
    return first;
  }

  /** Puts an event into the log and onto the streams. */
  append(to: FakeConversation, event: Partial<Event>): Event {
    to.conversation.seq += 1;
    const full = { type: 'message', ...event, seq: to.conversation.seq, createdAt: new Date().toISOString() } as Event;
    to.events.push(full);
    this.write(to, 'log', full, this.cursor(full.seq));
    return full;
  }

  move(to: FakeConversation, change: Partial<Conversation>, notice?: Event['notice']): void {
    to.conversation = { ...to.conversation, queue: undefined, agent: undefined, ...change };
    to.conversation.ownerEpoch += 1;
    this.append(to, { type: 'move', role: 'system', ...(notice && { notice }) });
    this.write(to, 'conversation', to.conversation);
  }

  write(to: FakeConversation, name: string, data: unknown, id?: string): void {
    for (const stream of to.streams) {
      stream.write(`${id ? `id: ${id}\n` : ''}event: ${name}\ndata: ${JSON.stringify(data)}\n\n`);
    }
  }

  /**
   * Breaks every stream, as a network does. They are gone at once: what is appended next comes while the client is
   * away.
   */
  cut(): void {
    for (const { streams } of this.all.values()) {
      for (const stream of streams) stream.destroy();
      streams.clear();
    }
  }

  cursor(seq: number): string {
    return `${this.epoch}.${seq}`;
  }

  async handle(req: IncomingMessage, res: ServerResponse): Promise<unknown> {
    const url = new URL(req.url ?? '/', 'http://x');
    let text = '';
    for await (const chunk of req) text += chunk;
    const asked: Asked = {
      method: req.method ?? '',
      path: url.pathname,
      body: text ? JSON.parse(text) : undefined,
      headers: req.headers,
    };
    this.asked.push(asked);
    const fault = this.fault(asked);
    const json = (status: number, body?: unknown) => {
      if (fault === 'drop') return req.socket.destroy();
      res.writeHead(status, { 'content-type': 'application/json', 'access-control-allow-origin': '*' });
      res.end(body === undefined ? undefined : JSON.stringify(body));
    };
    const refuse = (status: number, code: string) => json(status, { error: { code, message: code, requestId: 'r' } });
    if (fault && fault !== 'drop') {
      for (const [name, value] of Object.entries(fault.headers ?? {})) res.setHeader(name, value);
      return refuse(fault.status, 'fault');
    }
    if (asked.path === '/v1/widget-config') {
      return json(200, {
        inbox: 'default',
        name: 'Kettle & Crane',
        greeting: 'Hello. Ask us anything.',
        locale: 'en',
        availability: { people: 'here' },
        proactive: [],
        ...this.config,
      });
    }
    const token = req.headers.authorization?.slice('Bearer '.length);
    if (asked.path === '/v1/conversations' && asked.method === 'GET') {
      const own = [...this.all.values()].filter((it) => it.token === token).reverse();
      const listed = own.map(({ conversation, events }) => ({
        ...conversation,
        lastText: events.at(-1)?.text,
        unread: 0,
      }));
      return json(200, { conversations: listed });
    }
    if (asked.path === '/v1/conversations') return this.#open(asked, token, json);
    const [, id, action] = /^\/v1\/conversations\/([^/]+)(?:\/(.+))?$/.exec(asked.path) ?? [];
    const found = this.all.get(id ?? '');
    if (req.headers.authorization !== `Bearer ${found?.token}` || !found) return refuse(found ? 401 : 404, 'gone');
    if (!action) {
      return json(200, {
        conversation: found.conversation,
        events: found.events,
        cursor: this.cursor(found.conversation.seq),
      });
    }
    if (action === 'events') return this.#events(found, url, req, res, json);
    if (action === 'messages') return this.#message(found, asked, json, refuse);
    this.onAction(found, action, asked.body);
    return json(200, { conversation: found.conversation });
  }

  #open(asked: Asked, own: string | undefined, json: (status: number, body: unknown) => unknown): unknown {
    const known = [...this.all.values()].find((c) => c.secret === asked.body.clientId);
    const token = own ?? randomUUID();
    if (known) {
      known.token = token;
      return json(201, { conversation: known.conversation, ...(!own && { token }) });
    }
    const now = new Date().toISOString();
    const id = randomUUID();
    const conversation: Conversation = {
      id,
      state: 'bot',
      seq: 0,
      ownerEpoch: 1,
      inbox: 'default',
      locale: 'en',
      createdAt: now,
      updatedAt: now,
    };
    this.all.set(id, { conversation, token, secret: asked.body.clientId, events: [], streams: new Set() });
    return json(201, { conversation, ...(!own && { token }) });
  }

  #message(
    to: FakeConversation,
    { body }: Asked,
    json: (status: number, body: unknown) => unknown,
    refuse: (status: number, code: string) => unknown,
  ): unknown {
    const known = to.events.find((event) => event.role === 'visitor' && event.clientId === body.clientId);
    if (known && known.text !== body.text) return refuse(422, 'reused_client_id');
    if (known) return json(202, { event: known });
    const event = this.append(to, { role: 'visitor', text: body.text, clientId: body.clientId, choice: body.choice });
    json(202, { event });
    return this.onMessage(to, event);
  }

  #events(
    to: FakeConversation,
    url: URL,
    req: IncomingMessage,
    res: ServerResponse,
    json: (status: number, body: unknown) => unknown,
  ): unknown {
    const polling = url.searchParams.has('wait');
    const cursor = (polling ? url.searchParams.get('after') : (req.headers['last-event-id'] as string)) ?? '';
    const [epoch, seq] = cursor.split('.');
    const lost = cursor !== '' && (epoch !== this.epoch || Number(seq) > to.conversation.seq);
    const after = lost ? to.conversation.seq : Number(seq ?? 0);
    const missed = to.events.filter((event) => event.seq > after);
    if (polling) {
      if (lost) return json(200, { reset: true });
      const reply = () =>
        json(200, {
          events: to.events.filter((e) => e.seq > after),
          cursor: this.cursor(to.conversation.seq),
          conversation: to.conversation,
        });
      return missed.length > 0 ? reply() : setTimeout(reply, 100);
    }
    if (this.buffering) return undefined;
    res.writeHead(200, { 'content-type': 'text/event-stream', 'access-control-allow-origin': '*' });
    to.streams.add(res);
    res.on('close', () => to.streams.delete(res));
    const one = { ...to, streams: new Set([res]) };
    if (lost) this.write(one, 'reset', { cursor: this.cursor(after) });
    for (const event of missed) this.write(one, 'log', event, this.cursor(event.seq));
    this.write(one, 'conversation', to.conversation);
    return undefined;
  }
}
