/** `npm run inbox -- SLUG [--set FILE] [--name TEXT] ...`: shows what is set for an inbox, or sets it. */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { parse as parseYaml, stringify } from 'yaml';
import { operateInbox } from '../services/conversation/inboxes.js';
import { Invalid } from '../services/errors.js';
import { parse } from '../services/gateway/endpoints.js';
import { type InboxSettings, operatorInboxBody } from '../services/wire/inboxes.js';
import { operate, program } from './operator.js';

const usage = `Usage: npm run inbox -- SLUG [--set FILE] [--name TEXT] [--greeting TEXT] [--locale TAG] [--accent #RRGGBB]
                             [--origin ORIGIN ...] [--create] [--json]

  --set     settings from a YAML or JSON file: name, greeting, locale, accent, origins, hours, preChat, proactive, theme;
            only what is named is changed, null goes back to the default, and all of it is changed or nothing
  --origin  a site that may embed the widget, several times for several; replaces the list
  --create  makes the inbox where there is none
  --json    prints JSON instead of YAML

Without anything to set it shows what is set, in the form that --set reads.`;

await program(async (config) => {
  const args = readArgs();
  const body = parse(operatorInboxBody, args.body, 'arguments');
  const { inbox } = await operate<{ inbox: InboxSettings }>(config, {
    path: '/inbox',
    body,
    here: async ({ db }) => ({ inbox: await operateInbox(db, body) }),
  });
  const { slug, ...settings } = inbox;
  if (args.json) console.log(JSON.stringify(settings, null, 2));
  else console.log(`# ${body.set ? 'Changed: ' : ''}inbox ${slug}\n${stringify(settings)}`.trimEnd());
});

function readArgs(): { body: unknown; json: boolean } {
  const [text, flag] = [{ type: 'string' } as const, { type: 'boolean' } as const];
  let read: ReturnType<typeof parsed>;
  function parsed() {
    return parseArgs({
      options: {
        ...{ set: text, name: text, greeting: text, locale: text, accent: text, create: flag, json: flag, help: flag },
        origin: { type: 'string', multiple: true },
      },
      allowPositionals: true,
    });
  }
  try {
    read = parsed();
  } catch (error) {
    throw new Invalid(`${(error as Error).message}\n\n${usage}`);
  }
  const { set, origin, create, json = false, help, ...plain } = read.values;
  const [slug] = read.positionals;
  if (help || !slug || read.positionals.length > 1) throw new Invalid(usage);
  const given = { ...(set !== undefined && settingsIn(set)), ...plain, ...(origin && { origins: origin }) };
  return { body: { slug, ...(Object.keys(given).length > 0 && { set: given }), ...(create && { create }) }, json };
}

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
