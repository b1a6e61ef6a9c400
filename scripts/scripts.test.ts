/** The command-line programs as people run them: compiled, one process each, on a database that no server holds. */
import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Db, openDb } from '../services/platform/db.js';
import { root } from '../services/platform/root.js';

let folder: string;
let dataDir: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'scripts-'));
  dataDir = join(folder, 'data');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

type Ended = { code: number; out: string; err: string };

function program(name: string, ...args: string[]): Promise<Ended> {
  return frontdesk(join(root, 'dist/scripts/frontdesk.js'), name.replace('-', ':'), ...args);
}

function frontdesk(file: string, ...args: string[]): Promise<Ended> {
  const env = { PATH: process.env.PATH, DATA_DIR: dataDir };
  return new Promise((resolve) =>
    execFile(process.execPath, [file, ...args], { env, cwd: folder }, (error, out, err) =>
      resolve({ code: error ? Number(error.code) : 0, out, err }),
    ),
  );
}

/** What it printed; a program that fails shows why. */
async function says(name: string, ...args: string[]): Promise<string> {
  const { code, out, err } = await program(name, ...args);
  expect({ name, code, err: code ? err : '' }).toEqual({ name, code: 0, err: '' });
  return out;
}

function content(name: string, parcel: string): string {
  const entries = [
    {
      id: 'parcel',
      title: 'Where your parcel is',
      questions: ['where is my parcel', 'track my order'],
      answer: parcel,
    },
    { id: 'refund', title: 'Get your money back', questions: ['refund please'], answer: 'Send it back.' },
    { id: 'hours', title: 'Our hours', questions: ['when are you open'], answer: 'From nine to five.' },
  ];
  writeFileSync(join(folder, name), JSON.stringify(entries));
  return join(folder, name);
}

const inDatabase = async (work: (db: Db) => Promise<unknown>): Promise<void> => {
  const db = await openDb({ dataDir }, () => {});
  try {
    await work(db);
  } finally {
    await db.close();
  }
};

test('from the first load to a rollback', async () => {
  expect(await says('knowledge-load', content('one.json', 'Follow the link in our mail.'))).toContain(
    'Published version 1: created 3',
  );
  const changed = content('two.json', 'Hello {{visitor.name|friend}}, follow the link in our mail.');
  expect(await says('knowledge-load', changed, '--draft', '--author', 'Ann', '--note', 'Friendlier')).toContain(
    'knowledge:publish -- 2',
  );

  const waiting = await says('knowledge-history');
  expect(waiting).toMatch(/^\* {4}1 .* 3 entries/m);
  expect(waiting).toMatch(/^ {5}2 .* draft, 3 entries \(\+0 ~1 -0\) over 1 +by Ann: "Friendlier"$/m);
  const diff = await says('knowledge-diff', '1', '2');
  expect(diff).toContain('Version 1 -> 2: 0 added, 0 removed, 1 changed\n\nchanged parcel (answer)\n');
  expect(diff).toContain('  + Hello {{visitor.name|friend}}, follow the link in our mail.');

  expect(await says('knowledge-publish', '2')).toBe('Published version 2: created 0, updated 1, removed 0.\n');
  const asked = await says('ask', 'where is my parcel');
  expect(asked).toMatch(
    /^(answer|suggest|handoff)\b.*, confidence [\d.]+ %, answers from [\d.]+ %, version 2, \d+ ms\n/,
  );
  expect(asked).toMatch(/Candidates:\n +[\d.]+ {2}parcel {2}Where your parcel is\n/);
  const { best } = JSON.parse(await says('ask', 'where is my parcel', '--json'));
  expect(best[0].answer).toBe('Hello friend, follow the link in our mail.');

  expect(await says('knowledge-rollback', '1', '--author', 'Ann')).toBe(
    'Version 1 is current again (it was 2). Nothing was embedded or fitted anew.\n',
  );
  expect(await says('knowledge-history')).toMatch(/rolled back to version 1 by Ann$/m);
  const files = join(folder, 'files');
  expect(await says('knowledge-export', '--to', files)).toBe(`Wrote 3 entries to 3 files in ${files}.\n`);
  expect(readFileSync(join(files, 'parcel.md'), 'utf8')).toMatch(
    /^---\nid: parcel\n[\s\S]*\nFollow the link in our mail\.\n$/,
  );
  expect(await says('knowledge-load', files)).toContain('Nothing changed: version 1 already holds these 3 entries');
}, 180_000);

test('what was decided and judged: replayed, and learned from', async () => {
  expect(await says('replay', '--since', '7d')).toBe('No question was decided in that time.\n');
  await inDatabase(async (db) => {
    await db.query(
      `with visitor as (insert into visitors (id) values (gen_random_uuid()) returning id),
         conversation as (insert into conversations (id, inbox, visitor_id, locale)
           select gen_random_uuid(), 'default', id, 'en' from visitor returning id),
         decision as (insert into decisions (conversation_id, question, from_seq, to_seq, version_id, candidates, features,
             confidence, thresholds, verdict, ms)
           select id, 'where is my parcel', 1, 1, 1, '[{"key": "refund"}]', '{"inside": 1, "right": 2, "outsideShare": 0.3}',
             0.9, '{"answer": 0.8, "suggest": 0.4}', 'answer', 1 from conversation returning id)
       insert into labels (decision_id, by, kind) select id, 'visitor', 'not_my_question' from decision`,
    );
  });
  const replayed = await says('replay', '--since', '7d', '--threshold', '0.01');
  expect(replayed).toContain('1 decision, again with version 1:');
  expect(replayed).toContain('1 other answers\n  #1 "where is my parcel"\n      then answer, 90 % for refund\n');
  const judged = await says('knowledge-calibrate');
  expect(judged).toContain(
    'Version 1, 1 judged decision.\nOf 1 judged answer 100.0 % were wrong; 10.0 % were promised.',
  );
  expect(judged).toContain('With fewer than 20 judged decisions nothing is learned yet.');
  expect(await says('knowledge-calibrate', '--reset')).toContain('Forgotten.');
}, 120_000);

test.each([
  ['ask', [], 'Usage: npm run ask'],
  ['ask', ['where?', '--inbox', 'none'], 'There is no inbox "none".'],
  ['knowledge-history', ['--limit', 'x'], 'limit: '],
  ['knowledge-diff', ['1', '99'], 'There is no version 99.'],
  ['knowledge-publish', ['99'], 'There is no draft 99.'],
  ['knowledge-publish', ['1'], 'Version 1 is published already'],
  ['knowledge-rollback', ['one'], 'version: '],
  ['knowledge-export', ['--to', 'x', '--format', 'word'], 'There is no format "word".'],
  ['knowledge-export', [], 'Usage: npm run knowledge:export'],
  ['knowledge-calibrate', ['--apply', '--reset'], 'Either --apply or --reset.'],
  ['knowledge-calibrate', ['--apply'], 'at least 20 are needed'],
  ['replay', ['--since', 'yesterday'], '--since is a number with m, h or d'],
])('%s %j: a sentence, and an exit code that a shell sees', async (name, args, sentence) => {
  const { code, out, err } = await program(name, ...args);
  expect({ code, out, err }).toEqual({ code: 1, out: '', err: expect.stringContaining(sentence) });
  // Nobody is shown where in the code it was found.
  expect(err).not.toMatch(/^ +at /m);
  expect(existsSync(join(folder, 'x'))).toBe(false);
});

test('help lists every verb of package.json with a line about it, and what one takes', async () => {
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>;
  };
  const named = Object.entries(scripts).filter(([, command]) => command.includes('scripts/frontdesk.js'));
  expect(named.length).toBeGreaterThan(15);
  const listed = await says('help');
  for (const [name, command] of named) {
    expect(command).toMatch(new RegExp(`frontdesk\\.js ${name}$`));
    expect(listed).toMatch(new RegExp(`^  ${name} +\\w`, 'm'));
  }
  expect(await says('help', 'knowledge:load')).toBe(await says('knowledge-load', '--help'));
});

test('installed, it names itself and not npm', async () => {
  const installed = join(folder, 'frontdesk');
  symlinkSync(join(root, 'dist/scripts/frontdesk.js'), installed);
  const { code, out } = await frontdesk(installed, 'help', 'knowledge:publish');
  expect({ code, out }).toEqual({ code: 0, out: expect.stringMatching(/^Usage: frontdesk knowledge:publish N \[/) });
  expect(out).not.toContain('npm run');
});

test.each([
  ['knowledge-lod', 'There is no verb "knowledge:lod". Did you mean knowledge:load?'],
  ['aks', 'There is no verb "aks". Did you mean ask?'],
  ['dance', 'There is no verb "dance". frontdesk help lists all.'],
  ['constructor', 'There is no verb "constructor".'],
])('%s is no verb, and the nearest is named', async (name, sentence) => {
  expect(await program(name)).toEqual({ code: 1, out: '', err: expect.stringContaining(sentence) });
});
