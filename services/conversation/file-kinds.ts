/**
 * What a file is: told by its content, never by its name. Nothing that can run, and nothing that
 * hides other files, is on the list.
 */
import { fileTypeFromBuffer } from 'file-type';
import { Invalid } from '../errors.js';

/** The types, each with the endings of its name; the first is given where the name has another. */
const kinds = [
  { type: 'image/png', endings: ['png'] },
  { type: 'image/jpeg', endings: ['jpg', 'jpeg', 'jfif'] },
  { type: 'image/gif', endings: ['gif'] },
  { type: 'image/webp', endings: ['webp'] },
  { type: 'application/pdf', endings: ['pdf'] },
  { type: 'text/plain', endings: ['txt'] },
  { type: 'text/csv', endings: ['csv'] },
  { type: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document', endings: ['docx'] },
  { type: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', endings: ['xlsx'] },
] as const satisfies readonly { type: string; endings: readonly string[] }[];

type Kind = (typeof kinds)[number];
type FileType = Kind['type'];

export const fileTypes = kinds.map(({ type }) => type);
const taken = 'PNG, JPEG, GIF, WebP, PDF, TXT, CSV, DOCX and XLSX';

/** The type of these bytes, and the name they get. Throws `Invalid` (code `file_type`) for what we do not take. */
export async function kindOf(bytes: Uint8Array, named: string): Promise<{ type: FileType; name: string }> {
  if (bytes.length === 0) throw new Invalid('The file is empty.', 'file_empty');
  const { stem, ending } = nameOf(named);
  // Before the signatures: a text may well begin like a bitmap ("BM") or a program ("MZ").
  const asText = ending === 'csv' ? 'text/csv' : ending === 'txt' ? 'text/plain' : undefined;
  const type = asText && isText(bytes) ? asText : await bySignature(bytes, ending);
  const kind = kinds.find((one) => one.type === type);
  if (!kind)
    throw new Invalid(
      asText
        ? `This is not text in UTF-8, whatever its name says. Save it as UTF-8 and send it again.`
        : `We take ${taken} files, told by their content. Send this one as one of these.`,
      'file_type',
    );
  const right = kind.endings.find((one) => one === ending) ?? kind.endings[0];
  return { type: kind.type, name: `${stem.replace(new RegExp(`\\.${right}$`, 'i'), '')}.${right}` };
}

async function bySignature(bytes: Uint8Array, ending: string): Promise<FileType | undefined> {
  // Looks into the list of a zip for what tells a document from any other archive, and unpacks none
  // of it but that one bounded note.
  const found = await fileTypeFromBuffer(bytes).catch(() => undefined);
  const mime = found?.mime === 'image/apng' ? 'image/png' : found?.mime;
  if (mime) return fileTypes.find((type) => type === mime);
  return ending === '' && isText(bytes) ? 'text/plain' : undefined;
}

function isText(bytes: Uint8Array): boolean {
  if (bytes.includes(0)) return false;
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}

const LONGEST = 100;
/** Signs that turn the direction of what follows, so that an ending shows in the middle of a name. */
const turning = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** A name without path, control characters and tricks, in two parts. */
function nameOf(named: string): { stem: string; ending: string } {
  const last = named.toWellFormed().normalize('NFC').split(/[/\\]/).at(-1) ?? '';
  const clean = last
    .replace(/[\p{Cc}\u2028\u2029\ufeff\ufffd]/gu, '')
    .replace(turning, '')
    .replace(/[<>:"|?*]/g, '_')
    .replace(/\s+/g, ' ')
    .replace(/^[. ]+|[. ]+$/g, '');
  const [, stem = clean, ending = ''] = /^(.+)\.([A-Za-z0-9]{1,10})$/.exec(clean) ?? [];
  return { stem: [...stem].slice(0, LONGEST).join('').trimEnd() || 'file', ending: ending.toLowerCase() };
}
