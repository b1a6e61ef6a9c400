/** Files as people send them: a visitor's widget and an agent's console in a real browser. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addAgent } from '../../services/conversation/agents.js';
import { executablePath, launch, openPage, signInto, violations } from '../../services/testing/browser.js';
import { pdf, png } from '../../services/testing/files.js';
import { type Stack, startStack } from '../../services/testing/stack.js';

const photo = { name: 'kettle.png', mimeType: 'image/png', buffer: png };
const invoice = { name: 'invoice.pdf', mimeType: 'application/pdf', buffer: pdf };

describe.runIf(executablePath)('files in a browser', () => {
  let stack: Stack;
  let browser: Browser;
  beforeAll(async () => {
    stack = await startStack('embedded', { env: { FILE_MAX_MB: '1' } });
    browser = await launch();
    await addAgent(stack.platform.db, {
      email: 'lena@team.test',
      name: 'Lena',
      role: 'agent',
      password: 'correct horse battery',
    });
  });
  afterAll(async () => {
    await browser?.close();
    await stack?.drop();
  });

  async function openWidget() {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    const { page, complaints } = await openPage(context, stack.url, '/');
    await page.getByRole('button', { name: 'Open chat' }).click();
    await page.getByRole('button', { name: 'Attach files' }).waitFor();
    return { context, page, complaints };
  }

  async function pick(page: Page, ...files: (typeof photo)[]): Promise<void> {
    const chooser = page.waitForEvent('filechooser');
    await page.getByRole('button', { name: 'Attach files' }).click();
    await (await chooser).setFiles(files);
  }

  /** As the system does it: an event with files on whatever is under the pointer, or has the focus. */
  const give = (page: Page, kind: 'paste' | 'drop' | 'dragover', file: typeof photo, text?: string) =>
    page.getByRole('textbox', { name: 'Write a message' }).evaluate(
      (field, { kind, name, type, base64, text }) => {
        const data = new DataTransfer();
        const bytes = Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0));
        data.items.add(new File([bytes], name, { type }));
        if (text) data.setData('text/plain', text);
        const init = { bubbles: true, composed: true, cancelable: true };
        const event =
          kind === 'paste'
            ? new ClipboardEvent(kind, { ...init, clipboardData: data })
            : new DragEvent(kind, { ...init, dataTransfer: data });
        field.dispatchEvent(event);
        return event.defaultPrevented;
      },
      { kind, name: file.name, type: file.mimeType, base64: file.buffer.toString('base64'), text },
    );

  const chips = (page: Page) => page.locator('frontdesk-attachments li');
  const chip = (page: Page, name: string) => chips(page).filter({ hasText: name });
  const send = (page: Page) => page.getByRole('button', { name: 'Send', exact: true });

  test('a visitor sends an image, an agent sends a document back, both see both', async () => {
    const { context, page: shop, complaints } = await openWidget();
    await pick(shop, photo);
    await chip(shop, 'kettle.png').getByText('1 kB').waitFor();
    expect(await violations(shop)).toEqual([]);
    await send(shop).click();
    const image = shop.getByRole('img', { name: 'kettle.png' });
    await image.waitFor();
    await expect.poll(() => image.evaluate((it: HTMLImageElement) => it.naturalWidth)).toBe(1);
    // Nothing jumps: the box is there before the image.
    expect((await image.boundingBox())?.height).toBeGreaterThan(100);
    await shop.getByText('I can only read text').first().waitFor();
    await shop.getByRole('button', { name: 'Talk to a human' }).first().click();

    const agents = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    const { page: desk, complaints: deskComplaints } = await openPage(agents, stack.url, '/console');
    await signInto(desk, { email: 'lena@team.test', password: 'correct horse battery' });
    await desk.getByRole('switch').first().click();
    await desk.getByRole('button', { name: 'Accept' }).click();
    const seen = desk.getByRole('img', { name: 'kettle.png' });
    await expect.poll(() => seen.evaluate((it: HTMLImageElement) => it.naturalWidth)).toBe(1);
    await pick(desk, invoice);
    await chip(desk, 'invoice.pdf').waitFor();
    expect(await violations(desk)).toEqual([]);
    await desk.getByRole('textbox', { name: 'Reply to the visitor' }).fill('Here is your invoice.');
    await desk.keyboard.press('Enter');
    const row = shop.getByRole('link', { name: /invoice\.pdf/ });
    await row.waitFor();
    await desk.getByRole('link', { name: /invoice\.pdf/ }).waitFor();
    expect(await violations(shop)).toEqual([]);

    const document = await context.request.get(stack.url + (await row.getAttribute('href'))?.replace(stack.url, ''));
    expect(document.headers()['content-disposition']).toContain('attachment; filename="invoice.pdf"');
    expect(await document.body()).toEqual(pdf);

    // After a reload both are still there.
    await shop.reload();
    await shop.getByRole('link', { name: /invoice\.pdf/ }).waitFor();
    await shop.getByRole('img', { name: 'kettle.png' }).waitFor();
    expect(complaints).toEqual([]);
    expect(deskComplaints).toEqual([]);
    await context.close();
    await agents.close();
  });

  test('pasted, dropped, and refused with the reason', async () => {
    const { context, page, complaints } = await openWidget();
    expect(await give(page, 'dragover', photo)).toBe(true);
    await page.getByText('Drop files here').waitFor();
    expect(await give(page, 'drop', photo)).toBe(true);
    await page.getByText('Drop files here').waitFor({ state: 'hidden' });
    await chip(page, 'kettle.png').getByText('1 kB').waitFor();
    expect(await give(page, 'paste', invoice)).toBe(true);
    await chip(page, 'invoice.pdf').waitFor();
    // A table has a picture of itself with it: that is text.
    expect(await give(page, 'paste', { ...photo, name: 'table.png' }, 'a\tb')).toBe(false);
    await pick(page, { ...photo, name: 'huge.png', buffer: Buffer.alloc(1_500_000) });
    await page.getByText('This file is 1.5 MB; 1 MB is the most.').waitFor();
    await pick(page, { name: 'photo.png', mimeType: 'image/png', buffer: Buffer.from('<html></html>') });
    await page.getByText('We cannot take this kind of file.').waitFor();
    expect(await violations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Dismiss' }).click();
    expect(await chips(page).count()).toBe(2);
    await pick(page, ...[1, 2, 3, 4].map((i) => ({ ...photo, name: `${i}.png` })));
    await page.getByText('At most 5 files go with one message.').waitFor();
    await send(page).click();
    await expect.poll(() => page.locator('frontdesk-files img').count()).toBe(4);
    expect(await chips(page).count()).toBe(0);
    expect(await page.getByText('table.png').count()).toBe(0);
    expect(complaints).toEqual([]);
    await context.close();
  });

  test('cancelled, failed and tried again; the message waits for its files', async () => {
    const { context, page } = await openWidget();
    let fate: 'hold' | 'fail' | 'pass' = 'hold';
    const held: (() => void)[] = [];
    await page.route('**/files?*', async (route) => {
      if (fate === 'fail') return route.abort();
      if (fate === 'hold') await new Promise<void>((resolve) => held.push(resolve));
      await route.continue().catch(() => {});
    });
    // Cancelled on its way.
    await pick(page, { ...photo, name: 'one.png' });
    await page.getByRole('progressbar', { name: 'one.png' }).waitFor();
    await page.getByRole('button', { name: 'Remove: one.png' }).click();
    expect(await chips(page).count()).toBe(0);
    expect(await send(page).isDisabled()).toBe(true);
    for (const go of held.splice(0)) go();

    // Sent while it is on its way: nothing goes before it is there, and then all of it, once.
    await pick(page, { ...photo, name: 'two.png' });
    await page.getByRole('textbox', { name: 'Write a message' }).fill('Look at this');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Enter');
    await page.waitForTimeout(300);
    const messages = () =>
      stack.platform.db.query<{ text: string; files: number }>(
        `select text, jsonb_array_length(body->'files') as files from conversation_events
         where role = 'visitor' and body ? 'files' and text like 'Look%' order by created_at`,
      );
    expect(await messages()).toEqual([]);
    for (const go of held.splice(0)) go();
    await page.getByRole('img', { name: 'two.png' }).waitFor();
    await expect.poll(messages).toEqual([{ text: 'Look at this', files: 1 }]);

    // Failed, told, tried again by sending.
    fate = 'fail';
    await pick(page, { ...photo, name: 'three.png' });
    await page.getByText('Not uploaded.').waitFor();
    expect(await violations(page)).toEqual([]);
    fate = 'pass';
    await page.getByRole('button', { name: 'Try again: three.png' }).click();
    await chip(page, 'three.png').getByText('1 kB').waitFor();
    fate = 'fail';
    await pick(page, { ...photo, name: 'four.png' });
    await page.getByText('Not uploaded.').waitFor();
    await page.getByRole('textbox', { name: 'Write a message' }).fill('Look again');
    await page.keyboard.press('Enter');
    await page.waitForTimeout(300);
    expect(await messages()).toHaveLength(1);
    fate = 'pass';
    await page.getByRole('textbox', { name: 'Write a message' }).press('Enter');
    await page.getByRole('img', { name: 'four.png' }).waitFor();
    await expect.poll(messages).toEqual([
      { text: 'Look at this', files: 1 },
      { text: 'Look again', files: 2 },
    ]);
    await context.close();
  });

  test('what was sent without a network is sent after a reload, with its file', async () => {
    const { context, page } = await openWidget();
    await pick(page, photo);
    await chip(page, 'kettle.png').getByText('1 kB').waitFor();
    await page.route('**/messages', (route) => route.abort());
    await page.getByRole('textbox', { name: 'Write a message' }).fill('Kept over a reload');
    await page.keyboard.press('Enter');
    // On its way it shows already.
    await page.getByRole('img', { name: 'kettle.png' }).waitFor();
    await page.reload();
    await page.getByRole('img', { name: 'kettle.png' }).waitFor();
    const sent = () =>
      stack.platform.db.query(`select 1 from conversation_events where text = 'Kept over a reload' and body ? 'files'`);
    expect(await sent()).toEqual([]);
    await page.unroute('**/messages');
    await expect.poll(async () => (await sent()).length, { timeout: 30_000 }).toBe(1);
    await context.close();
  });
});
