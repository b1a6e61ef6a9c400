/** What people see of a file: whether it can be shown as an image, and a size they can read. Pure. */

export const isImage = ({ type }: { type: string }): boolean => /^image\/(png|jpeg|gif|webp)$/.test(type);

const MB = 1024 * 1024;

/** "240 kB", "1.4 MB"; never less than it is, so that what is too large does not read as if it were not. */
export function sizeText(bytes: number, locale: string): string {
  const small = bytes < MB;
  const unit = small ? 'kilobyte' : 'megabyte';
  const n = small ? Math.ceil(bytes / 1024) : Math.ceil((bytes / MB) * 10) / 10;
  return new Intl.NumberFormat(locale, { style: 'unit', unit, maximumFractionDigits: 1 }).format(n);
}
