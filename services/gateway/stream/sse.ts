/** Server-sent events on an Express response: the writer, and the cursor that resumes it. */
import type { Response } from 'express';

/** A reader that lets this much pile up is cut; it comes back and replays from the log. */
const MAX_BUFFERED = 1_000_000;
/** A replay or a snapshot may be larger: it waits for the reader, who is cut when they take nothing for this long. */
const MAX_PAUSE_MS = 30_000;

export type SseWriter = {
  send: (event: string, data: unknown, id?: string) => void;
  /** Resolves once what was written has gone out (or the reader has): a long replay goes at the reader's speed. */
  drained: () => Promise<void>;
  open: () => boolean;
  end: () => void;
};

export function openSse(res: Response, onCut: () => void): SseWriter {
  res.status(200);
  res.setHeader('content-type', 'text/event-stream; charset=utf-8');
  res.setHeader('cache-control', 'no-store, no-transform');
  res.setHeader('x-accel-buffering', 'no');
  res.flushHeaders();
  const open = () => !res.writableEnded && !res.destroyed;
  const cut = () => {
    onCut();
    res.destroy();
  };
  return {
    open,
    send(event, data, id) {
      if (!open()) return;
      // What piled up before counts, not this one: a single large snapshot is no sign of a reader that does not read.
      if (res.writableLength > MAX_BUFFERED) return cut();
      // JSON has no raw line breaks, so one data line is always enough; ids are made by us.
      res.write(`${id ? `id: ${id}\n` : ''}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
    },
    async drained() {
      if (!open() || !res.writableNeedDrain) return;
      await new Promise<void>((resolve) => {
        const late = setTimeout(cut, MAX_PAUSE_MS).unref();
        const done = () => {
          clearTimeout(late);
          res.off('drain', done).off('close', done);
          resolve();
        };
        res.on('drain', done).on('close', done);
      });
    },
    end: () => void (open() && res.end()),
  };
}

/** `<stream epoch>.<seq>`; undefined for none, `lost` for one that cannot be of this log. */
export function readCursor(text: string | undefined, epoch: string): number | undefined | 'lost' {
  if (text === undefined || text === '') return undefined;
  const at = text.lastIndexOf('.');
  const seq = text.slice(at + 1);
  if (at < 0 || text.slice(0, at) !== epoch || !/^\d{1,9}$/.test(seq)) return 'lost';
  return Number(seq);
}

export const cursor = (epoch: string, seq: number): string => `${epoch}.${seq}`;
