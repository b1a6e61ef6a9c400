/** What the queue said of itself at some moment, it says again when asked for that moment later. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { match } from '../handoff/assign.js';
import { sweep } from '../handoff/sweep.js';
import type { Platform } from '../platform/open.js';
import { modes, type Stack } from '../testing/stack.js';
import { seen, someAgent, someVisitor, startBare, unheard } from '../testing/verbs.js';
import * as verbs from './agent-actions.js';
import type { AgentRow } from './agents.js';
import { type Account, explainAt, explainNow } from './explain.js';
import { decline } from './offers.js';
import { requestHandoff } from './visitor-actions.js';

const inboxes = ['default', 'sales', 'billing'];

describe.each(modes().filter((mode) => mode !== 'redis'))('the past of the queue (%s)', (mode) => {
  let stack: Stack;
  let platform: Platform;
  const db = (sql: string, ...values: unknown[]) => platform.db.query(sql, values);
  beforeAll(async () => {
    stack = await startBare(mode, { timing: { pass: 1_500 } });
    platform = unheard(stack.platform);
    // An offer that runs out while the test runs: shorter than an inbox may say.
    await db('alter table inboxes drop constraint inboxes_offer_seconds_check');
    await db(
      `insert into inboxes (slug, name, offer_seconds) values ('sales', 'Sales', 1), ('billing', 'Billing', 30)`,
    );
  });
  afterAll(() => stack?.drop());

  const whys = new Set<string>();
  const reasons = new Set<string>();
  test.each([1, 2, 3, 4])('random history %s: told then, and worked out afterwards', async (seed) => {
    await db('delete from conversations');
    await db('update agents set deactivated_at = now()');
    let state = seed * 7_919;
    const pick = <T>(of: readonly T[]): T => {
      state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
      return of[Math.floor((state / 2_147_483_648) * of.length)] as T;
    };
    const agents: AgentRow[] = [];
    for (const name of ['Ada', 'Bo', 'Cleo', 'Dan', 'Eve'])
      agents.push(await someAgent(platform, { name, here: pick([true, true, false]), capacity: pick([0, 1, 2]) }));
    const ids: string[] = [];
    let visitorId: string | undefined;
    const of = () => ({ agent: { ...pick(agents), role: 'manager' as const }, conversationId: pick(ids) });
    const some = (...words: string[]) => words.filter(() => pick([true, false]));
    const steps: (() => Promise<unknown>)[] = [
      async () => {
        // Now and then somebody who waits already.
        const visitor = await someVisitor(platform, { inbox: pick(inboxes) }, pick([undefined, undefined, visitorId]));
        visitorId = visitor.visitorId;
        ids.push(visitor.id);
        await requestHandoff(platform, visitor.of);
        await visitor.post('Is anybody there?');
      },
      () => match(platform),
      () => sweep(platform),
      () => verbs.take(platform, of()),
      () => verbs.release(platform, of()),
      () => verbs.transfer(platform, of(), { agentId: pick(agents).id }),
      () => verbs.transfer(platform, of(), { inbox: pick(inboxes) }),
      () => verbs.resolve(platform, of()),
      () => verbs.handBack(platform, of()),
      () => verbs.setSkills(platform, of(), some('refunds', 'metal')),
      async () => {
        const [offer] = await db(
          'select agent_id as id, conversation_id as "on" from offers where ended_at is null limit 1',
        );
        const agent = agents.find(({ id }) => id === offer?.id);
        if (agent) await decline(platform, { agent, conversationId: offer?.on as string });
      },
      () =>
        db(
          'insert into agent_inboxes (agent_id, inbox, capacity) select $1, slug, 1 from inboxes on conflict (agent_id, inbox) do update set capacity = 1',
          pick(agents).id,
        ),
      () => db('update agents set available = not available where id = $1', pick(agents).id),
      () => seen(platform, pick(agents).id, pick([0, 0, 50])),
      () => db('update agents set capacity = $2 where id = $1', pick(agents).id, pick([0, 1, 2, 3])),
      () => db('update agents set languages = $2 where id = $1', pick(agents).id, pick([[], ['en'], ['de']])),
      () => db('update agents set skills = $2 where id = $1', pick(agents).id, some('refunds', 'metal', 'tea')),
      () => db('delete from agent_inboxes where agent_id = $1', pick(agents).id),
      () =>
        db(
          'insert into agent_inboxes (agent_id, inbox, capacity) values ($1, $2, $3) on conflict (agent_id, inbox) do update set capacity = excluded.capacity',
          pick(agents).id,
          pick(inboxes),
          pick([null, 0, 1]),
        ),
      () =>
        db(
          'update inboxes set routing = $2, accept = $3, skills = $4 where slug = $1',
          pick(inboxes),
          pick(['balanced', 'round_robin', 'broadcast', 'manual']),
          pick([true, true, false]),
          some('tea'),
        ),
    ];
    await db(`update agents set languages = '{de}' where id = $1`, pick(agents).id);
    await db(`update agents set skills = '{metal}' where id = $1`, pick(agents).id);
    await db(
      'update inboxes set routing = $2, skills = $3 where slug = $1',
      pick(inboxes),
      pick(['broadcast', 'manual']),
      ['tea'],
    );
    const told: { id: string; account: Account }[] = [];
    for (let i = 0; i < 90; i++) {
      // What may not be done in this state is refused, and that is a step as well.
      const step = ids.length < 6 || pick([1, 2, 3]) === 1 ? pick(steps.slice(0, 3)) : pick(steps);
      await step().catch(() => {});
      if (!ids.length) continue;
      const id = pick(ids);
      const account = await platform.db.tx((tx) => explainNow(tx, id, platform.config.timing.absent));
      if (account) told.push({ id, account });
    }
    expect(told.length).toBeGreaterThan(15);
    for (const { account } of told) {
      whys.add(account.why);
      for (const { reason } of account.skipped) reasons.add(reason);
    }
    for (const { id, account } of told) expect(await explainAt(platform.db, id, account.at)).toEqual(account);
  });

  test('and those histories were no easy ones', () => {
    console.log(`why: ${[...whys].sort()}; skipped: ${[...reasons].sort()}`);
    expect(whys.size).toBeGreaterThanOrEqual(5);
    expect(reasons.size).toBeGreaterThanOrEqual(7);
  });

  test('says of a moment when it did not wait that it did not, and of one before all logs that nobody knows', async () => {
    const visitor = await someVisitor(platform);
    const [before] = await db('select now() as at');
    await requestHandoff(platform, visitor.of);
    await visitor.post('Is anybody there?');
    expect(await explainAt(platform.db, visitor.id, (before as { at: Date }).at.toISOString())).toBeUndefined();
    await expect(explainAt(platform.db, visitor.id, '2020-01-01T00:00:00Z')).rejects.toMatchObject({ status: 404 });
  });
});
