/**
 * Builds dist/public in three passes, because each product stands alone: the pages (console and demo), the panel with
 * its lazy parts, and the loader as one classic script that knows the panel's file name.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { rename, rmdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { build, defineConfig, type InlineConfig, type Plugin } from 'vite';

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const outDir = at('dist/public');
const pages = { index: at('widget/demo/index.html'), console: at('widget/console/index.html') };

const shared = {
  configFile: false,
  root: at('widget'),
  publicDir: false,
  logLevel: 'warn',
  json: { namedExports: true },
} satisfies InlineConfig;

/** The words a loader needs, so that it does not carry a catalogue. */
function launcherWords(): string {
  const words = readdirSync(at('services/texts')).map((file) => {
    const { widget } = JSON.parse(readFileSync(at(`services/texts/${file}`), 'utf8'));
    return [file.slice(0, -5), widget.open];
  });
  return JSON.stringify(Object.fromEntries(words));
}

/** The panel must not be split by what the console happens to share with it, and its addresses are relative to itself: it runs on other people's pages. */
async function buildPanel(): Promise<string> {
  const result = await build({
    ...shared,
    plugins: [tightTemplates(), onlySections('widget', 'notices')],
    build: {
      outDir,
      emptyOutDir: false,
      target: 'es2022',
      // As a library: a page's build would wrap each lazy import in a helper that fetches style sheets, of which we have none.
      lib: { entry: { panel: at('widget/chat/panel.ts') }, formats: ['es'] },
      rolldownOptions: {
        preserveEntrySignatures: false,
        output: {
          minify: true,
          comments: false,
          entryFileNames: 'widget/[name]-[hash].js',
          chunkFileNames: 'widget/[name]-[hash].js',
        },
      },
    },
  });
  const [built] = [result].flat();
  const outputs = built && 'output' in built ? built.output : [];
  const entry = outputs.find((file) => file.type === 'chunk' && file.isEntry);
  if (!entry) throw new Error('the panel was not built');
  return entry.fileName;
}

async function buildLoader(panel: string): Promise<void> {
  await build({
    ...shared,
    define: { __PANEL__: JSON.stringify(panel), __WORDS__: launcherWords() },
    build: {
      outDir,
      emptyOutDir: false,
      target: 'es2022',
      modulePreload: false,
      rolldownOptions: {
        input: { widget: at('widget/chat/loader.ts') },
        output: { format: 'iife', entryFileNames: '[name].js' },
      },
    },
  });
}

/** Templates are indented and explained for people; browsers need neither. */
function tightTemplates(): Plugin {
  return {
    name: 'frontdesk:tight-templates',
    enforce: 'pre',
    transform(code, id) {
      if (!/widget\/(chat|shared)\/[^/]+\.ts$/.test(id)) return null;
      const tight = code.replace(/\bcss`[^`]*`/g, (css) => css.replace(/\/\*.*?\*\//gs, '').replace(/\s+/g, ' '));
      return { code: tight.replace(/\n[ \t]+/g, '\n'), map: null };
    },
  };
}

/** Of a catalogue only what the panel says: bundlers keep a JSON file whole. */
function onlySections(...sections: string[]): Plugin {
  return {
    name: 'frontdesk:only-sections',
    enforce: 'pre',
    transform(code, id) {
      if (!/services\/texts\/\w+\.json$/.test(id)) return null;
      const texts = JSON.parse(code);
      return { code: JSON.stringify(Object.fromEntries(sections.map((name) => [name, texts[name]]))), map: null };
    },
  };
}

/** Once here instead of at each request: what a visitor's page loads should be as small as it can be without a proxy's help. */
function compressAll(): void {
  for (const { name, parentPath } of readdirSync(outDir, { recursive: true, withFileTypes: true })) {
    if (!/\.(js|css|html|svg|json)$/.test(name)) continue;
    const bytes = readFileSync(`${parentPath}/${name}`);
    writeFileSync(`${parentPath}/${name}.br`, brotliCompressSync(bytes));
    writeFileSync(`${parentPath}/${name}.gz`, gzipSync(bytes));
  }
}

/** Pages keep their folder in vite's output; ours are served from the top. */
function theRest(): Plugin {
  return {
    name: 'frontdesk:widget',
    apply: 'build',
    async closeBundle() {
      for (const [name, from] of [
        ['index', 'demo'],
        ['console', 'console'],
      ]) {
        const built = `${outDir}/${from}/index.html`;
        if (!existsSync(built)) continue;
        await rename(built, `${outDir}/${name}.html`);
        // An empty folder left beside console.html would make /console a redirect.
        await rmdir(`${outDir}/${from}`);
      }
      await buildLoader(await buildPanel());
      compressAll();
    },
  };
}

export default defineConfig({
  ...shared,
  base: '/',
  plugins: [theRest()],
  build: {
    outDir,
    emptyOutDir: true,
    target: 'es2022',
    rolldownOptions: {
      // The console may not be there yet.
      input: Object.fromEntries(Object.entries(pages).filter(([, file]) => existsSync(file))),
    },
  },
});
