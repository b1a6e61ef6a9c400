/**
 * Placeholders of macros -> ours with a fallback, `{{visitor.name|there}}`, so that a text reads well whoever sends it.
 */
import { isVariable, type Variable, variables } from '../variables.js';

const visitor =
  '(?:contact|user|visitor|customer|client|person|lead|requester|userinfo|recipient|ticket\\.(?:requester|customer))';
const agent = '(?:agent|currentuser|operator|teammate|author|admin|assignee|ticket\\.(?:agent|assignee|owner))';
const name = '(?:name|fullname|firstname|displayname|givenname|nickname|lastname)';
const known: [RegExp, Variable][] = [
  [new RegExp(`^${visitor}\\.${name}$`), 'visitor.name'],
  [/^(?:nick|nickname|username)$/, 'visitor.name'],
  [new RegExp(`^${visitor}\\.email$`), 'visitor.email'],
  [new RegExp(`^${agent}\\.${name}$`), 'agent.name'],
  [/^(?:inbox|account|mailbox|brand|ticket\.brand|company|app|helpdesk)\.?name$|^ticket\.account$/, 'inbox.name'],
];

/** `{{ a.b | filter }}`; Help Scout's `{% a.b, fallback=x %}`; Zammad's `#{a.b}`. */
const placeholder = /\{\{\{?([^{}\n]{1,200})\}?\}\}|\{%([^%\n]{1,200})%\}|#\{([^{}\n]{1,200})\}/g;

/** The same with our variables; `unknown` names what nobody but an agent can fill. Code is left as it is written. */
export function withOurVariables(text: string): { text: string; unknown: string[] } {
  const unknown: string[] = [];
  const parts = text.split(/(```[\s\S]*?```|`[^`\n]*`)/);
  const converted = parts.map((part, i) =>
    i % 2 === 1
      ? part
      : part.replace(placeholder, (whole, braces?: string, percent?: string, hash?: string) => {
          const inner = decoded(braces ?? percent ?? hash ?? '').trim();
          const [path = '', ...filters] = inner.split(/[|,]/).map((piece) => piece.trim());
          const plain = path
            .toLowerCase()
            .replace(/[_\s$]/g, '')
            .replace(/^\./, '');
          if (Object.hasOwn(variables, plain) && filters.length === 1 && !/[:=]/.test(filters[0] ?? ''))
            return `{{${inner}}}`;
          const own = fallbackOf(filters);
          const variable = variableOf(plain, braces === undefined);
          if (variable) return `{{${variable}|${own ?? variables[variable]}}}`;
          // Its author wrote what to say where it is missing, and for the bot it always is.
          if (own) return own;
          // One form for all of them, so that an unfilled one is seen before it is sent.
          const kept = braces === undefined ? `{{${/^[\w.]+$/.test(path) ? path : `%${inner}%`}}}` : whole;
          unknown.push(kept);
          return kept;
        }),
  );
  return { text: converted.join(''), unknown: [...new Set(unknown)] };
}

/** In Help Scout and Zammad "user" is whoever writes; everywhere else it is the visitor. */
function variableOf(path: string, userWrites: boolean): Variable | undefined {
  if (isVariable(path)) return path;
  if (userWrites && new RegExp(`^user\\.${name}$`).test(path)) return 'agent.name';
  return known.find(([pattern]) => pattern.test(path))?.[1];
}

function fallbackOf(filters: string[]): string | undefined {
  for (const filter of filters) {
    const found = /^(?:default|fallback)\s*[:=]\s*(?:"([^"]*)"|'([^']*)'|(.*))$/i.exec(filter);
    const text = (found?.[1] ?? found?.[2] ?? found?.[3])?.trim();
    if (text) return text.replace(/[{}|]/g, ' ').trim().slice(0, 80) || undefined;
  }
  return undefined;
}

const decoded = (text: string) =>
  text
    .replace(/&nbsp;|&#160;/g, ' ')
    .replace(/&quot;|&#34;/g, '"')
    .replace(/&#39;|&apos;/g, "'")
    .replace(/&amp;/g, '&');
