/** Small files of each kind, for tests. */
import { zipOf } from './zip.js';

/** One red pixel. */
export const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg==',
  'base64',
);
export const jpeg = Buffer.concat([Buffer.from('ffd8ffe000104a46494600010100000100010000', 'hex'), Buffer.alloc(64)]);
export const gif = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64');
export const webp = Buffer.from('UklGRiIAAABXRUJQVlA4IBYAAAAwAQCdASoBAAEADsD+JaQAA3AAAAAA', 'base64');
export const pdf = Buffer.from('%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n');

export const zip = zipOf([{ name: 'a.txt', data: 'hello' }]);

const types = (kind: string) =>
  `<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/a.xml" ContentType="application/vnd.openxmlformats-officedocument.${kind}.main+xml"/></Types>`;

export const docx = zipOf([
  { name: '[Content_Types].xml', data: types('wordprocessingml.document') },
  { name: 'word/document.xml', data: '<w/>' },
]);
export const xlsx = zipOf([
  { name: '[Content_Types].xml', data: types('spreadsheetml.sheet') },
  { name: 'xl/workbook.xml', data: '<x/>' },
]);

/** Small to send and large to unpack, and it lies about that. */
export function bomb(): Buffer {
  const data = Buffer.alloc(200 * 1024 * 1024);
  return zipOf([
    { name: '[Content_Types].xml', data, size: 300 },
    { name: 'word/document.xml', data, size: 300 },
  ]);
}
