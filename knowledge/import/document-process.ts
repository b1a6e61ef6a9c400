/**
 * A process of its own for documents that strangers may have made: DOCX, XLSX, PDF. It is started with a limit of
 * memory and time, without our environment and without the right to write; see documents.ts. Paths come in, a line of
 * JSON goes out for each.
 */
import { readFileSync } from 'node:fs';
import { extname } from 'node:path';
import { json } from 'node:stream/consumers';
import { z } from 'zod';
import { parseDocx } from './docx.js';
import { parsePdf } from './pdf.js';
import { messageOf, type Parsed } from './source.js';
import { parseXlsx } from './xlsx.js';
import { checkZip, isZip } from './zip.js';

const files = z.array(z.object({ path: z.string(), file: z.string() })).parse(await json(process.stdin));
// Parsers warn on the way; only our lines may stand here.
const write = process.stdout.write.bind(process.stdout);
console.log = console.warn = console.info = () => {};
for (const { path, file } of files) write(`${JSON.stringify(await read(path, file))}\n`);

async function read(path: string, file: string): Promise<Parsed> {
  const refuse = (message: string): Parsed => ({ entries: [], problems: [{ file, message }], notes: [] });
  const key = file.slice(0, file.length - extname(file).length);
  try {
    const bytes = readFileSync(path);
    if (!isZip(bytes)) return await parsePdf(file, key, bytes);
    const zip = checkZip(bytes);
    if ('problem' in zip) return refuse(zip.problem);
    if (zip.names.includes('word/document.xml')) return await parseDocx(file, key, bytes);
    if (zip.names.some((name) => /^xl\/workbook\.(?:xml|bin)$/.test(name))) return await parseXlsx(file, bytes);
    return refuse('is an archive; unpack it and load the folder');
  } catch (error) {
    return refuse(`cannot be read (${messageOf(error).slice(0, 100)}); save it again from the program that made it`);
  }
}
