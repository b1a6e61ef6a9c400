/** The icon of the browser's tab, with the number of those who wait: a pinned tab shows no title. */

const mark = `<rect width='16' height='16' rx='4' fill='#1f5f57'/><path d='M5 12V4h6.5M5 8h5' fill='none' stroke='#fff' stroke-width='2' stroke-linecap='round'/>`;

/** Pure. */
export function iconAddress(count: number): string {
  const text = count > 9 ? '9+' : String(count);
  const badge = `<circle cx='11' cy='11' r='5' fill='#b3261e'/><text x='11' y='13.6' font-family='sans-serif' font-size='${count > 9 ? 6 : 7.5}' font-weight='700' text-anchor='middle' fill='#fff'>${text}</text>`;
  const svg = `<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'>${mark}${count ? badge : ''}</svg>`;
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
}

export function markIcon(count: number): void {
  document.querySelector('link[rel=icon]')?.setAttribute('href', iconAddress(count));
}
