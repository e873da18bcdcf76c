import { defineConfig, type Plugin } from 'vite';
import { noticeOf, packageFolders } from './electron/packaging/notices.ts';

/** Puts the licences of bundled packages into the script itself: it travels alone. */
const noticesInside: Plugin = {
  name: 'notices-inside',
  apply: 'build',
  generateBundle(_, bundle) {
    const notices = packageFolders(this.getModuleIds()).map((folder) => noticeOf(folder).replaceAll('*/', '* /'));
    for (const chunk of Object.values(bundle)) {
      if (chunk.type === 'chunk') chunk.code = `/*!\n${notices.join('\n\n')}\n*/\n${chunk.code}`;
    }
  },
};

/**
 * The engine that is put into every proof sheet, as one script that loads nothing. The same sources give the same bytes
 * on every machine: nothing of paths, dates or the machine gets into it.
 */
export default defineConfig({
  publicDir: false,
  plugins: [noticesInside],
  build: {
    outDir: 'out/proof',
    emptyOutDir: true,
    target: ['chrome97', 'safari15.4', 'firefox104'],
    lib: { entry: 'renderer/proof/main.ts', formats: ['iife'], name: 'proof', fileName: () => 'engine.js' },
  },
});
