/** Tells the server how far the visitor's messages were on screen: once for a burst, and only what it does not know. */
const AFTER_MS = 300;

export function seenTeller(post: (id: string, seq: number) => Promise<unknown>) {
  /** What was told last, or is about to be. */
  let told = '';
  return (id: string, seq: number, known = 0): void => {
    const now = `${id} ${seq}`;
    if (seq <= known || now === told) return;
    told = now;
    setTimeout(() => {
      // A later one tells this, too.
      if (told !== now) return;
      post(id, seq).catch(() => {
        if (told === now) told = '';
      });
    }, AFTER_MS);
  };
}
