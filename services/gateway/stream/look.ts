/** Once a second the hub looks at the table itself, and finds what no hint told. */
import { changedSince } from '../../conversation/changes.js';
import { viewConversation } from '../../conversation/views.js';
import { lookForErased, type Pull, type Streams } from './streams.js';
import { agentMissed, showConversation, visitorMissed } from './write.js';

/** A queued visitor's place changes with what others do; it is looked at this often. */
const PLACE_EVERY = 5;
/** So is whether what is watched still exists. */
const ERASED_EVERY = 15;

/** Starts looking; what it returns stops it. A look that takes longer than a second is not begun twice. */
export function startLooking(streams: Streams, pull: Pull): () => void {
  const look = createLook(streams, pull);
  let looking = false;
  const timer = setInterval(() => {
    if (looking) return;
    looking = true;
    look()
      .catch((error: Error) => streams.platform.log.debug({ err: error.message }, 'look at the table failed'))
      .finally(() => {
        looking = false;
      });
  }, 1_000);
  return () => clearInterval(timer);
}

function createLook(streams: Streams, pull: Pull): () => Promise<void> {
  const { platform, visitors, agents } = streams;
  let since: Date | undefined;
  let ticks = 0;
  return async () => {
    if (visitors.size === 0 && agents.size === 0) {
      since = undefined;
      return;
    }
    const { rows, now } = await changedSince(platform.db, since);
    since = now;
    const missed = rows.filter(
      (row) =>
        [...(visitors.get(row.id) ?? [])].some((stream) => visitorMissed(stream, row)) ||
        [...agents].some((stream) => agentMissed(stream, row)),
    );
    // Resolved conversations are in nobody's list and would look missed every second; a pull of them writes nothing.
    await Promise.all(missed.map((row) => pull(row.id)));
    if (++ticks % PLACE_EVERY === 0) await showPlaces(streams);
    if (ticks % ERASED_EVERY === 0) await lookForErased(streams);
  };
}

async function showPlaces({ platform, visitors }: Streams): Promise<void> {
  for (const [id, streams] of visitors) {
    const queued = [...streams].filter((stream) => stream.queued);
    if (queued.length === 0) continue;
    const view = await viewConversation(platform.db, id);
    if (view) for (const stream of queued) showConversation(stream, view);
  }
}
