/**
 * Sections, their pages, and the address of each: `#/conversations/<id>`, `#/knowledge/<page>/<id>/<version>`,
 * `#/inboxes/<slug>`, `#/team/<id>`, `#/operations/<page>`, `#/practice`. Pure.
 */
import type { StaffRole } from '../../services/wire/conversation.js';

/** In the order of the navigation; the number is the key that leads there. */
export const sections = ['conversations', 'knowledge', 'reports', 'inboxes', 'team', 'operations'] as const;
export type Section = (typeof sections)[number];

/** In the order of the navigation. */
export const knowledgePages = ['entries', 'versions', 'gaps', 'try', 'confidence'] as const;
type KnowledgePage = (typeof knowledgePages)[number];

/** In the order of the navigation. */
export const reportPages = ['overview', 'live'] as const;
type ReportPage = (typeof reportPages)[number];

/** In the order of the navigation. */
export const operationsPages = ['jobs', 'retention', 'audit'] as const;
type OperationsPage = (typeof operationsPages)[number];

export type Place =
  | { section: 'conversations'; id?: string | undefined }
  /** `+`: a new one. */
  | { section: 'inboxes' | 'team'; id?: string | undefined }
  | {
      section: 'knowledge';
      page: KnowledgePage;
      /** What is open: an entry's key (`+`: a new one, `+import`: files), a version, a question, an inbox. */
      id?: string | undefined;
      /** The draft in which an entry is open. */
      version?: number | undefined;
    }
  | { section: 'reports'; page: ReportPage }
  | { section: 'operations'; page: OperationsPage }
  /** For whoever answers; reached from conversations, and in no navigation. */
  | { section: 'practice' };

const sectionsBy: Record<StaffRole, readonly Section[]> = {
  agent: ['conversations'],
  content: ['knowledge'],
  manager: sections.filter((section) => section !== 'operations'),
  admin: sections,
};

export function sectionsOf(role: StaffRole): readonly Section[] {
  return sectionsBy[role];
}

export function first(section: Section): Place {
  if (section === 'knowledge') return { section, page: knowledgePages[0] };
  if (section === 'reports') return { section, page: reportPages[0] };
  return section === 'operations' ? { section, page: operationsPages[0] } : { section };
}

/**
 * Undefined for no address or one that we do not know. `#c=<id>` is how links were written before there were sections.
 */
export function placeOf(hash: string): Place | undefined {
  const old = new URLSearchParams(hash.slice(1)).get('c');
  if (old) return { section: 'conversations', id: old };
  const [start, section, ...rest] = hash.split('/').map(plain);
  if (start !== '#') return undefined;
  if (section === 'conversations' || section === 'inboxes' || section === 'team')
    return { section, id: rest[0] || undefined };
  if (section === 'reports') return { section, page: reportPages.find((name) => name === rest[0]) ?? reportPages[0] };
  if (section === 'operations')
    return { section, page: operationsPages.find((name) => name === rest[0]) ?? operationsPages[0] };
  if (section === 'practice') return { section };
  if (section !== 'knowledge') return undefined;
  const page = knowledgePages.find((name) => name === rest[0]);
  if (!page) return first('knowledge');
  const version = Number(rest[2]);
  return { section, page, id: rest[1] || undefined, ...(Number.isInteger(version) && version > 0 && { version }) };
}

export function addressOf(place: Place): string {
  const { section } = place;
  if (section === 'practice') return '#/practice';
  const parts =
    section === 'knowledge'
      ? [section, place.page, place.id, place.version]
      : [section, 'page' in place ? place.page : place.id];
  return `#/${parts
    .filter((part) => part !== undefined)
    .map((part) => encodeURIComponent(part))
    .join('/')}`;
}

/** Where somebody ends up who asks for `place`: there, or at the first place that is theirs. */
export function permitted(place: Place | undefined, role: StaffRole): Place {
  const own = sectionsOf(role);
  const wanted = place?.section === 'practice' ? 'conversations' : place?.section;
  return place && wanted && own.includes(wanted) ? place : first(own[0] as Section);
}

function plain(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
