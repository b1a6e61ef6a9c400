/**
 * An absolute http, https or mailto address, normalised; else undefined. Everything that becomes an `href` passes here.
 */
export function safeLink(link: string | null | undefined): string | undefined {
  if (!link) return undefined;
  try {
    const url = new URL(link);
    return ['http:', 'https:', 'mailto:'].includes(url.protocol) ? url.href : undefined;
  } catch {
    return undefined;
  }
}

/** A picture of ours, or drawn into the data itself. Pictures from elsewhere would tell a stranger who reads. */
export function safePicture(link: string | undefined, server: string): string | undefined {
  if (!link) return undefined;
  if (/^data:image\/(png|jpeg|webp|gif);base64,/i.test(link)) return link;
  if (!/^(https?:\/)?\//i.test(link)) return undefined;
  try {
    const url = new URL(link, server);
    return url.origin === new URL(server).origin ? url.href : undefined;
  } catch {
    return undefined;
  }
}
