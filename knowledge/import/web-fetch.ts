/** One page over HTTP: checked when connecting, with an end to redirects, size and time. */
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Readable } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { PAGE_BYTES } from './html-page.js';
import { codeOf, messageOf } from './source.js';
import { type Guard, guardedLookup, refusal } from './web-guard.js';

const webLimits = { redirects: 5, bytes: PAGE_BYTES, seconds: 20 };

export const agentName = 'Frontdesk';

export type Fetched = {
  /** Where the redirects led. */
  url: URL;
  status: number;
  /** Lower case, without its parameters. */
  type: string;
  hidden: boolean;
  bytes: Buffer;
  charset?: string;
};

type Options = Guard & {
  signal?: AbortSignal;
  seconds?: number;
  /** Asked before each request, those after a redirect included; a text says why not. */
  may?: (url: URL) => Promise<string | undefined>;
};

/** Why a page is not read, in words for the person who named it. */
export class NotFetched extends Error {
  constructor(
    message: string,
    /** It was meant to be left out; nothing is wrong. */
    readonly meant = false,
  ) {
    super(message);
  }
}

export async function fetchPage(address: URL, options: Options): Promise<Fetched> {
  const timeout = AbortSignal.timeout(1_000 * (options.seconds ?? webLimits.seconds));
  const signal = options.signal ? AbortSignal.any([timeout, options.signal]) : timeout;
  let url = address;
  try {
    for (let hop = 0; hop <= webLimits.redirects; hop++) {
      const refused = refusal(url, options);
      if (refused) throw new NotFetched(refused);
      const forbidden = await options.may?.(url);
      if (forbidden) throw new NotFetched(forbidden, true);
      const response = await send(url, options, signal);
      const status = response.statusCode ?? 0;
      const { location } = response.headers;
      if (status < 300 || status >= 400 || !location) return await received(url, response, signal);
      response.destroy();
      if (!URL.canParse(location, url)) throw new NotFetched('redirects to something that is no address');
      url = new URL(location, url);
      url.hash = '';
    }
    throw new NotFetched(`redirects more than ${webLimits.redirects} times`);
  } catch (error) {
    if (error instanceof NotFetched) throw error;
    if (options.signal?.aborted) throw new NotFetched('was stopped');
    if (timeout.aborted) throw new NotFetched(`took longer than ${options.seconds ?? webLimits.seconds} seconds`);
    throw new NotFetched(`cannot be fetched: ${messageOf(error) || codeOf(error)}`);
  }
}

function send(url: URL, guard: Guard, signal: AbortSignal): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const request = (url.protocol === 'https:' ? httpsRequest : httpRequest)(
      url,
      {
        // A connection of its own, so that each one is checked.
        agent: false,
        lookup: guardedLookup(url, guard),
        signal,
        maxHeaderSize: 16_384,
        headers: {
          'user-agent': agentName,
          accept: 'text/html, text/*;q=0.9, application/xml;q=0.9, */*;q=0.1',
          'accept-encoding': 'identity',
        },
      },
      resolve,
    );
    request.on('error', reject);
    request.end();
  });
}

async function received(url: URL, response: IncomingMessage, signal: AbortSignal): Promise<Fetched> {
  const { headers } = response;
  const tooLarge = () =>
    new NotFetched(`is larger than ${webLimits.bytes / 1024 / 1024} MB; that is no page of a help centre`);
  if (Number(headers['content-length']) > webLimits.bytes) {
    response.destroy();
    throw tooLarge();
  }
  const chunks: Buffer[] = [];
  let size = 0;
  const body = unpacked(response);
  const stop = () => response.destroy(new Error('stopped'));
  signal.addEventListener('abort', stop, { once: true });
  try {
    for await (const bytes of body) {
      const chunk: Buffer = bytes;
      size += chunk.length;
      if (size > webLimits.bytes) throw tooLarge();
      chunks.push(chunk);
    }
  } finally {
    signal.removeEventListener('abort', stop);
    body.destroy();
    response.destroy();
  }
  const [type = '', ...parameters] = (headers['content-type'] ?? '')
    .split(';')
    .map((part) => part.trim().toLowerCase());
  const charset = parameters
    .find((parameter) => parameter.startsWith('charset='))
    ?.slice(8)
    .replace(/"/g, '');
  return {
    url,
    status: response.statusCode ?? 0,
    type,
    hidden: /noindex|none/i.test(String(headers['x-robots-tag'] ?? '')),
    bytes: Buffer.concat(chunks),
    ...(charset && { charset }),
  };
}

/** Some servers pack although we asked them not to; what comes out is counted, not what goes in. */
function unpacked(response: IncomingMessage): Readable {
  const encoding = response.headers['content-encoding']?.trim().toLowerCase() ?? 'identity';
  const unpack = { gzip: createGunzip, 'x-gzip': createGunzip, deflate: createInflate, br: createBrotliDecompress }[
    encoding
  ];
  if (!unpack && encoding !== 'identity' && encoding !== '')
    throw new NotFetched('is packed in a way that we do not know');
  if (!unpack) return response;
  const stream = unpack();
  response.on('error', (error) => stream.destroy(error));
  return response.pipe(stream);
}
