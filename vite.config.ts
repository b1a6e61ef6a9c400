/**
 * Builds dist/public in five passes, because each product stands alone: the pages (console and demo), the panel with its
 * lazy parts, what speaks first, the loader as one classic script that knows their file names, and the package for bundlers.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { copyFile, cp, rename, rmdir, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { build, defineConfig, type InlineConfig, type Plugin } from 'vite';
import { isLater, isLaterNotice } from './widget/chat/later-keys.js';

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

/** One word in every language, so that what comes with the page does not carry a catalogue. */
function oneWord(key: string): string {
  const catalogues = readdirSync(at('services/texts')).filter((file) => file.endsWith('.json'));
  const words = catalogues.map((file) => {
    const { widget } = JSON.parse(readFileSync(at(`services/texts/${file}`), 'utf8'));
    return [file.slice(0, -5), widget[key]];
  });
  return JSON.stringify(Object.fromEntries(words));
}

/**
 * Host, panel and what speaks first, each with its lazy parts and alone: none may be split by what another shares with it. Their addresses are relative to
 * themselves: they run on other people's pages.
 */
async function buildPart(name: 'host' | 'panel' | 'proactive'): Promise<string> {
  const result = await build({
    ...shared,
    plugins: [tightTemplates(), onlySections('widget', 'notices')],
    define: { __DISMISS__: oneWord('dismiss') },
    build: {
      outDir,
      emptyOutDir: false,
      target: 'es2022',
      // As a library: a page's build would wrap each lazy import in a helper that fetches style sheets, of which we have none.
      lib: { entry: { [name]: at(`widget/chat/${name}.ts`) }, formats: ['es'] },
      rolldownOptions: {
        // What host and proactive export is called by the loader; the panel exports nothing.
        preserveEntrySignatures: name !== 'panel' && 'exports-only',
        output: {
          minify: true,
          comments: false,
          entryFileNames: 'widget/[name]-[hash].js',
          chunkFileNames: 'widget/[name]-[hash].js',
        },
      },
    },
  });
  const entry = [result]
    .flat()
    .flatMap((built) => ('output' in built ? built.output : []))
    .find((file) => file.type === 'chunk' && file.isEntry);
  if (!entry) throw new Error(`${name} was not built`);
  return entry.fileName;
}

async function buildLoader(files: string[], speak: string): Promise<void> {
  await build({
    ...shared,
    define: { __FILES__: JSON.stringify(files), __SPEAK__: JSON.stringify(speak), __WORDS__: oneWord('open') },
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

/** The same element for bundlers: an ES module with its types and manifest, ready for `npm pack`. */
async function buildPackage(): Promise<void> {
  await build({
    ...shared,
    plugins: [tightTemplates(), onlySections('widget', 'notices')],
    define: { __WORDS__: oneWord('open'), __DISMISS__: oneWord('dismiss') },
    build: {
      outDir: `${outDir}/package`,
      emptyOutDir: true,
      target: 'es2022',
      lib: { entry: { index: at('widget/package/index.ts') }, formats: ['es'] },
      rolldownOptions: {
        output: {
          minify: true,
          entryFileNames: '[name].js',
          chunkFileNames: '[name]-[hash].js',
        },
      },
    },
  });
  const { version } = JSON.parse(readFileSync(at('package.json'), 'utf8'));
  const about = JSON.parse(readFileSync(at('widget/package/package.json'), 'utf8'));
  await writeFile(`${outDir}/package/package.json`, `${JSON.stringify({ ...about, version }, null, 2)}\n`);
  for (const file of ['types.d.ts', 'custom-elements.json', 'README.md'])
    await copyFile(at(`widget/package/${file}`), `${outDir}/package/${file}`);
}

/** Templates are indented and explained for people; browsers need neither. */
function tightTemplates(): Plugin {
  return {
    name: 'frontdesk:tight-templates',
    enforce: 'pre',
    transform(code, id) {
      if (!/widget\/(chat|shared)\/.+\.ts$/.test(id)) return null;
      const tight = code.replace(/\bcss`[^`]*`/g, (css) => css.replace(/\/\*.*?\*\//gs, '').replace(/\s+/g, ' '));
      return { code: tight.replace(/\n[ \t]+/g, '\n'), map: null };
    },
  };
}

/** Of a catalogue only what the panel says, of the English one that it holds only what it says at once: bundlers keep a JSON file whole. */
function onlySections(...sections: string[]): Plugin {
  return {
    name: 'frontdesk:only-sections',
    enforce: 'pre',
    resolveId(source, importer) {
      const later = importer?.endsWith('/words-later.ts') && source.endsWith('/en.json');
      return later ? `${at('services/texts/en.json')}?later` : null;
    },
    transform(code, id) {
      const [, locale, later] = /services\/texts\/(\w+)\.json(\?later)?$/.exec(id) ?? [];
      if (!locale) return null;
      const texts = JSON.parse(code);
      const part = (all: object, isPart: (key: string) => boolean) =>
        Object.fromEntries(Object.entries(all).filter(([key]) => isPart(key) === !!later));
      if (locale === 'en')
        Object.assign(texts, { widget: part(texts.widget, isLater), notices: part(texts.notices, isLaterNotice) });
      if (later)
        return {
          code: `export default ${JSON.stringify({ widget: texts.widget, notices: texts.notices })}`,
          map: null,
          moduleType: 'js',
        };
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

/** What the parts are made of: vite itself watches only what the pages load. */
const partFolders = ['widget/chat', 'widget/shared', 'widget/examples/html', 'services/texts', 'services/conversation'];

/** Pages keep their folder in vite's output; ours are served from the top. With --watch (npm run dev) only what is seen at once is made. */
function theRest(): Plugin {
  let partsToBuild = true;
  let began = 0;
  return {
    name: 'frontdesk:widget',
    apply: 'build',
    buildStart() {
      began = performance.now();
      if (!this.meta.watchMode) return;
      for (const folder of partFolders)
        for (const name of readdirSync(at(folder), { encoding: 'utf8', recursive: true }))
          if (/\.(ts|json|css|js|html)$/.test(name)) this.addWatchFile(`${at(folder)}/${name}`);
    },
    watchChange(id) {
      partsToBuild ||= !id.includes('/widget/console/');
    },
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
      if (partsToBuild) await buildParts();
      partsToBuild = false;
      if (!this.meta.watchMode) {
        await buildPackage();
        compressAll();
      }
      process.send?.(Math.round(performance.now() - began));
    },
  };
}

async function buildParts(): Promise<void> {
  const speak = await buildPart('proactive');
  // The loader asks the first of them; see loader.ts.
  await buildLoader([await buildPart('host'), await buildPart('panel')], speak);
  await cp(at('widget/examples/html'), `${outDir}/examples/html`, { recursive: true });
}

export default defineConfig({
  ...shared,
  base: '/',
  plugins: [theRest()],
  build: {
    outDir,
    emptyOutDir: true,
    target: 'es2022',
    // The console's first part is one file, loaded once a day by people who stay in it.
    chunkSizeWarningLimit: 700,
    rolldownOptions: {
      // The console may not be there yet.
      input: Object.fromEntries(Object.entries(pages).filter(([, file]) => existsSync(file))),
    },
  },
});
