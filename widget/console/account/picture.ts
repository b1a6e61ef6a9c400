/** A picture as agents have one: a square of 192 pixels, cut from the middle of whatever was chosen. */
const SIZE = 192;

/** Undefined where this is no picture that the browser can read. */
export async function squared(file: Blob): Promise<Blob | undefined> {
  const image = await createImageBitmap(file).catch(() => undefined);
  if (!image) return undefined;
  const side = Math.min(image.width, image.height);
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = SIZE;
  const from = [(image.width - side) / 2, (image.height - side) / 2] as const;
  canvas.getContext('2d')?.drawImage(image, ...from, side, side, 0, 0, SIZE, SIZE);
  image.close();
  // What the camera noted of place and time is gone with it.
  return new Promise((resolve) => canvas.toBlob((blob) => resolve(blob ?? undefined), 'image/jpeg', 0.85));
}
