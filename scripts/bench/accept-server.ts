/** What `npm run bench -- P1` aims at, each in a process of its own: Frontdesk's gateway, a peer, or a floor. */
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { type AddressInfo, createServer as createSocket } from 'node:net';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import pg from 'pg';
import { readConfig } from '../../services/config.js';
import { start } from '../../services/main.js';
import { openDb } from '../../services/platform/db.js';
import { gather } from './crowd.js';

type Database = { databaseUrl: string } | { dataDir: string };
export type Target =
  | { serve: 'frontdesk'; env: Record<string, string> }
  /** Express 5 and one insert, as anybody would write it first; `folder` is where it is installed. */
  | { serve: 'express'; folder: string; database: Database }
  /** Reads the body, parses it, answers. */
  | { serve: 'http' }
  /** Answers whatever comes with the same bytes: as fast as the load itself can be. */
  | { serve: 'bytes' };

/**
 * What it tells its parent: where it listens, and on what version of PostgreSQL; then, asked, the processor time that it
 * has used, in milliseconds.
 */
export type Told = Listening | { cpuMs: number };
type Listening = { port: number; postgres?: string };

const target = JSON.parse(process.argv[2] ?? '') as Target;
const tell = (told: Told) => process.send?.(told);
process.on('message', () => {
  const { user, system } = process.cpuUsage();
  tell({ cpuMs: (user + system) / 1000 });
});
process.on('disconnect', () => process.exit());
tell(await serve());

async function serve(): Promise<Listening> {
  if (target.serve === 'frontdesk') return frontdesk(target.env);
  if (target.serve === 'bytes') return bytes();
  return listen(createServer(target.serve === 'express' ? await peer(target.folder, target.database) : floor));
}

/** The gateway alone; the conversations are in an agent's hands, so nobody has a turn to take. */
async function frontdesk(env: Record<string, string>): Promise<Listening> {
  const { platform, url = '' } = await start({ ...readConfig(env), roles: ['gateway'] });
  await gather(platform.db);
  const [version] = await platform.db.query<{ postgres: string }>(
    `select current_setting('server_version') as postgres`,
  );
  return { port: Number(new URL(url).port), ...version };
}

type Handler = (req: { params: { id: string }; body: Message }, res: Reply) => Promise<void>;
type Reply = { status: (code: number) => { json: (body: unknown) => void } };
type Message = { clientId: string; text: string };
type Express = {
  (): RequestListener & { use: (it: unknown) => void; post: (path: string, handle: Handler) => void };
  json: () => unknown;
};

async function peer(folder: string, database: Database): Promise<RequestListener> {
  const { href } = pathToFileURL(join(folder, 'node_modules/express/index.js'));
  const { default: express } = (await import(href)) as { default: Express };
  const pool =
    'databaseUrl' in database
      ? new pg.Pool({ connectionString: database.databaseUrl })
      : (await openDb(database, () => {})).pool;
  await pool.query(`create table bench_messages (id bigint generated always as identity primary key, conversation_id uuid not null,
    client_id uuid not null, text text not null, created_at timestamptz not null default now())`);
  const app = express();
  app.use(express.json());
  app.post('/v1/conversations/:id/messages', async ({ params, body }, res) => {
    const { rows } = await pool.query(
      `insert into bench_messages (conversation_id, client_id, text) values ($1, $2, $3)
       returning id as seq, client_id as "clientId", text, created_at as "createdAt"`,
      [params.id, body.clientId, body.text],
    );
    res.status(202).json({ event: rows[0] });
  });
  return app;
}

async function floor(req: IncomingMessage, res: ServerResponse): Promise<void> {
  const { clientId, text } = JSON.parse(await read(req)) as Message;
  const event = { seq: 1, type: 'message', role: 'visitor', text, clientId, createdAt: new Date().toISOString() };
  res.writeHead(202, { 'content-type': 'application/json; charset=utf-8' }).end(JSON.stringify({ event }));
}

function read(req: IncomingMessage): Promise<string> {
  return new Promise((resolve) => {
    let body = '';
    req.setEncoding('utf8').on('data', (chunk) => {
      body += chunk;
    });
    req.on('end', () => resolve(body));
  });
}

function bytes(): Promise<Listening> {
  const answer = Buffer.from('HTTP/1.1 202 Accepted\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}');
  return listen(
    createSocket({ noDelay: true }, (socket) => socket.on('data', () => socket.write(answer)).on('error', () => {})),
  );
}

function listen(server: ReturnType<typeof createSocket>): Promise<Listening> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve({ port: (server.address() as AddressInfo).port }));
  });
}
