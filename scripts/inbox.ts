/** `npm run inbox -- SLUG [--set FILE] [--name TEXT] ...`: shows what is set for an inbox, or sets it. */
import { readFileSync } from 'node:fs';
import { parse as parseYaml, stringify } from 'yaml';
import { operateInbox } from '../services/conversation/inboxes.js';
import { Invalid } from '../services/errors.js';
import { parse } from '../services/gateway/endpoints.js';
import { type InboxSettings, operatorInboxBody } from '../services/wire/inboxes.js';
import { operate } from './operator.js';
import { defineVerb } from './verb.js';

const usage = `Usage: npm run inbox -- SLUG [--set FILE] [--name TEXT] [--greeting TEXT] [--locale TAG] [--accent #RRGGBB]
                             [--origin ORIGIN ...] [--create] [--json]

  --set     settings from a YAML or JSON file: name, greeting, locale, accent, origins, hours, preChat, proactive, theme;
            only what is named is changed, null goes back to the default, and all of it is changed or nothing
  --origin  a site that may embed the widget, several times for several; replaces the list
  --create  makes the inbox where there is none
  --json    prints JSON instead of YAML

Without anything to set it shows what is set, in the form that --set reads.`;

const [text, flag] = [{ type: 'string' } as const, { type: 'boolean' } as const];

export const verb = defineVerb({
  description: 'shows what is set for an inbox, or sets it',
  usage,
  options: {
    ...{ set: text, name: text, greeting: text, locale: text, accent: text, create: flag, json: flag },
    origin: { type: 'string', multiple: true },
  },
  words: [1, 1],
  async run({ values, positionals }, io) {
    const { set, origin, create, json, ...plain } = values;
    const given = { ...(set !== undefined && settingsIn(set)), ...plain, ...(origin && { origins: origin }) };
    const asked = {
      slug: positionals[0],
      ...(Object.keys(given).length > 0 && { set: given }),
      ...(create && { create }),
    };
    const body = parse(operatorInboxBody, asked, 'arguments');
    const { inbox } = await operate<{ inbox: InboxSettings }>(io, {
      path: '/inbox',
      body,
      here: async ({ db }) => ({ inbox: await operateInbox(db, body) }),
    });
    const { slug, ...settings } = inbox;
    if (json) io.out(JSON.stringify(settings, null, 2));
    else io.out(`# ${body.set ? 'Changed: ' : ''}inbox ${slug}\n${stringify(settings)}`.trimEnd());
  },
});

/** YAML reads JSON, too. */
function settingsIn(file: string): object {
  let settings: unknown;
  try {
    settings = parseYaml(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new Invalid(`${file}: ${(error as Error).message}`);
  }
  if (typeof settings !== 'object' || settings === null || Array.isArray(settings))
    throw new Invalid(`${file}: expected settings by name, such as "name: Our shop".`);
  return settings;
}
