/**
 * What crosses the wire about files: how one is uploaded, and how a message carries it. Imports zod and the
 * limits, and nothing else of ours.
 */
import { z } from 'zod';
import { FILES_PER_MESSAGE } from './limits.js';

/** The body is the file itself. `clientId` makes it safe to repeat. */
export const uploadQuery = z.strictObject({ name: z.string().min(1).max(500), clientId: z.uuid() });

export const fileSchema = z.object({
  id: z.string(),
  name: z.string(),
  /** By its content, whatever its name said. */
  type: z.string(),
  /** In bytes. */
  size: z.int(),
  /** A path on this server. Whoever has it can read the file: it cannot be guessed. */
  url: z.string(),
});
export const uploadReply = z.object({ file: fileSchema });

/** Files uploaded in this conversation by the same speaker, each sent once. */
export const fileIds = z
  .array(z.uuid())
  .min(1)
  .max(FILES_PER_MESSAGE, `at most ${FILES_PER_MESSAGE} files`)
  .refine((ids) => new Set(ids).size === ids.length, 'must name each file once');

export const fileLimits = z.object({ maxBytes: z.int(), types: z.array(z.string()) });

export type FileLink = z.infer<typeof fileSchema>;
export type FileLimits = z.infer<typeof fileLimits>;
